"""The language of pages: the account's choice, else the browser's, else English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.db import OperationalError
from django.test import Client, override_settings

from annotator.accounts.models import User
from annotator.lib.languages import DRAFT
from annotator.projects.models import Membership
from tests.support.catalogues import offering, write_texts
from tests.support.make import invitation_token, make_invitation, make_user

GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}
ARABIC = {"accept-language": "ar"}


@pytest.fixture(autouse=True)
def two_more_languages(tmp_path: Path) -> Iterator[None]:
    write_texts(tmp_path, "de", {"Sign in": "Anmelden", "My work": "Meine Arbeit"})
    write_texts(tmp_path, "de", {"Not found.": "Nicht gefunden."})
    name = {"Your username is %(username)s.": "Dein Benutzername ist %(username)s."}
    write_texts(tmp_path, "de", name)
    write_texts(tmp_path, "ar", {"Sign in": "تسجيل الدخول"}, state=DRAFT)
    with offering(tmp_path, "de", "ar"):
        yield


@pytest.mark.parametrize(
    ("headers", "word", "root"),
    [
        (GERMAN, "<h1>Anmelden</h1>", '<html lang="de" dir="ltr">'),
        (ARABIC, "<h1>تسجيل الدخول</h1>", '<html lang="ar" dir="rtl">'),
        ({"accept-language": "nl"}, "<h1>Sign in</h1>", '<html lang="en" dir="ltr">'),
        ({}, "<h1>Sign in</h1>", '<html lang="en" dir="ltr">'),
    ],
    ids=["a German browser", "an Arabic one", "a Dutch one", "one without a language"],
)
def test_a_page_is_in_the_browsers_language(
    client: Client, db: None, headers: dict[str, str], word: str, root: str
) -> None:
    response = client.get("/accounts/login/", headers=headers)
    page = response.content.decode()

    assert word in page
    assert root in page
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))
    assert f'lang="{response["Content-Language"]}"' in root


def test_no_request_begins_with_the_language_of_the_one_before(client: Client, db: None) -> None:
    client.get("/accounts/login/", headers=GERMAN)
    # This error comes before anybody has asked for the language.
    page = client.get("/accounts/login/", headers={"host": "somewhere.example"}).content.decode()

    assert '<html lang="en"' in page


def test_an_error_page_and_an_answer_of_the_api_have_the_language(as_ana: Client) -> None:
    page = as_ana.get("/nowhere/", headers=ARABIC).content.decode()
    answer = as_ana.get("/api/v1/nowhere/", headers=GERMAN).json()

    assert '<html lang="ar" dir="rtl">' in page
    assert answer["detail"] == "Nicht gefunden."


def test_a_page_about_a_database_that_is_away_has_the_browsers_language(
    as_ana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: User) -> str:
        raise OperationalError

    monkeypatch.setattr("annotator.accounts.languages.language_of", fail)
    as_ana.raise_request_exception = False

    response = as_ana.get("/", headers=ARABIC)

    assert response.status_code == 503
    assert '<html lang="ar" dir="rtl">' in response.content.decode()


def test_somebody_without_an_account_chooses_a_language(client: Client, db: None) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "العربية (draft)" in page
    assert "Deutsch (draft)" not in page

    response = client.post(
        "/accounts/language/", {"language": "de", "next": "/accounts/login/?next=/p/dam/"}
    )

    assert response["Location"] == "/accounts/login/?next=/p/dam/"
    assert "<h1>Anmelden</h1>" in client.get("/accounts/login/", headers=ARABIC).content.decode()


def test_an_account_keeps_its_language_in_every_browser(as_ana: Client, ana: Membership) -> None:
    as_ana.cookies["language"] = "ar"
    response = as_ana.post("/accounts/language/", {"language": "de", "next": "/accounts/"})

    assert response["Location"] == "/accounts/"
    assert as_ana.cookies["language"].value == "", "the choice before signing in is replaced"
    assert User.objects.get(username="ana").language == "de"
    assert "<h1>Meine Arbeit</h1>" in as_ana.get("/", headers=ARABIC).content.decode()

    as_ana.post("/accounts/language/", {"language": "", "next": "/accounts/"})
    assert '<html lang="ar"' in as_ana.get("/", headers=ARABIC).content.decode()


def test_a_language_that_is_not_offered_any_more_counts_as_none(as_ana: Client) -> None:
    User.objects.filter(username="ana").update(language="uk")

    assert "<h1>Meine Arbeit</h1>" in as_ana.get("/", headers=GERMAN).content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_choosing_a_language_leads_to_no_other_site(client: Client, db: None, address: str) -> None:
    response = client.post("/accounts/language/", {"language": "de", "next": address})

    assert response["Location"] == "/"


def test_an_unknown_language_is_refused(as_ana: Client, ana: Membership) -> None:
    response = as_ana.post("/accounts/language/", {"language": "xx"})

    assert response.status_code == 400
    assert User.objects.get(username="ana").language == ""


def test_choosing_a_language_needs_the_token_of_the_page(db: None) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post("/accounts/language/", {"language": "de"}).status_code == 403


def test_a_new_account_has_the_language_in_which_it_was_made(
    client: Client, mia: Membership
) -> None:
    client.post("/accounts/language/", {"language": "de"})
    address = f"/join/{invitation_token(make_invitation(mia))}/"
    password = "a fine long password"

    client.post(address, {"username": "zoe", "password1": password, "password2": password})

    assert User.objects.get(username="zoe").language == "de"


@override_settings(
    EMAIL_URL="smtp://", EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"
)
def test_a_mail_is_in_the_language_of_its_receiver(client: Client, db: None) -> None:
    make_user("zoe", password="a fine long password", email="zoe@example.org", language="de")

    client.post("/accounts/password/reset/", {"email": "zoe@example.org"}, headers=ARABIC)

    assert "Dein Benutzername ist zoe." in mail.outbox[0].body


def test_the_choice_is_not_shown_where_there_is_none(client: Client, as_ana: Client) -> None:
    with override_settings(LANGUAGES=[("en", "English")]):
        pages = [client.get("/accounts/login/"), as_ana.get("/accounts/")]

    assert not any('name="language"' in page.content.decode() for page in pages)
