"""Requests of visitors who aren't signed in create no sessions.

The tests in tests/browser sign in with real passkeys.
"""

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client, RequestFactory

from annotator.accounts.sign_in.passkey_views import COOKIE, LIFETIME, SALT, challenge_in
from tests.app_wide.test_roles import World, ask, world  # noqa: F401  # a fixture
from tests.support.roles import Row, table

ADDRESS = "/accounts/2fa/webauthn/login/"
BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


def ask_for_challenge(client: Client) -> str:
    return str(
        client.get(ADDRESS, headers=BY_SCRIPT).json()["request_options"]["publicKey"]["challenge"]
    )


def test_asking_for_a_challenge_creates_no_session(db: None, client: Client) -> None:
    assert ask_for_challenge(client) != ask_for_challenge(client)
    assert client.cookies[COOKIE]["httponly"]
    assert not Session.objects.exists()


def test_a_wrong_response_creates_no_session_and_uses_up_the_challenge(
    db: None, client: Client
) -> None:
    ask_for_challenge(client)

    answer = client.post(ADDRESS, {"credential": '{"id": "x"}'})

    assert answer["Location"] == "/accounts/login/"
    assert client.cookies[COOKIE].value == ""
    assert not Session.objects.exists()


def test_a_challenge_expires_with_its_cookie(rf: RequestFactory) -> None:
    request = rf.post(ADDRESS)
    state = {"challenge": "abc", "user_verification": "required"}
    request.COOKIES[COOKIE] = signing.dumps(state, salt=SALT)
    assert challenge_in(request) == state

    request.COOKIES[COOKIE] = _signed_before(LIFETIME.total_seconds() + 60, state)
    assert challenge_in(request) is None


@pytest.mark.parametrize("cookie", ["", "x", "x:y:z"])
def test_a_forged_challenge_is_rejected(rf: RequestFactory, cookie: str) -> None:
    request = rf.post(ADDRESS)
    request.COOKIES[COOKIE] = cookie
    assert challenge_in(request) is None


def test_opening_an_invitation_creates_no_session(world: World, client: Client) -> None:  # noqa: F811
    assert client.get(f"/join/{world.values['TOKEN']}/").status_code == 200
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "row", [*table("Pages"), *table("Accounts"), *table("API")], ids=lambda row: row.name
)
def test_no_request_of_a_visitor_creates_a_session(row: Row, world: World) -> None:  # noqa: F811
    client = Client(headers=BY_SCRIPT)
    ask(client, row, world.address(row))
    assert "sessionid" not in client.cookies


def _signed_before(seconds: float, state: object) -> str:
    class Earlier(signing.TimestampSigner):
        def timestamp(self) -> str:
            now = signing.b62_decode(super().timestamp())
            return signing.b62_encode(now - int(seconds))

    return Earlier(salt=SALT).sign_object(state)
