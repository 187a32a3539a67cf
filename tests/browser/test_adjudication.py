"""From a disagreement to a gold label in Chromium, with the keyboard only."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article
from annotator.projects.models import Role
from tests.support.accessibility import is_accessible
from tests.support.make import (
    PASSWORD,
    label_article,
    make_article,
    make_member,
    make_project,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def settled(page: Page) -> None:
    expect(
        page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")
    ).to_have_count(0)


@pytest.fixture
def disputed(transactional_db: None) -> list[Article]:
    """Two articles with two disputed sentences each, and rita, who adjudicates."""
    project = make_project()
    make_user("rita", password=PASSWORD)
    make_member(project, "rita", Role.ADJUDICATOR)
    ana, ben = make_member(project, "ana"), make_member(project, "ben")
    articles = [
        make_article(project, f"The {name} dam held. It did not fail. That was lucky.", title=name)
        for name in ("Aldra", "Brask")
    ]
    for article in articles:
        label_article(ana, "claim", "denial", "opinion", article=article)
        label_article(ben, "claim", "claim", "question", article=article)
    return articles


@pytest.mark.parametrize("width", [1280, 390])
def test_all_disagreements_are_settled_by_keys(
    disputed: list[Article], sign_in: Callable[..., Page], width: int
) -> None:
    page = sign_in("rita", viewport={"width": width, "height": 800})
    page.goto("/p/dam/disagreements/?order=article")
    is_accessible(page)
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    lit, heading = page.locator(".review > .lit"), page.get_by_role("heading", level=1)
    expect(lit).to_contain_text("It did not fail")
    expect(heading).to_have_text("Aldra")
    is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width

    page.keyboard.press("2")
    expect(lit).to_contain_text("That was lucky")
    settled(page)
    page.keyboard.press("s")
    page.keyboard.press("4")
    expect(heading).to_have_text("Brask")
    expect(page.get_by_text("2 of 4 decided")).to_be_visible()
    settled(page)

    # Undo leads back into the article before.
    page.keyboard.press("u")
    expect(heading).to_have_text("Aldra")
    expect(page.get_by_text("1 of 4 decided")).to_be_visible()
    settled(page)
    page.keyboard.press("k")
    expect(lit).to_contain_text("It did not fail")
    page.keyboard.press("t")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    expect(lit).to_contain_text("That was lucky")
    settled(page)
    # Passed over, it comes again at the end.
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Brask")
    settled(page)
    for key in ("1", "4", "4"):
        page.keyboard.press(key)
    expect(page.get_by_text("All of these are decided: 4 sentences.")).to_be_visible()
    settled(page)
    is_accessible(page)

    decided = Adjudication.objects.decided().order_by("article", "sentence__position")
    assert [row.decision for row in decided] == ["denial", "opinion", "claim", "opinion"]
    assert decided[0].target == disputed[0].sentences.get(position=1)


def test_the_codebook_the_keys_and_the_majority_are_at_hand(
    disputed: list[Article], sign_in: Callable[..., Page]
) -> None:
    article = disputed[0]
    cy = make_member(article.project, "cy")
    label_article(cy, "claim", "claim", "doubt", article=article)
    page = sign_in("rita")
    page.goto("/p/dam/disagreements/review/?order=article")
    page.keyboard.press("g")
    expect(page.get_by_role("heading", name="What the labels mean")).to_be_visible()
    is_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator("#codebook")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    # Below the dialog, keys decide nothing.
    page.keyboard.press("1")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()

    with page.expect_response("**/decide/**"):
        page.keyboard.press("m")
    lit = page.locator(".review > .lit")
    expect(lit).to_contain_text("That was lucky")
    settled(page)
    assert Adjudication.objects.decided().get().decision == "claim"
    page.keyboard.press("m")
    expect(page.get_by_text("No label, or no target of it, has more than half")).to_be_visible()
    assert Adjudication.objects.decided().count() == 1


def test_a_key_decides_on_no_sentence_out_of_sight(
    disputed: list[Article], sign_in: Callable[..., Page]
) -> None:
    page = sign_in("rita", viewport={"width": 800, "height": 400})
    page.goto("/p/dam/disagreements/review/")
    lit = page.locator(".review > .lit")
    expect(lit).to_be_in_viewport()
    page.evaluate("document.body.style.paddingBlockEnd = '200vh'; scrollTo(0, 2000)")
    expect(lit).not_to_be_in_viewport()
    page.keyboard.press("1")
    expect(page.get_by_text("This is the sentence. Press the key again.")).to_be_visible()
    expect(lit).to_be_in_viewport()
    assert not Adjudication.objects.exists()


@pytest.mark.trouble
def test_a_decision_that_is_not_saved_shows_its_sentence_again(
    disputed: list[Article], sign_in: Callable[..., Page]
) -> None:
    page = sign_in("rita")
    with page.expect_response("**/disagreements/review/**after=**"):
        page.goto("/p/dam/disagreements/review/?order=article")
    page.route("**/decide/**", lambda route: route.fulfill(status=500, body="broken"))
    page.keyboard.press("1")
    expect(page.get_by_text("Couldn’t save this decision. Press the key again.")).to_be_visible()
    lit = page.locator(".review > .lit")
    expect(lit).to_contain_text("It did not fail")

    page.unroute("**/decide/**")
    with page.expect_response("**/decide/**"):
        page.keyboard.press("2")
    expect(lit).to_contain_text("That was lucky")
    assert Adjudication.objects.decided().get().decision == "denial"


def test_quick_keys_decide_one_sentence_each_and_a_held_one_decides_once(
    sign_in: Callable[..., Page],
) -> None:
    project = make_project()
    make_user("rita", password=PASSWORD)
    make_member(project, "rita", Role.ADJUDICATOR)
    ana, ben = make_member(project, "ana"), make_member(project, "ben")
    article = make_article(
        project, " ".join(f"The dam held on day {number}." for number in range(8))
    )
    label_article(ana, *["claim"] * 8, article=article)
    label_article(ben, *["opinion"] * 8, article=article)
    page = sign_in("rita")
    third = article.sentences.get(position=3)
    page.goto(f"/p/dam/adjudicate/{article.pk}/?at={third.pk}#s{third.pk}")
    expect(page.locator(".review > .lit")).to_contain_text("day 2.")
    for key in "144u1":
        page.keyboard.press(key)
    expect(page.get_by_text("5 of 8 disputed sentences left")).to_be_visible()
    settled(page)
    assert [
        row.decision for row in Adjudication.objects.decided().order_by("sentence__position")
    ] == [
        "claim",
        "opinion",
        "claim",
    ]
    page.keyboard.down("1")
    for _ in range(5):
        page.keyboard.down("1")
    page.keyboard.up("1")
    expect(page.get_by_text("4 of 8 disputed sentences left")).to_be_visible()
    why = page.locator(".review > .lit [name=reason]")
    why.fill("because")
    why.press("Enter")
    expect(page.locator(".review > .lit")).to_be_focused()
    assert Adjudication.objects.decided().count() == 4
    page.keyboard.press("2")
    expect(page.get_by_text("3 of 8 disputed sentences left")).to_be_visible()
    assert Adjudication.objects.decided().get(label__key="denial").reason == "because"
