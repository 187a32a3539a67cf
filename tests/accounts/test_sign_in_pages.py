"""The pages for signing in and out, and those that allauth brings: their words, their focus."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import allauth
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.template.loader import get_template
from django.test import Client
from django.urls import URLPattern, URLResolver

from annotator.accounts.models import User
from annotator.accounts.urls import urlpatterns
from annotator.projects.models import Membership
from tests.accounts.test_accounts import SECRET, code, sign_in
from tests.support.make import PASSWORD, invitation_token, make_invitation, make_user

OURS = Path(__file__).parents[2] / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
BACK = "/accounts/signed-in/"


@pytest.fixture
def zoe(db: None) -> User:
    return make_user("zoe", password=PASSWORD)


@pytest.fixture
def as_zoe(zoe: User) -> Client:
    """Zoe, who has just entered her password."""
    client = Client()
    sign_in(client, "zoe")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def words_of(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# Words of our own.


def templates_of(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The templates of all pages at these addresses that are views of classes."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from templates_of(pattern.url_patterns)
            continue
        view = getattr(pattern.callback, "view_class", None)
        for name in ("template_name", "template_name_signup_closed"):
            if template := getattr(view, name, None):
                yield template


# Nobody can open these pages: accounts are made by invitation.
UNREACHABLE = {"account/signup.html"}
# A list of codes, without a word.
WORDLESS = {"mfa/recovery_codes/download.txt"}
SERVED = sorted(set(templates_of(urlpatterns)) - UNREACHABLE - WORDLESS)
MESSAGES = sorted(
    str(path.relative_to(THEIRS))
    for path in THEIRS.rglob("messages/*.txt")
    # The app confirms no addresses, and has no telephone numbers, codes by mail or session list.
    if not re.search(r"email|phone|login_code|usersessions", path.name + str(path.parent.parent))
)


def test_the_pages_of_allauth_are_known() -> None:
    assert {"mfa/index.html", "account/password_change.html"} <= set(SERVED)
    assert len(SERVED) > 15


@pytest.mark.parametrize("name", [*SERVED, *MESSAGES])
def test_every_page_and_message_of_allauth_has_our_words(name: str) -> None:
    template = get_template(name)
    assert Path(template.origin.name).is_relative_to(OURS)


@pytest.mark.parametrize(
    ("address", "title", "button"),
    [
        ("password/change/", "Change password", "Change password"),
        ("2fa/", "Two-step sign-in and passkeys", ""),
        ("2fa/totp/activate/", "Set up an authenticator app", "Set up"),
        ("2fa/webauthn/", "Passkeys and security keys", ""),
        ("2fa/webauthn/add/", "Add a key", "Add this key"),
        ("3rdparty/", "Single sign-on", ""),
        ("3rdparty/login/cancelled/", "Sign-in cancelled", ""),
        ("3rdparty/login/error/", "Single sign-on failed", ""),
    ],
)
def test_an_account_page_has_its_title_and_button(
    as_zoe: Client, address: str, title: str, button: str
) -> None:
    page = as_zoe.get(f"/accounts/{address}").content.decode()
    assert f"<h1>{title}</h1>" in page
    buttons = re.findall(r'class="main">([^<]+)</button>', page)
    assert buttons == ([button] if button else [])
    assert "placeholder" not in page


def test_the_second_factor_pages_lead_through_set_up_and_removal(
    as_zoe: Client,
    django_capture_on_commit_callbacks,  # type: ignore[no-untyped-def]
) -> None:
    form = as_zoe.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret" value="(\w+)"', form)
    assert secret is not None
    wrong = as_zoe.post("/accounts/2fa/totp/activate/", {"code": "000000"}).content.decode()
    assert "Incorrect code." in wrong

    zoe = User.objects.get()
    TOTP.activate(zoe, SECRET)
    assert "signing in asks for its code" in words_of(as_zoe, "/accounts/2fa/")
    assert "Create new recovery codes?" in words_of(
        as_zoe, "/accounts/2fa/recovery-codes/generate/"
    )
    as_zoe.post("/accounts/2fa/recovery-codes/generate/")
    codes = as_zoe.get("/accounts/2fa/recovery-codes/").content.decode()
    assert "I have stored my recovery codes" in codes
    kept = re.search(r"readonly\s*>([^<]+)</textarea>", codes)
    assert kept is not None
    assert len(kept[1].split("&#10;")) == 10
    assert "You have 10 unused codes." in words_of(as_zoe, "/accounts/2fa/")

    assert "Remove the authenticator app?" in words_of(as_zoe, "/accounts/2fa/totp/deactivate/")
    with django_capture_on_commit_callbacks(execute=True):
        as_zoe.post("/accounts/2fa/totp/deactivate/")
    words = words_of(as_zoe, "/accounts/2fa/")
    assert "An app on your phone that shows a new code every half minute." in words


def test_a_code_is_asked_for_in_our_words(zoe: User, client: Client) -> None:
    TOTP.activate(zoe, SECRET)
    sign_in(client, "zoe")
    words = words_of(client, "/accounts/2fa/authenticate/")
    assert "Enter a code from your authenticator app, or one of your recovery codes." in words
    assert "Use my key instead" in words


def test_changing_the_password_says_what_is_wrong_and_that_it_worked(as_zoe: Client) -> None:
    new = {"password1": "an even finer one", "password2": "an even finer one"}
    address = "/accounts/password/change/"
    wrong = as_zoe.post(address, {"oldpassword": "not it", **new}).content.decode()
    assert "That isn’t your current password." in wrong
    done = as_zoe.post(address, {"oldpassword": PASSWORD, **new}, follow=True).content.decode()
    assert "Password changed." in done


def test_confirming_the_password_offers_the_other_ways(zoe: User, client: Client) -> None:
    TOTP.activate(zoe, SECRET)
    client.force_login(zoe)
    address = client.get("/accounts/2fa/totp/deactivate/")["Location"]
    words = words_of(client, address)
    assert "Confirm that it’s you" in words
    assert "Use a code" in words
    assert "Incorrect password." in client.post(address, {"password": "no"}).content.decode()


def test_the_mail_for_a_forgotten_password_is_in_our_words(
    zoe: User, client: Client, settings: object, mailoutbox: list
) -> None:
    settings.EMAIL_URL = "smtp://mail.example.org"  # type: ignore[attr-defined]
    User.objects.update(email="zoe@example.org")
    assert "Send the link" in words_of(client, "/accounts/password/reset/")
    page = client.post("/accounts/password/reset/", {"email": "zoe@example.org"}, follow=True)
    assert "Check your e-mail" in page.content.decode()
    mail = mailoutbox[0]
    assert mail.subject.endswith("Set a new password")
    assert "Your username is zoe." in mail.body
    assert "Hello from" not in mail.body


# Signing in.


def test_a_wrong_password_puts_the_focus_on_the_password_and_names_the_error(
    zoe: User, client: Client
) -> None:
    page = client.post("/accounts/login/", {"login": "zoe", "password": "wrong"}).content.decode()
    password = re.search(r'<input type="password"[^>]*>', page)
    login = re.search(r'<input type="text" name="login"[^>]*>', page)
    assert password is not None
    assert login is not None
    assert "autofocus" in password[0]
    assert 'aria-invalid="true"' in password[0]
    assert re.search(r'aria-describedby="[^"]*\bid_password_error\b', password[0])
    assert "autofocus" not in login[0]
    assert 'value="zoe"' in login[0]
    error = re.search(r'id="id_password_error">\s*<li>([^<]+)</li>', page)
    assert error is not None
    assert error[1] == "Wrong username or password."


def test_the_first_focus_is_on_the_username(client: Client, db: None) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert re.findall(r'name="(\w+)"[^>]*autofocus', page) == ["login"]


# Signing in again, in a new tab.


def test_signing_in_again_leads_back_to_the_article(zoe: User, client: Client) -> None:
    assert client.get(BACK)["Location"] == f"/accounts/login/?next={BACK}"
    assert sign_in(client, "zoe", next=BACK) == BACK
    words = words_of(client, BACK)
    assert "You’re signed in as zoe . Go back to your article: this tab can be closed." in words


def test_a_second_factor_leads_there_too(zoe: User, client: Client) -> None:
    TOTP.activate(zoe, SECRET)
    asked = sign_in(client, "zoe", next=BACK)
    assert client.post(asked, {"code": code()})["Location"] == BACK


def test_someone_who_is_signed_in_already_gets_there_at_once(as_zoe: Client) -> None:
    assert as_zoe.get(f"/accounts/login/?next={BACK}")["Location"] == BACK


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/accounts/signed-in/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
    ],
)
def test_signing_in_leads_to_no_other_site(zoe: User, there: str) -> None:
    assert sign_in(Client(), "zoe", next=there) == "/"
    client = Client()
    page = client.get(f"/accounts/login/?next={quote(there)}")
    assert sign_in(client, "zoe", next=there) == "/"
    assert page.status_code == 200
    assert client.get(f"/accounts/login/?next={quote(there)}")["Location"] == "/"


def test_another_account_can_be_chosen_there(as_zoe: Client) -> None:
    page = as_zoe.get(BACK).content.decode()
    there = re.findall(r'name="next" value="([^"]+)"', page)
    assert there == [f"/accounts/login/?next={BACK}"]
    assert as_zoe.post("/accounts/logout/", {"next": there[0]})["Location"] == there[0]
    assert as_zoe.get("/").status_code == 302


# Signing out.


def test_one_button_in_the_bar_signs_out(zoe: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(zoe)
    page = client.get("/").content.decode()
    form = re.search(r'<form method="post" action="/accounts/logout/">(.*?)</form>', page, re.S)
    assert form is not None
    assert "Sign out" in form[1]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form[1])
    assert token is not None
    answer = client.post("/accounts/logout/", {"csrfmiddlewaretoken": token[1]})
    assert answer["Location"] == "/accounts/login/"
    assert client.get("/").status_code == 302


def test_a_stranger_is_offered_no_sign_out(client: Client, db: None) -> None:
    assert "Sign out" not in client.get("/accounts/login/").content.decode()


def test_someone_else_can_use_an_invitation_link(as_zoe: Client, mia: Membership) -> None:
    address = f"/join/{invitation_token(make_invitation(mia))}/"
    page = as_zoe.get(address).content.decode()
    assert f'name="next" value="{address}"' in page
    assert as_zoe.post("/accounts/logout/", {"next": address})["Location"] == address
    assert "Create account and join" in as_zoe.get(address).content.decode()
