"""Every page of annotators in a language made of accented letters: no text was missed.

`tests/browser/test_pseudo_language.py` looks at the same pages for boxes that overflow.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.test import Client, override_settings

from annotator.accounts.models import User
from annotator.projects.codebooks.versions import publish_codebook, see_codebook
from annotator.projects.models import Membership, Project, StoredSentence
from annotator.projects.practice.articles import publish_practice
from tests.support.catalogues import offering
from tests.support.cyrillic import invite_link, make_cyrillic_project, member, reset_key
from tests.support.make import PASSWORD, label_article, make_assignment, make_user
from tests.support.pseudo import pseudo, untranslated, visible_texts
from tests.support.roles import open_pages

PSEUDO = {"accept-language": "en-xa"}


@pytest.fixture(autouse=True)
def pseudo_language(pseudo_catalogues: Path) -> Iterator[None]:
    with offering(pseudo_catalogues, "en-xa"):
        yield


@pytest.fixture
def project(db: None) -> Project:
    return make_cyrillic_project()


@pytest.fixture
def anna(project: Project) -> Membership:
    return member(project, "анна")


@pytest.fixture
def as_anna(anna: Membership) -> Client:
    return signed_in(anna.user)


def signed_in(user: User | None) -> Client:
    assert user is not None
    client = Client(headers=PSEUDO)
    client.force_login(user)
    return client


def test_the_pseudo_language_finds_what_is_not_accented() -> None:
    page = f"<p>{pseudo('Sign in, %(name)s')} <b>Save</b> <kbd>Esc</kbd></p><i title='Note'>п</i>"

    assert untranslated(page.replace("%(name)s", "анна")) == ["Save", "Note"]
    assert len(pseudo("Next")) >= 1.4 * len("Next")
    assert pseudo("<a href='%(url)s'>50%%</a>") == "⟦<a href='%(url)s'>50%%</a>~⟧"


def test_every_page_of_an_annotator_is_translated(
    project: Project, anna: Membership, as_anna: Client
) -> None:
    label_article(anna, "claim", "denial", "boilerplate")
    assignment = make_assignment(anna)
    invite_link(project, "анна")
    values = {"SLUG": "dam", "ASSIGNMENT_ID": assignment.pk}
    pages = sorted({*open_pages("annotator", **values)} - {"/p/dam/label/"})
    assert len(pages) > 20

    found = {
        address: missed
        for address in pages
        if (missed := untranslated(as_anna.get(address, follow=True).content.decode()))
    }

    assert found == {}


def test_every_page_of_a_stranger_is_translated(project: Project) -> None:
    client = Client(headers=PSEUDO)
    key = reset_key(User.objects.get(username="анна"))
    pages = [
        *open_pages("stranger"),
        invite_link(project),
        "/join/1.nothing/",
        f"/accounts/password/reset/key/{key}/",
        "/accounts/password/reset/key/1-x-x/",
    ]
    assert len(pages) > 10

    with override_settings(EMAIL_URL="smtp://"):
        found = {
            address: missed
            for address in pages
            if (missed := untranslated(client.get(address, follow=True).content.decode()))
        }

    assert found == {}


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/accounts/login/", {"login": "анна", "password": "x"}),
        ("/accounts/login/", {}),
        ("JOIN", {"username": "анна", "password1": "x", "password2": "y"}),
        ("JOIN", {"username": "a\u200bb", "password1": "12345", "password2": "12345"}),
        ("/accounts/language/", {"language": "xx"}),
    ],
)
def test_errors_of_a_strangers_forms_are_translated(
    project: Project, address: str, form: dict[str, str]
) -> None:
    address = address.replace("JOIN", invite_link(project))
    page = Client(headers=PSEUDO).post(address, form).content.decode()

    # What the person typed is shown again, in the field.
    assert [text for text in untranslated(page) if text not in form.values()] == []


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/accounts/change/", {"name": "миа", "email": "нет"}),
        ("/accounts/password/change/", {"oldpassword": "x", "password1": "x", "password2": "y"}),
        ("/accounts/tokens/make/", {"name": "т", "days": "0"}),
        ("/accounts/tokens/make/", {"name": "т", "days": "9"}),
        ("/accounts/2fa/totp/activate/", {"code": "000000"}),
    ],
)
def test_errors_and_results_of_account_forms_are_translated(
    anna: Membership, address: str, form: dict[str, str]
) -> None:
    client = Client(headers=PSEUDO)
    client.post("/accounts/login/", {"login": "анна", "password": PASSWORD})

    assert untranslated(client.post(address, form, follow=True).content.decode()) == []


def test_the_pages_before_and_after_labelling_are_translated(
    project: Project, anna: Membership, as_anna: Client
) -> None:
    def page() -> str:
        return as_anna.get("/p/dam/label/", follow=True).content.decode()

    pages = []
    Project.objects.update(notice="Осторожно.")
    pages.append(page())
    as_anna.post("/p/dam/notice/")
    publish_codebook(project=project, text="# Правила\n\n1. Старое.", reason="Старо.")
    see_codebook(membership=anna)
    publish_codebook(project=project, text="# Правила\n\n1. Новое.\n2. Да.", reason="Ново.")
    pages.append(page())
    as_anna.post("/p/dam/codebook/seen/")
    for _ in range(2):
        label_article(anna, "claim", "claim", "claim")
    pages.append(page())
    Project.objects.update(is_open=False)
    pages.append(page())

    assert len({page.partition("<h1>")[2].partition("</h1>")[0] for page in pages}) == 4
    assert [untranslated(page) for page in pages] == [[], [], [], []]


def test_the_pages_of_the_practice_article_are_translated(
    project: Project, anna: Membership, as_anna: Client
) -> None:
    keys = list(project.labels.values_list("key", flat=True))
    sentence = StoredSentence(text="Да.", label=keys[0], reason="потому", paragraph=1)
    article = publish_practice(project=project, title="Мост", sentences=[sentence])
    Project.objects.update(offers_practice=True)
    answers = {"version": article.version, "labels": keys[1], "submission": uuid4()}

    pages = [
        as_anna.get("/p/dam/label/", follow=True),
        as_anna.post("/p/dam/practice/", answers, follow=True),
        as_anna.get("/p/dam/practice/"),
        as_anna.post("/p/dam/practice/", answers | {"labels": "x"}, follow=True),
        as_anna.get("/p/dam/codebook/panel/"),
    ]

    assert "Мост" in pages[0].content.decode()
    assert [untranslated(page.content.decode()) for page in pages] == [[]] * 5


def test_pages_of_somebody_without_a_project_are_translated(project: Project) -> None:
    client = signed_in(make_user("ева"))
    join = invite_link(project)

    pages = [client.get("/"), client.get(join), client.post(join, follow=True)]

    assert [untranslated(page.content.decode()) for page in pages] == [[], [], []]


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), OperationalError("x"), SuspiciousOperation("x")],
    ids=["500", "503", "400"],
)
def test_pages_about_errors_are_translated(
    as_anna: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("annotator.labelling.views.may_create_projects", fail)
    as_anna.raise_request_exception = False

    page = as_anna.get("/").content.decode()

    assert "<h1>⟦" in page
    assert untranslated(page) == []


def test_pages_about_refused_requests_are_translated(
    as_anna: Client, client: Client, settings: object
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}  # type: ignore[attr-defined]
    without_token = Client(enforce_csrf_checks=True, headers=PSEUDO)
    stranger = Client(headers=PSEUDO)
    stranger.post("/accounts/login/", {"login": "ева", "password": "x"})
    responses = {
        403: as_anna.get("/p/dam/settings/"),
        404: as_anna.get("/nowhere/"),
        413: as_anna.post("/", b"", "text/plain", CONTENT_LENGTH=str(10**9)),
        429: stranger.post("/accounts/login/", {"login": "ева", "password": "x"}),
    }
    pages = [response.content.decode() for response in responses.values()]
    pages.append(without_token.post("/accounts/login/", {}).content.decode())

    assert [response.status_code for response in responses.values()] == list(responses)
    assert [untranslated(page) for page in pages] == [[]] * 5


@override_settings(
    EMAIL_URL="smtp://", EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"
)
def test_mails_are_translated(project: Project) -> None:
    User.objects.filter(username="анна").update(email="a@example.org")
    Client(headers=PSEUDO).post("/accounts/password/reset/", {"email": "a@example.org"})

    [message] = mail.outbox
    lines = [line for line in message.body.splitlines() if "http" not in line]
    assert untranslated(message.subject.removeprefix("[testserver]")) == []
    assert [untranslated(f"<p>{line or '-'}</p>") for line in lines] == [[]] * len(lines)


def test_each_page_has_visible_texts(as_anna: Client) -> None:
    assert len([*visible_texts(as_anna.get("/").content.decode())]) > 10
