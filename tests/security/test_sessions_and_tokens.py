"""Sessions, tokens and other secrets."""

import re

from django.test import Client

from annotator.accounts.models import ApiToken
from annotator.accounts.tokens import make_token
from annotator.projects.models import Membership
from tests.support.make import (
    PASSWORD,
    make_user,
)
from tests.support.roles import table

API = "/api/v1/projects/dam/"


def test_session_fixation(client: Client, db: None) -> None:
    """A session that an attacker planted is not used after the victim signs in."""
    make_user("zoe", password=PASSWORD)
    client.get("/join/1.x/")
    client.session["planted"] = True
    planted = client.session
    planted.save()
    before = planted.session_key
    client.post("/accounts/login/", {"login": "zoe", "password": PASSWORD})
    assert client.session.session_key != before


def test_signing_out_ends_the_session(client: Client, db: None) -> None:
    client.force_login(make_user("zoe"))
    kept = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/").status_code == 302


def test_secrets_are_not_readable(as_mia: Client, mia: Membership, db: None) -> None:
    """No page and no API response contains a hash, a token or a key."""
    from django.conf import settings

    assert mia.user is not None
    mia.user.set_password(PASSWORD)
    mia.user.save()
    token = make_token(user=mia.user, name="x")
    as_mia.force_login(mia.user)
    secrets = [settings.SECRET_KEY, mia.user.password, token, ApiToken.objects.get().digest]
    for row in [*table("Pages"), *table("Accounts"), *table("API")]:
        if row.method == "GET" and not re.search("[A-Z]{3}", row.address.replace("SLUG", "")):
            page = as_mia.get(row.address.replace("SLUG", "dam").replace("…", ""))
            if not page.streaming:
                assert not any(secret in page.content.decode() for secret in secrets), row.name


def test_a_token_is_stored_as_a_digest_and_expires(ana: Membership) -> None:
    assert ana.user is not None
    token = make_token(user=ana.user, name="x")
    kept = ApiToken.objects.get()
    assert token not in (kept.digest, kept.token_key)
    client = Client(headers={"Authorization": f"Token {token}"})
    assert client.get("/api/v1/projects/").status_code == 200
    ApiToken.objects.update(expiry="2020-01-01T00:00:00Z")
    assert client.get("/api/v1/projects/").status_code == 401


def test_creating_a_token_needs_the_password_and_changing_it_revokes_tokens(
    client: Client, db: None
) -> None:
    zoe = make_user("zoe", password=PASSWORD)
    client.force_login(zoe)
    asked = client.post("/accounts/tokens/make/", {"name": "x", "days": 9})
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert not ApiToken.objects.exists()
    make_token(user=zoe, name="x")
    changed = {
        "oldpassword": PASSWORD,
        "password1": "an even finer one",
        "password2": "an even finer one",
    }
    client.post("/accounts/password/change/", changed)
    assert not ApiToken.objects.exists()
