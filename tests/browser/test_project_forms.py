"""A new project and its settings: the short name follows the name, and everyone is a tick."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.accounts.models import User
from annotator.projects.models import Membership, Project
from tests.support.accessibility import is_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(mia: Membership, sign_in: Callable[..., Page]) -> Page:
    User.objects.filter(username="mia").update(is_superuser=True)
    return sign_in("mia", viewport={"width": 390, "height": 844})


@pytest.mark.parametrize(
    ("name", "short_name"),
    [
        ("River dams: 2nd wave", "river-dams-2nd-wave"),
        ("Größe & Überfluss", "grosse-uberfluss"),
        ("L’été d’Øre – Łódź", "lete-dore-lodz"),
        ("İstanbul’da kış", "istanbulda-kis"),
        ("  What's new?  ", "whats-new"),
        ("x" * 90, "x" * 80),
        ("Река 2", ""),
        ("新聞", ""),
        ("", ""),
    ],
)
def test_the_short_name_follows_the_name(page: Page, name: str, short_name: str) -> None:
    page.goto("/new/")
    page.get_by_label("Name", exact=True).fill(name)
    expect(page.get_by_label("Short name (URL)")).to_have_value(short_name)
    expect(page.get_by_text("No short name can be suggested")).to_be_visible(
        visible=bool(name and not short_name)
    )


def test_a_short_name_written_by_hand_stays(page: Page) -> None:
    page.goto("/new/")
    name, short_name = page.get_by_label("Name", exact=True), page.get_by_label("Short name (URL)")
    name.fill("River dams")
    short_name.fill("rivers")
    name.fill("River dams and more")
    expect(short_name).to_have_value("rivers")

    # An empty one follows again, also after the page came back with an error.
    short_name.fill("")
    name.fill("Dam")
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_text("There is already a project with this short name.")).to_be_visible()
    is_accessible(page)
    name.fill("Dam 2")
    expect(short_name).to_have_value("dam-2")


def test_everyone_is_ticked_with_the_keyboard(page: Page, project: Project) -> None:
    page.goto("/p/dam/settings/")
    number, everyone = page.get_by_label("Annotators per article"), page.get_by_label("Every annot")
    number.focus()
    page.keyboard.press("Tab")
    expect(everyone).to_be_focused()
    page.keyboard.press("Space")
    expect(number).to_be_disabled()
    is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(everyone).to_be_checked()
    expect(number).to_be_disabled()
    project.refresh_from_db()
    assert project.overlap is None

    everyone.press("Space")
    number.fill("2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(number).to_have_value("2")
    project.refresh_from_db()
    assert project.overlap == 2
