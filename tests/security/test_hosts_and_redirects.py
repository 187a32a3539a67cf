"""Redirects and links don't follow an address or a host that a request names."""

from typing import Any

import pytest
from django.test import Client

from annotator.projects.models import Membership
from tests.support.make import (
    PASSWORD,
    make_user,
)

# A second name of this site, which is not in SITE_URL.
OTHER = "another.example"


@pytest.fixture
def other_name(settings: Any) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, OTHER]


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
    ],
)
def test_open_redirect_after_sign_in(client: Client, ana: Membership, there: str) -> None:
    assert ana.user is not None
    ana.user.set_password(PASSWORD)
    ana.user.save()
    answer = client.post("/accounts/login/", {"login": "ana", "password": PASSWORD, "next": there})
    assert answer["Location"] == "/"
    assert client.post("/accounts/logout/", {"next": there})["Location"] == "/accounts/login/"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80@127.0.0.1", "127.0.0.1.evil.example"]
)
def test_host_header(client: Client, db: None, host: str) -> None:
    answer = client.get("/accounts/login/", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.content.decode()


@pytest.mark.usefixtures("other_name")
def test_links_do_not_follow_the_host_header(as_mia: Client) -> None:
    form = {"role": "annotator", "uses": 1, "days": 1}
    headers = {"Host": OTHER, "X-Forwarded-Host": "evil.example"}
    page = as_mia.post("/p/dam/people/invite/", form, headers=headers).content.decode()
    assert "http://127.0.0.1:8000/join/" in page
    assert "evil" not in page


@pytest.mark.usefixtures("other_name")
def test_guesses_are_counted_for_every_host_header(client: Client, db: None) -> None:
    make_user("zoe", password=PASSWORD)
    for port in range(5):
        client.post(
            "/accounts/login/",
            {"login": "zoe", "password": "x"},
            headers={"Host": f"127.0.0.1:{9000 + port}"},
        )
    form = {"login": "Zoe", "password": PASSWORD}
    page = client.post("/accounts/login/", form, headers={"Host": f"{OTHER}:7777"}).content.decode()
    assert "Too many failed sign-ins" in page


@pytest.mark.usefixtures("other_name")
def test_mailed_links_do_not_follow_the_host_header(
    client: Client, db: None, settings: object, mailoutbox: list[object]
) -> None:
    settings.EMAIL_URL = "smtp://mail.example.org"  # type: ignore[attr-defined]
    make_user("zoe", password=PASSWORD, email="zoe@example.org")
    client.post(
        "/accounts/password/reset/", {"email": "zoe@example.org"}, headers={"Host": f"{OTHER}:6666"}
    )
    body = str(mailoutbox[0].body)  # type: ignore[attr-defined]
    assert "http://127.0.0.1:8000/accounts/password/reset/key/" in body
    assert OTHER not in body
