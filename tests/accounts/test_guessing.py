"""Guessing a password is limited, but the owner of the account is not locked out."""

import logging

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from annotator.accounts.models import User
from annotator.accounts.sign_in import guessing
from tests.support.make import PASSWORD, make_user

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
LIMIT, LIMIT_OF_ACCOUNT = 5, 100


@pytest.fixture(autouse=True)
def no_earlier_guesses(db: None) -> None:
    cache.clear()


@pytest.fixture
def ana(db: None) -> User:
    return make_user("ana", password=PASSWORD)


def sign_in(client: Client, password: str, *, address: str = HERE, name: str = "ana") -> bool:
    form = {"login": name, "password": password}
    page = client.post("/accounts/login/", form, REMOTE_ADDR=address)
    return page.status_code == 302


def guess(times: int, *, address: str = HERE) -> None:
    for number in range(times):
        assert not sign_in(Client(), f"guess {number}", address=address)


def test_an_address_that_guessed_too_often_is_locked_out(ana: User) -> None:
    guess(LIMIT)

    assert not sign_in(Client(), PASSWORD)
    assert not sign_in(Client(), PASSWORD, name="ANA")


def test_the_owner_can_sign_in_from_another_address(ana: User) -> None:
    guess(LIMIT)

    assert sign_in(Client(), PASSWORD, address=ELSEWHERE)


def test_the_owner_can_sign_in_on_a_known_device(ana: User) -> None:
    """A whole class can have the same address."""
    known = Client()
    assert sign_in(known, PASSWORD)
    known.post("/accounts/logout/")
    guess(LIMIT)

    assert sign_in(known, PASSWORD)


def test_guesses_on_a_known_device_are_limited_too(ana: User) -> None:
    known = Client()
    assert sign_in(known, PASSWORD)
    known.post("/accounts/logout/")
    for number in range(LIMIT):
        assert not sign_in(known, f"guess {number}")

    assert not sign_in(known, PASSWORD)


def test_the_device_cookie_works_for_one_account_only(ana: User) -> None:
    make_user("ben", password=PASSWORD)
    bens = Client()
    assert sign_in(bens, PASSWORD, name="ben")
    bens.post("/accounts/logout/")
    guess(LIMIT)

    assert not sign_in(bens, PASSWORD)


def test_using_many_addresses_does_not_allow_more_guesses(ana: User) -> None:
    known = Client()
    assert sign_in(known, PASSWORD)
    known.post("/accounts/logout/")
    for network in range(LIMIT_OF_ACCOUNT // LIMIT):
        guess(LIMIT, address=f"203.0.113.{network}")

    assert not sign_in(Client(), PASSWORD, address=ELSEWHERE)
    assert sign_in(known, PASSWORD, address=ELSEWHERE)


def test_a_successful_sign_in_does_not_count_as_a_guess(ana: User) -> None:
    for _ in range(LIMIT_OF_ACCOUNT // 10):
        assert sign_in(Client(), PASSWORD)


def test_failed_sign_ins_are_logged_without_what_was_typed(
    ana: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        guess(LIMIT + 1)
        assert not sign_in(Client(), "secret word", name="secret name")

    lines = [record.getMessage() for record in caplog.records if "sign-in" in record.getMessage()]
    assert lines[0] == f"sign-in failed: account {ana.pk}, from {HERE}"
    assert lines[-2] == f"sign-in refused, too many guesses: account {ana.pk}, from {HERE}"
    assert lines[-1] == f"sign-in failed: an account that does not exist, from {HERE}"
    assert "secret" not in caplog.text


def lines_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == guessing.logger.name]


def test_a_sign_in_to_an_inactive_account_is_logged(
    ana: User, caplog: pytest.LogCaptureFixture
) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)
    client = Client()
    sign_in(client, PASSWORD)

    line = f"sign-in refused, the account is not active: account {ana.pk}, from {HERE}"
    assert lines_of(caplog) == [line]
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "again", [False, True], ids=["signing in", "once more for something grave"]
)
def test_a_wrong_code_is_logged(ana: User, again: bool, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(REMOTE_ADDR=HERE)
    if again:
        client.force_login(ana)
    TOTP.activate(ana, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    if not again:
        sign_in(client, PASSWORD)
    client.post(f"/accounts/2fa/{'re' if again else ''}authenticate/", {"code": "000000"})

    assert lines_of(caplog) == [f"second factor failed: account {ana.pk}, from {HERE}"]
    assert "000000" not in caplog.text


def test_a_wrong_passkey_is_logged(db: None, caplog: pytest.LogCaptureFixture) -> None:
    Client(REMOTE_ADDR=HERE).post("/accounts/2fa/webauthn/login/", {"credential": '{"id": "x"}'})

    assert lines_of(caplog) == [f"passkey failed: no account was named, from {HERE}"]


def test_a_wrong_password_at_reauthentication_is_logged(
    ana: User, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(REMOTE_ADDR=HERE)
    client.force_login(ana)
    client.post("/accounts/reauthenticate/", {"password": "a guess"})

    assert lines_of(caplog) == [f"sign-in failed: account {ana.pk}, from {HERE}"]
