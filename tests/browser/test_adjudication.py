"""From a disagreement to a gold label in Chromium, with the keyboard only."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.agreement.models import Adjudication
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


@pytest.mark.parametrize("width", [1280, 390])
def test_a_disagreement_is_settled_by_keys(sign_in: Callable[..., Page], width: int) -> None:
    project = make_project()
    make_user("rita", password=PASSWORD)
    make_member(project, "rita", Role.ADJUDICATOR)
    ana, ben = make_member(project, "ana"), make_member(project, "ben")
    article = make_article(project, title="The Aldra dam")
    label_article(ana, "claim", "denial", "opinion", article=article)
    label_article(ben, "claim", "claim", "question", article=article)

    page = sign_in("rita", viewport={"width": width, "height": 800})
    page.goto("/p/dam/agreement/")
    is_accessible(page)
    page.goto("/p/dam/disagreements/")
    is_accessible(page)
    page.get_by_role("link", name="Adjudicate").first.focus()
    page.keyboard.press("Enter")
    lit = page.locator(".review > .lit")
    expect(lit).to_contain_text("It did not fail")
    is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width

    page.keyboard.press("2")
    expect(lit).to_contain_text("That was lucky")
    settled(page)
    page.keyboard.press("s")
    page.keyboard.press("4")
    expect(page.get_by_text("All 2 disputed sentences decided")).to_be_visible()
    settled(page)
    page.keyboard.press("u")
    expect(page.get_by_text("1 of 2 disputed sentences left")).to_be_visible()
    settled(page)
    page.keyboard.press("k")
    expect(lit).to_contain_text("It did not fail")
    page.keyboard.press("t")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    expect(lit).to_contain_text("That was lucky")
    settled(page)
    page.keyboard.press("4")
    expect(page.get_by_text("All 2 disputed sentences decided")).to_be_visible()
    is_accessible(page)
    assert [
        row.decision for row in Adjudication.objects.decided().order_by("sentence__position")
    ] == [
        "denial",
        "opinion",
    ]
    denial = Adjudication.objects.decided().get(label__key="denial")
    assert denial.target == article.sentences.get(position=1)


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
