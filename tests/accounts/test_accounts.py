"""Signing in and out, second factors, single sign-on, the admin site."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from annotator.accounts.creating import get_or_create_user
from annotator.accounts.models import User
from annotator.projects.models import Membership, Project
from tests.support.make import PASSWORD, invitation_token, make_invitation, make_user

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: object) -> str:
    """Sign in, and return the address that it leads to, or the page if it fails."""
    answer = client.post("/accounts/login/", {"login": username, "password": password, **more})
    return str(answer.get("Location", "/accounts/login/"))


@pytest.fixture
def zoe(db: None) -> User:
    return make_user("zoe", password=PASSWORD)


def test_the_second_factor_is_asked_for(zoe: User, client: Client) -> None:
    TOTP.activate(zoe, SECRET)
    assert sign_in(client, "zoe") == "/accounts/2fa/authenticate/"
    assert client.get("/")["Location"].startswith("/accounts/login/")
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": code()})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_code_works_once(zoe: User, client: Client) -> None:
    TOTP.activate(zoe, SECRET)
    used = code()
    sign_in(client, "zoe")
    client.post("/accounts/2fa/authenticate/", {"code": used})
    sign_in(second := Client(), "zoe")
    assert second.post("/accounts/2fa/authenticate/", {"code": used}).status_code == 200
    assert second.get("/")["Location"].startswith("/accounts/login/")


def test_the_secret_of_a_second_factor_is_encrypted(zoe: User) -> None:
    TOTP.activate(zoe, SECRET)
    kept = Authenticator.objects.get().data["secret"]
    assert SECRET not in kept
    assert Authenticator.objects.get().wrap().validate_code(code())


def test_second_factors_work_after_the_secret_key_was_changed(zoe: User, settings: Any) -> None:
    TOTP.activate(zoe, SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of fifty characters, as random as this is"
    assert Authenticator.objects.get().wrap().validate_code(code())


def test_without_the_old_key_no_code_is_accepted(zoe: User, client: Client, settings: Any) -> None:
    TOTP.activate(zoe, SECRET)
    settings.SECRET_KEY = "another key of fifty characters, as random as this is"
    sign_in(client, "zoe")
    for guess in (code(), "a-recovery-code"):
        assert (
            "Incorrect code"
            in client.post("/accounts/2fa/authenticate/", {"code": guess}).content.decode()
        )


def test_changing_the_password_ends_other_sessions(zoe: User, client: Client) -> None:
    sign_in(client, "zoe")
    sign_in(other := Client(), "zoe")
    changed = {
        "oldpassword": PASSWORD,
        "password1": "an even finer one",
        "password2": "an even finer one",
    }
    client.post("/accounts/password/change/", changed)
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302
    assert sign_in(Client(), "zoe", "an even finer one") == "/"


def test_changing_the_email_address_needs_the_password(zoe: User, client: Client) -> None:
    client.force_login(zoe)
    answer = client.post("/accounts/change/", {"name": "Zoe", "email": "zoe@example.org"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    client.post(answer["Location"], {"password": PASSWORD})
    zoe.refresh_from_db()
    assert (zoe.name, zoe.email) == ("Zoe", "zoe@example.org")


def test_an_email_address_is_asked_for_only_where_it_has_a_use(
    zoe: User, client: Client, settings: Any
) -> None:
    client.force_login(zoe)
    assert 'name="email"' not in client.get("/accounts/").content.decode()
    settings.EMAIL_URL = "smtp://mail.example.org"
    assert 'name="email"' in client.get("/accounts/").content.decode()


def test_an_email_address_can_be_deleted_where_it_has_no_use(zoe: User, client: Client) -> None:
    User.objects.filter(pk=zoe.pk).update(email="zoe@example.org")
    client.force_login(zoe)
    assert 'value="zoe@example.org"' in client.get("/accounts/").content.decode()


def test_a_forgotten_password_can_be_reset_by_email(
    zoe: User, client: Client, settings: Any
) -> None:
    User.objects.filter(pk=zoe.pk).update(email="zoe@example.org")
    assert "can’t send e-mail" in client.get("/accounts/password/reset/").content.decode()
    settings.EMAIL_URL = "smtp://mail.example.org"
    client.post("/accounts/password/reset/", {"email": "zoe@example.org"})
    link = re.search(r"http://\S+/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert link is not None
    form = client.get(urlsplit(link[0]).path, follow=True)
    client.post(
        form.redirect_chain[-1][0],
        {"password1": "an even finer one", "password2": "an even finer one"},
    )
    assert sign_in(Client(), "zoe", "an even finer one") == "/"
    assert (
        "used or has expired" in Client().get(urlsplit(link[0]).path, follow=True).content.decode()
    )


def test_createsuperuser_needs_no_email_address(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--username=root", stdout=StringIO())
    assert sign_in(Client(), "root") == "/"
    assert User.objects.get().email == ""


# Names.


@pytest.mark.parametrize("username", ["zое", "zo\u202ee", "ZОE", "zoe\u3164"], ids=ascii)
def test_a_new_username_must_not_look_like_another_one(
    zoe: User, mia: Membership, username: str
) -> None:
    form = {"username": username, "password1": PASSWORD, "password2": PASSWORD}
    page = Client().post(f"/join/{invitation_token(make_invitation(mia))}/", form)
    assert page.status_code == 200
    with pytest.raises(ValidationError):
        get_or_create_user(username=username)
    assert set(User.objects.values_list("username", flat=True)) == {"zoe", "mia"}


def test_a_look_alike_username_in_one_script_is_rejected(db: None) -> None:
    make_user("coco")
    with pytest.raises(ValidationError, match="looks like one that is"):
        get_or_create_user(username="сосо")


def test_accounts_with_a_name_from_before_the_rule_still_work(
    as_mia: Client, project: Project
) -> None:
    old = make_user("mіхed", password=PASSWORD)
    assert sign_in(Client(), old.username) == "/"
    as_mia.post("/p/dam/people/", {"username": old.username, "role": "annotator"})
    client = Client()
    client.force_login(old)
    client.post(f"/invitations/{project.invitations.get().pk}/accept/")
    assert project.memberships.filter(user=old).exists()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/change/", {"name": "Max Ed", "email": ""})
    old.refresh_from_db()
    assert old.name == "Max Ed"


@pytest.mark.parametrize(
    "name", ["mia", "MIA (manager)", "@mia", "Zoe \u202eaim", "Zo\u200be", "міа"], ids=ascii
)
def test_a_display_name_must_not_look_like_another_username(
    zoe: User, mia: Membership, client: Client, name: str
) -> None:
    client.force_login(zoe)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.post("/accounts/change/", {"name": name, "email": ""})
    assert page.status_code == 200
    zoe.refresh_from_db()
    assert zoe.name == ""


def test_the_display_name_can_be_the_own_username(zoe: User, client: Client) -> None:
    client.force_login(zoe)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for name, kept in [("Zoe", "Zoe"), (" Zoe\u0308 ", "Zoë")]:
        client.post("/accounts/change/", {"name": name, "email": ""})
        zoe.refresh_from_db()
        assert zoe.name == kept


# The admin site.


def test_the_admin_site_requires_a_second_factor(db: None, client: Client) -> None:
    root = make_user("root", is_superuser=True)
    client.force_login(root)
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"
    TOTP.activate(root, SECRET)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/accounts/login/?next=/admin/"


def test_the_admin_site_shows_no_secrets(project: Project, ana: Membership, client: Client) -> None:
    root = make_user("root", is_superuser=True, password=PASSWORD)
    TOTP.activate(root, SECRET)
    client.force_login(root)
    kept = (root.password, Authenticator.objects.get().data["secret"])
    for path in (
        "accounts/user",
        "mfa/authenticator",
        "accounts/apitoken",
        "projects/project",
        "projects/auditevent",
    ):
        page = client.get(f"/admin/{path}/").content.decode()
        assert client.get(f"/admin/{path}/add/").status_code == 403
        page += client.get(f"/admin/accounts/user/{root.pk}/change/").content.decode()
        assert not any(secret in page for secret in kept)
    # Neither is there a way to ask for one by a filter.
    for path in ("accounts/user/?", "projects/membership/?project__memberships__user__"):
        assert client.get(f"/admin/{path}password__startswith=argon2").status_code in (302, 400)
    assert client.get("/admin/projects/membership/?role__exact=annotator").status_code == 200


def test_the_admin_site_can_grant_the_right_to_create_projects(zoe: User, client: Client) -> None:
    root = make_user("root", is_superuser=True)
    TOTP.activate(root, SECRET)
    client.force_login(root)
    address = f"/admin/accounts/user/{zoe.pk}/change/"
    offered = re.findall(r'<option value="(\d+)"', client.get(address).content.decode())
    assert len(offered) == 1
    form = {"username": "zoe", "is_active": "on", "user_permissions": offered}
    assert client.post(address, form).status_code == 302
    client.force_login(User.objects.get(pk=zoe.pk))
    assert client.get("/new/").status_code == 200


def test_the_admin_site_can_remove_a_lost_second_factor(zoe: User, client: Client) -> None:
    root = make_user("root", is_superuser=True)
    TOTP.activate(root, SECRET)
    TOTP.activate(zoe, SECRET)
    client.force_login(root)
    lost = Authenticator.objects.get(user=zoe)
    client.post(f"/admin/mfa/authenticator/{lost.pk}/delete/", {"post": "yes"})
    assert sign_in(Client(), "zoe") == "/"


# Single sign-on, at a provider that is really there.


class Provider(BaseHTTPRequestHandler):
    """A provider with the part of OpenID Connect that a sign-in needs."""

    def do_GET(self) -> None:
        root = f"http://127.0.0.1:{self.server.server_address[1]}"
        if self.path.startswith("/authorize"):
            asked = parse_qs(urlsplit(self.path).query)
            self.send_response(302)
            self.send_header(
                "Location", f"{asked['redirect_uri'][0]}?code=x&state={asked['state'][0]}"
            )
            self.end_headers()
        elif self.path.endswith("openid-configuration"):
            parts = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            self._say(
                {f"{name}_endpoint": f"{root}/{path}" for name, path in parts.items()}
                | {"issuer": root}
            )
        else:
            self._say({"sub": "student-7", "preferred_username": "student7", "name": "A Student"})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say({"access_token": "an access token", "token_type": "Bearer"})

    def _say(self, answer: dict[str, str]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def a_university(settings: Any) -> Iterator[str]:
    """Run a provider, and use it in the settings."""
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    app = {"provider_id": "sso", "name": "University", "client_id": "skepsis", "secret": "x"}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app | {"settings": {"server_url": url}}]}
    }
    settings.SINGLE_SIGN_ON = "University"
    yield url
    server.shutdown()
    server.server_close()


@pytest.fixture
def university(settings: Any, db: None) -> Iterator[str]:
    with a_university(settings) as url:
        yield url


def sign_in_at_university(client: Client) -> str:
    """Sign in at the provider, and return the page that the person sees then."""
    assert "University" in client.get("/accounts/login/").content.decode()
    there = client.post("/accounts/oidc/sso/login/")["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    back = client.get(
        "/accounts/oidc/sso/login/callback/", {"code": "x", "state": state}, follow=True
    )
    return back.content.decode()


def test_single_sign_on_without_an_invitation_creates_no_account(
    university: None, client: Client
) -> None:
    assert "By invitation only" in sign_in_at_university(client)
    assert not User.objects.exists()


def test_single_sign_on_with_an_invitation_creates_an_account(
    university: None, mia: Membership, client: Client
) -> None:
    address = f"/join/{invitation_token(make_invitation(mia))}/"
    client.get(address)
    assert "My work" in sign_in_at_university(client)
    assert User.objects.get(username="student7").name == "A Student"
    assert Client().get(address).status_code == 404, (
        "the account came with the use of the invitation"
    )
    assert client.get(address)["Location"] == "/"
    assert mia.project.memberships.filter(user__username="student7").exists()
    assert "My work" in sign_in_at_university(Client()), "and the next time without"


def test_single_sign_on_with_an_expired_invitation_creates_no_account(
    university: None, mia: Membership, client: Client
) -> None:
    invitation = make_invitation(mia)
    client.get(f"/join/{invitation_token(invitation)}/")
    invitation.expires_at = datetime(2020, 1, 1, tzinfo=UTC)
    invitation.save()
    assert "By invitation only" in sign_in_at_university(client)


def test_a_matching_email_address_gives_no_access_to_an_account(
    university: None, zoe: User, client: Client
) -> None:
    User.objects.filter(pk=zoe.pk).update(username="student7")
    assert "By invitation only" in sign_in_at_university(client)
