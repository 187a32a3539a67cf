"""Visitors can't find out which accounts exist."""

import re

import pytest
from django.test import Client

from tests.support.make import (
    PASSWORD,
    make_user,
)


def test_user_enumeration_by_sign_in(client: Client, db: None) -> None:
    """A wrong username and a wrong password get the same message, in the same time."""
    make_user("zoe", password=PASSWORD)
    inactive = make_user("gone", password=PASSWORD)
    inactive.is_active = False
    inactive.save()

    def sign_in_page(name: str) -> str:
        page = client.post(
            "/accounts/login/", {"login": name, "password": "wrong"}
        ).content.decode()
        return re.sub(r'csrfmiddlewaretoken" value="\w+|' + name, "", page)

    assert sign_in_page("zoe") == sign_in_page("nobody") == sign_in_page("gone")


def test_user_enumeration_by_reset(
    client: Client, db: None, settings: object, mailoutbox: list[object]
) -> None:
    settings.EMAIL_URL = "smtp://mail.example.org"  # type: ignore[attr-defined]
    make_user("zoe", password=PASSWORD, email="zoe@example.org")
    answers = [
        client.post("/accounts/password/reset/", {"email": f"{name}@example.org"})
        for name in ("zoe", "nobody")
    ]
    assert [answer["Location"] for answer in answers] == ["/accounts/password/reset/done/"] * 2
    assert len(mailoutbox) == 1, "and no mail to strangers"


def test_user_enumeration_by_response_time(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown username costs a hash too, so the response time reveals nothing."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    made = []
    real = Argon2PasswordHasher.encode
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda *args, **kw: made.append(1) or real(*args, **kw)
    )
    Client().post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    assert made == [1]
