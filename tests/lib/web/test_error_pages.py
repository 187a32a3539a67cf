"""Error pages, and what the log says about the same errors."""

import json
import logging
import re
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.test import Client, RequestFactory

from annotator.accounts.models import User
from annotator.lib.logs import JsonLines
from annotator.projects.models import Membership, Project
from tests.support.make import PASSWORD, make_user

TEXT = "what an article says"


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(JsonLines().format(record)) for record in caplog.records]


def reference(page: str) -> str:
    found = re.search(r"reference <code>(\w{8})", page)
    assert found is not None
    return found[1]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let My work raise the error that the test has as its parameter."""

    def fail(*_: object) -> None:
        raise request.param

    monkeypatch.setattr("annotator.labelling.views.may_create_projects", fail)


@pytest.mark.parametrize(
    ("broken", "status"),
    [
        (ValueError(TEXT), 500),
        (IntegrityError(TEXT), 500),
        (OperationalError(TEXT), 503),
        (SuspiciousOperation(TEXT), 400),
        (RequestDataTooBig(TEXT), 413),
    ],
    indirect=["broken"],
)
def test_the_page_says_what_to_do_and_the_log_what_happened(
    broken: None, status: int, as_ana: Client, caplog: pytest.LogCaptureFixture
) -> None:
    as_ana.raise_request_exception = False
    answer = as_ana.get("/")
    page = answer.content.decode()
    assert answer.status_code == status
    assert "<h1>" in page
    assert TEXT not in page
    logged = [line for line in lines(caplog) if line.get("reference") == reference(page)]
    assert logged, "the number on the page is in the log"
    assert answer["Skepsis-Reference"] == reference(page)
    assert TEXT not in json.dumps(logged)
    assert any("fail" in json.dumps(line.get("where")) for line in logged), "and leads to the place"


def test_a_missing_page_is_logged_with_its_reference(
    as_ana: Client, caplog: pytest.LogCaptureFixture
) -> None:
    page = as_ana.get("/nowhere/").content.decode()
    line = next(line for line in lines(caplog) if line["message"] == "Not Found")
    assert line["reference"] == reference(page)


def test_a_key_in_an_address_is_not_logged(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/join/12.thisisasecret/")
    client.get("/accounts/password/reset/key/1-thisisasecret/")
    client.get("/join/12.thisisasecret")
    assert lines(caplog)
    assert "thisisasecret" not in json.dumps(lines(caplog))


def test_a_row_in_a_database_error_is_not_logged(
    project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    try:
        Project.objects.create(slug=project.slug, name=TEXT)
    except IntegrityError:
        logging.getLogger("annotator").exception("it failed")
    line = lines(caplog)[-1]
    assert (line["error"], line["sqlstate"]) == ("django.db.utils.IntegrityError", "23505")
    assert line["constraint"] == "projects_project_slug_key"
    assert project.slug not in json.dumps(line)


def test_a_log_entry_is_always_one_line() -> None:
    """No input can start a second line."""
    record = logging.LogRecord("x", logging.WARNING, "", 1, "one\ntwo\r%s", ("\n{}",), None)
    assert "\n" not in JsonLines().format(record)


@pytest.mark.parametrize(
    ("path", "most"), [("/p/dam/settings/", 10_000_000), ("/p/dam/import/", 1_000_000_000)]
)
def test_a_body_that_is_too_long_is_rejected_before_it_is_read(
    as_mia: Client, path: str, most: int
) -> None:
    class Unread:
        def read(self, *_: object) -> bytes:
            raise AssertionError("nothing of it is read")

        readline = read

    kind = "multipart/form-data; boundary=x"
    answer = as_mia.generic(
        "POST", path, b"", kind, CONTENT_LENGTH=str(most + 1), **{"wsgi.input": Unread()}
    )
    assert answer.status_code == 413
    assert "Upload too large" in answer.content.decode()


def test_a_json_body_that_is_too_long_is_rejected(as_mia: Client, project: Project) -> None:
    answer = as_mia.post("/api/v1/projects/dam/annotations/", "x" * 10_000_001, "application/json")
    assert (answer.status_code, answer.json()["detail"]) == (413, "The request is too large.")


def test_too_many_guesses_have_a_message(client: Client, db: None) -> None:
    make_user("zoe", password=PASSWORD)
    for number in range(5):
        assert (
            client.post(
                "/accounts/login/", {"login": "zoe", "password": f"wrong {number}"}
            ).status_code
            == 200
        )
    page = client.post("/accounts/login/", {"login": "zoe", "password": PASSWORD}).content.decode()
    assert "Too many failed sign-ins" in page
    assert client.get("/").status_code == 302
    other = make_user("ana2", password=PASSWORD)
    assert (
        client.post("/accounts/login/", {"login": other.username, "password": PASSWORD})["Location"]
        == "/"
    )


def test_too_many_attempts_have_a_page(
    rf: RequestFactory, client: Client, settings: object, db: None
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}  # type: ignore[attr-defined]
    answers = [client.post("/accounts/login/", {"login": "x", "password": "y"}) for _ in range(2)]
    assert answers[1].status_code == 429
    assert "Too many attempts" in answers[1].content.decode()
    assert answers[1]["Retry-After"]


@pytest.mark.parametrize(
    ("action", "path"), [("tokens", "/accounts/tokens/make/"), ("join", "/join/1.x/")]
)
def test_creating_tokens_and_joining_are_limited(
    settings: Any, client: Client, db: None, action: str, path: str
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {action: "2/m/ip"}
    make_user("zoe")
    User.objects.update(password="!")  # nothing to be asked for once more
    client.force_login(User.objects.get())
    assert [client.post(path).status_code for _ in range(3)].index(429) == 2


def test_every_response_has_the_security_headers(as_ana: Client, ana: Membership) -> None:
    answer = as_ana.get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_only_probes_can_use_the_ip_address_as_host(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "10.1.2.3"}).status_code == 200
    assert client.get("/accounts/login/", headers={"host": "10.1.2.3"}).status_code == 400
