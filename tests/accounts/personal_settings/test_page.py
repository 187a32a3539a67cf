"""The settings page, and what other pages make of it."""

import json
import re

import pytest
from django.test import Client

from annotator.accounts.models import User
from annotator.accounts.personal_settings.forms import SettingsForm
from annotator.accounts.personal_settings.settings import PersonalSettings
from annotator.projects.models import Membership, Project
from tests.support.make import make_article, make_assignment, make_user

PAGE = "/accounts/settings/"


def data(**changes: object) -> dict[str, object]:
    """What the browser sends for the default settings, with these changes."""
    form = SettingsForm(settings=PersonalSettings())
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    # A browser sends nothing for an empty checkbox.
    values.pop("speaks_less")
    return values | changes


def stored() -> object:
    return User.objects.get(username="ana").settings


def for_scripts(page: str) -> dict[str, object]:
    found = re.search(r'<script id="settings" type="application/json">(.*?)</script>', page)
    assert found
    return dict(json.loads(found[1]))


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_what_is_saved_applies_on_every_page_and_in_every_browser(as_ana: Client) -> None:
    assert '<html lang="en" dir="ltr">' in text_of(as_ana, "/")

    response = as_ana.post(PAGE, data(theme="dark", text_size="large", break_after="25"))
    elsewhere = Client()
    elsewhere.force_login(User.objects.get(username="ana"))

    assert response["Location"] == PAGE
    assert stored() == {"theme": "dark", "text_size": "large", "break_after": 25}
    for address in ("/", "/accounts/", "/p/dam/", "/nowhere/"):
        assert '<html lang="en" dir="ltr" data-theme="dark" data-text-size="large">' in text_of(
            elsewhere, address
        )
    assert '<option value="dark" selected>' in text_of(elsewhere, PAGE)


def test_settings_are_one_persons(as_ana: Client, client: Client) -> None:
    as_ana.post(PAGE, data(theme="dark"))
    client.force_login(make_user("eve"))

    assert "data-theme" not in text_of(client, "/")
    assert "data-theme" not in text_of(Client(), "/accounts/login/")


def test_the_default_settings_store_nothing(as_ana: Client) -> None:
    as_ana.post(PAGE, data())

    assert stored() == {}


def test_own_keys_are_saved_and_shown(as_ana: Client) -> None:
    as_ana.post(PAGE, data(key_skip="D", key_note="", key_choice_1="٧", key_choice_7="1"))

    assert stored() == {"own_keys": {"skip": "d", "note": "", "choice_1": "7", "choice_7": "1"}}
    page = text_of(as_ana, PAGE)
    assert re.search(r'name="key_skip" value="D"', page)
    assert re.search(r'Default:\s*<kbd translate="no">S</kbd>', page)


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ({"key_skip": "n"}, ["N is also the key of “Note”.", "N is also the key of “Skip”."]),
        ({"key_find": "٢"}, ["2 is also the key of “Label, reason or confidence 2”."]),
        ({"key_skip": " "}, ["The space bar scrolls the page."]),
        ({"key_skip": "Esc"}, ["at most 1 character"]),
        ({"key_skip": "\x1b"}, ["Choose a key that types one character."]),
        ({"theme": "pink"}, ["pink is not one of the available choices."]),
        ({"break_after": "7"}, ["7 is not one of the available choices."]),
    ],
)
def test_what_cannot_be_is_named_and_changes_nothing(
    as_ana: Client, changes: dict[str, object], messages: list[str]
) -> None:
    page = as_ana.post(PAGE, data(text_size="large") | changes).content.decode()

    assert "Nothing was saved." in page
    for message in messages:
        assert message in page
    assert stored() == {}


def test_a_reset_restores_every_default(as_ana: Client) -> None:
    as_ana.post(PAGE, data(theme="dark", key_skip="d", speaks_less="on"))
    assert stored() == {"theme": "dark", "speaks_less": True, "own_keys": {"skip": "d"}}

    response = as_ana.post(PAGE + "reset/")

    assert response["Location"] == PAGE
    assert stored() == {}


def test_broken_settings_break_no_page(as_ana: Client) -> None:
    User.objects.update(settings={"theme": ["dark"], "own_keys": {"skip": 1}})

    assert '<html lang="en" dir="ltr">' in text_of(as_ana, "/")
    assert as_ana.get(PAGE).status_code == 200


def test_the_labelling_page_has_what_its_scripts_need(
    as_ana: Client, ana: Membership, project: Project
) -> None:
    make_article(project)
    User.objects.update(settings={"speaks_less": True, "own_keys": {"skip": "d"}})
    page = text_of(as_ana, f"/p/dam/label/{make_assignment(ana).pk}/")

    assert for_scripts(page) == {
        "speaks_less": True,
        "break_after": 0,
        "single_keys": "on",
        "own_keys": {"s": "d"},
    }
    assert 'href="/accounts/settings/"' in page
    assert "the buttons below label it" in page


def test_other_pages_with_keys_have_it_too(as_rita: Client, project: Project) -> None:
    article = make_article(project)
    Project.objects.update(offers_practice=True)
    User.objects.update(settings={"single_keys": "off"})
    practice = text_of(as_rita, "/p/dam/practice/")
    adjudication = text_of(as_rita, f"/p/dam/adjudicate/{article.pk}/")

    for page in (practice, adjudication):
        assert for_scripts(page)["single_keys"] == "off"
    assert "skip, then a number for the reason" not in adjudication
