"""The question for the target of a denial or doubt: asked at once, and answered with one key."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.corpus.models import Article
from annotator.labelling.models import Annotation
from annotator.projects.models import Project
from tests.support.labelling_page import SENTENCES, begin, is_saved, marks, press
from tests.support.make import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def lit(page: Page) -> str:
    return page.locator(".sentence.lit").inner_text()


def denial() -> Annotation:
    return Annotation.objects.current().select_related("target").get(label__key="denial")


def test_the_target_is_asked_for_while_the_denial_is_lit(ana: Page) -> None:
    press(ana, "1", "1", "2")

    expect(ana.locator("#line")).to_have_text("Which sentence does this deny?")
    assert lit(ana) == SENTENCES[2]
    offered = ana.locator(".sentence.candidate")
    letters = offered.evaluate_all("all => all.map(one => one.dataset.letter).sort().join('')")
    assert letters == "XYZ"


def test_one_letter_takes_an_offered_sentence_and_its_rank_is_stored(ana: Page) -> None:
    press(ana, "1", "1", "2")
    second = ana.locator(".sentence[data-letter=Y]").inner_text()

    press(ana, "y")

    assert lit(ana) == SENTENCES[3]
    is_saved(ana)
    assert denial().target is not None
    assert (denial().target.text, denial().target_rank) == (second, 2)  # type: ignore[union-attr]


def test_enter_takes_no_sentence_that_was_only_offered(ana: Page) -> None:
    press(ana, "1", "2", "Enter")

    assert lit(ana) == SENTENCES[2]
    is_saved(ana)
    assert (denial().target, denial().target_outside) == (None, False)


def test_a_sentence_that_was_not_offered_has_the_rank_0(ana: Page) -> None:
    press(ana, *"1111112", "0")
    is_saved(ana)
    assert (denial().target_outside, denial().target_rank) == (True, 0)

    press(ana, "u")
    far = ana.locator(".sentence:not(.candidate):not(.lit)").last
    far.scroll_into_view_if_needed()
    chosen = far.inner_text()
    far.click()

    is_saved(ana)
    assert denial().target is not None
    assert (denial().target.text, denial().target_rank) == (chosen, 0)  # type: ignore[union-attr]


def test_a_label_leaves_the_target_open_and_labels_the_next_sentence(ana: Page) -> None:
    press(ana, "1", "2", "4")

    assert marks(ana) == "CDO"
    is_saved(ana)
    assert denial().target is None


def test_open_targets_are_counted_before_the_submission_and_asked_again(ana: Page) -> None:
    press(ana, "1", "2", "Escape", "s", "b", "Enter")
    button = ana.get_by_role("button", name="1 target open")
    expect(button).to_be_visible()
    expect(ana.get_by_role("button", name="28 skipped")).to_be_visible()
    expect(ana.get_by_role("button", name="Submit article")).to_be_visible()

    button.click()
    assert lit(ana) == SENTENCES[1]
    press(ana, "x")

    expect(button).to_be_hidden()
    is_saved(ana)
    assert denial().target_rank == 1


@pytest.mark.parametrize("way", ["click", "keys"])
def test_a_target_far_away_is_taken_while_the_denial_is_out_of_sight(
    project: Project, sign_in: Callable[..., Page], way: str
) -> None:
    make_article(project, "\n\n".join(f"Day {number} was dry." for number in range(60)))
    # No scroll of the page's own is under way when the person scrolls.
    calm = {"viewport": {"width": 1280, "height": 500}, "reduced_motion": "reduce"}
    page = begin(sign_in("ana", opens=None, **calm))
    press(page, *"1" * 40, "2")

    if way == "keys":
        press(page, *["ArrowUp"] * 40)
    else:
        page.mouse.wheel(0, -20_000)
    first = page.locator(".sentence").first
    expect(first).to_be_in_viewport()
    expect(page.locator(".sentence.lit")).not_to_be_in_viewport()
    if way == "keys":
        press(page, "Enter")
    else:
        first.click()

    is_saved(page)
    assert denial().target is not None
    assert denial().target.position == 1  # type: ignore[union-attr]


def test_undo_of_a_target_asks_again(ana: Page) -> None:
    press(ana, "1", "2", "0", "u")

    expect(ana.locator("#line")).to_have_text("Which sentence does this deny?")
    press(ana, "u")
    assert marks(ana) == "C"


def test_an_article_of_one_sentence_asks_for_no_target(ana: Page) -> None:
    """There is nothing to offer, but the target may lie outside of the article."""
    Article.objects.get().sentences.filter(position__gt=1).update(excluded=True)
    Article.objects.update(excluded_count=len(SENTENCES) - 1)
    begin(ana)
    press(ana, "2")
    expect(ana.get_by_role("button", name="1 target open")).to_be_visible()

    press(ana, "t", "0")

    is_saved(ana)
    assert denial().target_outside
