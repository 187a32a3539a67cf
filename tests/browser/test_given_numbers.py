"""An article whose file numbered its sentences from 0, with gaps, in Chromium."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article
from annotator.labelling.models import Annotation
from annotator.projects.models import Project, Role
from tests.support.labelling_page import begin, is_saved, press
from tests.support.make import (
    PASSWORD,
    label_article,
    make_article,
    make_member,
    make_project,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SENTENCES = ("Zero stands here.", "Three stands here.", "Nine stands here.")
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


def numbered(project: Project) -> Article:
    return make_article(
        project, " ".join(SENTENCES), sentences=SENTENCES, numbers=(0, 3, 9), title="The dam"
    )


def shown_numbers(page: Page) -> list[str]:
    return page.locator(".number").all_text_contents()


def fits(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") == width)


@WIDTHS
def test_the_page_of_the_article_keeps_its_numbers(
    sign_in: Callable[..., Page], width: int
) -> None:
    project = make_project()
    make_user("mia", password=PASSWORD)
    make_member(project, "mia", Role.MANAGER)
    article = numbered(project)

    page = sign_in("mia", viewport={"width": width, "height": 800})
    page.goto(f"/p/dam/articles/{article.pk}/")
    assert shown_numbers(page) == ["0", "3", "9"]
    assert fits(page, width)

    page.get_by_role("group", name="Sentence 3").get_by_role(
        "button", name="Merge with next"
    ).click()
    undo = page.get_by_role("button", name="Undo: merged 3 and 9")
    expect(undo).to_be_visible()
    assert shown_numbers(page) == ["0", "3"]

    undo.click()
    expect(page.get_by_text("Nothing to undo.")).to_be_visible()
    assert shown_numbers(page) == ["0", "3", "9"]


@WIDTHS
def test_a_target_is_chosen_by_keys(sign_in: Callable[..., Page], width: int) -> None:
    project = make_project()
    make_user("ana", password=PASSWORD)
    make_member(project, "ana")
    numbered(project)

    page = begin(sign_in("ana", opens=None, viewport={"width": width, "height": 800}))
    # Sentence 3 denies the one before it, and sentence 9 something that isn't there.
    press(page, "1", "2", "ArrowUp", "Enter", "2", "0")
    is_saved(page)

    zero, three, nine = Annotation.objects.current().order_by("sentence__position")
    assert [row.sentence.position for row in (zero, three, nine)] == [0, 3, 9]
    assert three.target == zero.sentence
    assert (nine.target, nine.target_outside) == (None, True)
    assert fits(page, width)


@WIDTHS
def test_adjudication_takes_sentence_0_and_minus_1(
    sign_in: Callable[..., Page], width: int
) -> None:
    project = make_project()
    make_user("rita", password=PASSWORD)
    make_member(project, "rita", Role.ADJUDICATOR)
    article = numbered(project)
    for name, last in (("ana", "claim"), ("ben", "opinion")):
        label_article(make_member(project, name), "claim", last, last, article=article)

    page = sign_in("rita", viewport={"width": width, "height": 800})
    page.goto("/p/dam/disagreements/")
    expect(page.get_by_text("sentence 3")).to_be_visible()
    page.goto(f"/p/dam/adjudicate/{article.pk}/")
    assert shown_numbers(page) == ["0", "3", "9"]

    lit = page.locator(".review > .lit")
    expect(lit).to_contain_text("Three")
    expect(lit.get_by_placeholder("-1 = not in article")).to_be_visible()
    lit.get_by_label("Target sentence").fill("0")
    lit.get_by_role("button", name="Denial").click()
    expect(lit).to_contain_text("Nine")
    lit.get_by_label("Target sentence").fill("-1")
    lit.get_by_role("button", name="Denial").click()
    expect(page.get_by_text("All 2 disputed sentences decided")).to_be_visible()

    three, nine = Adjudication.objects.decided().order_by("sentence__position")
    assert three.target == article.sentences.get(position=0)
    assert nine.target_outside
    expect(page.locator(".review")).to_contain_text("target 0")
    assert fits(page, width)
