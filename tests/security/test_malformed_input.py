"""Malformed requests are rejected without a server error."""

import pytest
from django.test import Client

from annotator.projects.models import Project
from tests.support.make import (
    make_article,
)

API = "/api/v1/projects/dam/"


@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        ("GET", "/accounts/login/?next=http://[", {}),
        ("GET", "/accounts/logout/?next=http://[", {}),
        ("POST", "/accounts/2fa/webauthn/login/", {"credential": '{"id": 1}'}),
        ("POST", "/accounts/2fa/webauthn/login/", {"credential": "9" * 5000}),
        ("POST", "/accounts/2fa/webauthn/login/", {"credential": "[]"}),
        ("GET", "/accounts/oidc/%00/login/callback/", {}),
        ("POST", "/accounts/oidc/%00/login/", {}),
        ("GET", "/join/%00/", {}),
    ],
)
def test_malformed_requests_of_strangers_cause_no_server_error(
    client: Client, db: None, method: str, path: str, form: object
) -> None:
    answer = client.get(path) if method == "GET" else client.post(path, form)
    assert answer.status_code < 500


def test_a_lone_surrogate_is_rejected(as_mia: Client, as_rita: Client, project: Project) -> None:
    article = '{"external_id": "a", "text": "The dam held.", "split": "\\ud800"}'
    assert as_mia.post(f"{API}articles/", article, "application/json").status_code == 400
    sentence = make_article(project).sentences.to_label()[0]
    body = f'{{"sentence": {sentence.pk}, "skip_reason": "\\ud800"}}'
    assert as_rita.post(f"{API}adjudications/", body, "application/json").status_code == 400
