"""Checking the split of an article in Chromium, with the keyboard alone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from annotator.corpus.models import Article
from annotator.projects.models import Role
from tests.make import PASSWORD, make_article, make_member, make_project, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[..., Page]


@pytest.fixture
def article() -> Article:
    project = make_project()
    make_user("mia", password=PASSWORD)
    make_member(project, "mia", Role.MANAGER)
    article = make_article(project, title="Dam")
    Article.objects.update(state="draft")
    return article


def press(page: Page, name: str) -> None:
    """A button or link, as the keyboard reaches it, once the page has settled and put the focus where it belongs."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)
    button = page.get_by_role("button", name=name, exact=True)
    control = button.or_(page.get_by_role("link", name=name, exact=True)).first
    control.focus()
    page.keyboard.press("Enter")


def sentences(page: Page) -> list[str]:
    return page.locator(".sentences li > [dir]").all_inner_texts()


def test_a_draft_is_merged_split_excluded_and_opened_by_keyboard(sign_in: SignIn, article: Article) -> None:
    page = sign_in("mia")
    page.goto("/p/dam/articles/")
    assert not Axe().run(page).response["violations"]
    press(page, "Dam")
    expect(page.locator(".sentences li")).to_have_count(3)
    before = sentences(page)

    press(page, "Merge with next")
    expect(page.locator(".sentences li")).to_have_count(2)
    expect(page.locator(".touched")).to_be_focused()
    press(page, "Split…")
    expect(page.get_by_text("Which word does the second sentence begin with?")).to_be_visible()
    assert not Axe().run(page).response["violations"]
    press(page, "It")
    expect(page.locator(".sentences li")).to_have_count(3)
    assert sentences(page) == before

    press(page, "Exclude")
    expect(page.locator(".sentences .excluded")).to_have_count(1)
    press(page, "Undo: excluded 1")
    expect(page.locator(".sentences .excluded")).to_have_count(0)
    press(page, "Undo: split 1")
    press(page, "Undo: merged 1 and 2")
    expect(page.get_by_text("Nothing to undo.")).to_be_visible()
    assert sentences(page) == before
    assert not Axe().run(page).response["violations"]

    press(page, "Open it for labelling")
    expect(page.get_by_text("A draft")).to_have_count(0)
    article.refresh_from_db()
    assert article.state == "open"


def test_everything_works_without_script(sign_in: SignIn, article: Article) -> None:
    page = sign_in("mia", java_script_enabled=False)
    page.goto(f"/p/dam/articles/{article.pk}/")
    page.get_by_role("button", name="Merge with next").first.click()
    expect(page.locator(".sentences li")).to_have_count(2)
    page.get_by_role("link", name="Split…").first.click()
    page.get_by_role("button", name="It", exact=True).click()
    expect(page.locator(".sentences li")).to_have_count(3)
    page.get_by_role("button", name="Undo: split 1").click()
    expect(page.locator(".sentences li")).to_have_count(2)
