"""Checking the sentences of an article with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.corpus.models import Article
from annotator.projects.models import Project, Role
from tests.support.accessibility import is_accessible
from tests.support.make import PASSWORD, make_article, make_member, make_project, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def project(transactional_db: None) -> Project:
    project = make_project(name="River dam reports")
    make_user("mia", password=PASSWORD)
    make_member(project, "mia", Role.MANAGER)
    return project


@pytest.fixture
def article(project: Project) -> Article:
    text = "The dam held on Monday. " * 30 + "It did not fail, the ministry said. That was lucky."
    article = make_article(project, text, title="Thirty days")
    Article.objects.update(state="draft")
    return article


def is_fit_to_read(page: Page) -> None:
    is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def in_row(page: Page, position: int, button: str) -> None:
    """Press what the row offers, by the keyboard."""
    page.locator(f".sentences li[value='{position}']").get_by_text(button, exact=True).focus()
    page.keyboard.press("Enter")


def row_has_focus(page: Page, position: int) -> None:
    expect(page.locator(f".sentences li[value='{position}']")).to_be_focused()


def texts(article: Article) -> list[str]:
    return list(article.sentences.order_by("position").values_list("text", flat=True))


def test_a_draft_is_checked_and_opened_with_the_keyboard(
    article: Article, sign_in: Callable[..., Page]
) -> None:
    before = texts(article)
    mia = sign_in("mia")
    mia.goto(f"/p/dam/articles/{article.pk}/")
    is_fit_to_read(mia)
    in_row(mia, 30, "Merge with next")
    expect(mia.get_by_role("button", name="Undo: merged 30 and 31")).to_be_visible()
    row_has_focus(mia, 30)
    assert mia.evaluate("scrollY") > 300, "the place is kept"
    expect(mia.locator("#said")).to_have_text("Merged 30 and 31.")
    in_row(mia, 30, "Split")
    word = mia.locator(".pieces button", has_text="It").first
    expect(word).to_be_visible()
    row_has_focus(mia, 30)
    is_fit_to_read(mia)
    word.focus()
    mia.keyboard.press("Enter")
    expect(mia.get_by_role("button", name="Undo: split 30")).to_be_visible()
    row_has_focus(mia, 30)
    assert texts(article) == before
    in_row(mia, 32, "Exclude")
    expect(mia.get_by_text("32 sentences, 1 excluded")).to_be_visible()
    row_has_focus(mia, 32)
    for what, position in [("excluded 32", 32), ("split 30", 30), ("merged 30 and 31", 30)]:
        mia.get_by_role("button", name=f"Undo: {what}").focus()
        mia.keyboard.press("Enter")
        expect(mia.locator("#said")).to_have_text(f"Undone: {what}.")
        row_has_focus(mia, position)
    expect(mia.get_by_text("Nothing to undo.")).to_be_visible()
    assert texts(article) == before
    mia.get_by_role("button", name="Open for labelling").focus()
    mia.keyboard.press("Enter")
    expect(mia.get_by_role("button", name="Open for labelling")).to_have_count(0)
    assert Article.objects.get().state == "open"


def test_splits_are_edited_without_script(article: Article, sign_in: Callable[..., Page]) -> None:
    before = texts(article)
    mia = sign_in("mia", java_script_enabled=False)
    mia.goto(f"/p/dam/articles/{article.pk}/")
    in_row(mia, 31, "Merge with next")
    mia.get_by_role("button", name="Undo: merged 31 and 32").click()
    expect(mia.get_by_text("Nothing to undo.")).to_be_visible()
    in_row(mia, 31, "Split")
    mia.locator(".pieces button", has_text="the").first.click()
    expect(mia.get_by_role("button", name="Undo: split 31")).to_be_visible()
    assert texts(article)[30:32] == ["It did not fail,", "the ministry said."]
    mia.get_by_role("button", name="Undo: split 31").click()
    expect(mia.get_by_text("Nothing to undo.")).to_be_visible()
    assert texts(article) == before


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_selected_drafts_are_opened_from_the_list(
    project: Project, article: Article, sign_in: Callable[..., Page], scheme: str, width: int
) -> None:
    make_article(
        project, "حجز الماء. ثم مضى.", title="خلاف حول مياه", source="صحيفة", language="ar"
    )
    mia = sign_in("mia", color_scheme=scheme, viewport={"width": width, "height": 844})
    for address in ("", "?q=nothing+of+the+sort", f"{article.pk}/edit/", f"{article.pk}/"):
        mia.goto(f"/p/dam/articles/{address}")
        is_fit_to_read(mia)
    mia.goto("/p/dam/articles/")
    mia.get_by_label("Search").fill("THIRTY")
    mia.keyboard.press("Enter")
    expect(mia.get_by_role("row")).to_have_count(2)
    mia.get_by_label("Select Thirty days").focus()
    mia.keyboard.press("Space")
    mia.get_by_role("button", name="Selected articles…").press("Enter")
    expect(mia.get_by_text("1 article would change.")).to_be_visible()
    is_fit_to_read(mia)
    mia.get_by_role("button", name="Change 1 article").press("Enter")
    expect(mia.get_by_text("1 article released to annotators.")).to_be_visible()
    assert not Article.objects.drafts().exists()
