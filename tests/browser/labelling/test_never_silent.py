"""What a person does is answered in sight, and no key labels what can't be seen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.corpus.models import Article
from annotator.labelling.models import Assignment
from annotator.projects.models import Project
from tests.support.labelling_page import (
    SENTENCES,
    begin,
    is_saved,
    marks,
    press,
    wait_for_keys,
    wait_for_next,
)
from tests.support.make import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def long_article(project: Project) -> Article:
    sentences = [f"On day {number} the dam held, they said." for number in range(200)]
    return make_article(project, "\n\n".join(sentences), title="Two hundred days")


@pytest.fixture
def reader(long_article: Article, sign_in: Callable[..., Page]) -> Page:
    return begin(sign_in("ana", opens=None))


def lit(page: Page) -> str:
    return page.locator(".sentence.lit").inner_text()


def test_a_submission_is_told_and_taken_back_with_one_key(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    for number in (1, 2):
        make_article(project, f"Dam {number} held.", title=f"Article {number}")
    page = begin(sign_in("ana", opens=None))
    first = page.get_by_role("heading", level=1).inner_text()

    press(page, "1", "Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    expect(page.locator("#line")).to_have_text(f"Submitted: {first}.")
    wait_for_keys(page)
    press(page, "u")

    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    expect(page.get_by_role("button", name="Submit article")).to_be_visible()
    assert Assignment.objects.filter(state="submitted").count() == 0


def test_keys_that_were_typed_ahead_label_nothing_of_the_next_article(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    for number in (1, 2):
        make_article(project, f"Dam {number} held. It was old.", title=f"Article {number}")
    page = begin(sign_in("ana", opens=None))
    press(page, "1", "1")
    wait_for_next(page)
    page.evaluate(
        """() => {
          const press = (key) => document.body.dispatchEvent(
            new KeyboardEvent('keydown', { key, bubbles: true }));
          const heading = document.querySelector('h1').textContent;
          press('Enter');
          return new Promise((resolve) => {
            const watch = setInterval(() => {
              if (document.querySelector('h1').textContent === heading) return;
              clearInterval(watch);
              press('Enter');
              press('1');
              resolve();
            });
          });
        }"""
    )
    assert marks(page) == ""


def test_enter_does_not_pass_an_open_sentence(ana: Page) -> None:
    press(ana, "Enter")

    assert lit(ana) == SENTENCES[0]
    expect(ana.locator("#line")).to_contain_text("Label this sentence first")


def test_a_key_labels_no_sentence_that_is_out_of_sight(reader: Page) -> None:
    press(reader, "1", "1")
    press(reader, "End")
    expect(reader.locator(".sentence").last).to_be_in_viewport()

    press(reader, "1")
    assert marks(reader) == "CC"
    expect(reader.locator("#line")).to_contain_text("Sentence 3 was out of sight")
    expect(reader.locator(".sentence.lit")).to_be_in_viewport()

    press(reader, "1")
    assert marks(reader) == "CCC"


def test_fast_keys_are_not_held_up_by_the_scroll_to_the_next_sentence(reader: Page) -> None:
    press(reader, *"1" * 60)

    assert marks(reader) == "C" * 60


def test_after_a_correction_the_next_sentence_is_lit_and_not_the_next_open_one(ana: Page) -> None:
    press(ana, *"11111111", *["ArrowUp"] * 6, "4")

    assert lit(ana) == SENTENCES[3]
    press(ana, "Enter")
    assert lit(ana) == SENTENCES[8]


def test_selecting_words_chooses_no_sentence(ana: Page) -> None:
    third = ana.locator(".sentence").nth(2)
    box = third.bounding_box()
    assert box is not None
    ana.mouse.move(box["x"] + 20, box["y"] + 10)
    ana.mouse.down()
    ana.mouse.move(box["x"] + 80, box["y"] + 10, steps=4)
    ana.mouse.up()

    assert lit(ana) == SENTENCES[0]


def test_keys_of_what_the_project_does_not_ask_do_nothing(ana: Page) -> None:
    Project.objects.update(asks_confidence=False, asks_note=False, asks_target=False)
    begin(ana)
    press(ana, "1", "c", "1", "n", "2", "t", "4")

    assert marks(ana) == "CCDO"


def test_undo_survives_a_reload(ana: Page) -> None:
    press(ana, "1", "4", "1")
    is_saved(ana)
    ana.reload()
    expect(ana.locator(".sentence.lit")).to_be_visible()

    press(ana, "u", "Control+z")

    assert marks(ana) == "C"


def test_the_rest_of_a_paragraph_is_labelled_at_once_and_undone_at_once(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    make_article(project, "It held. It was old. It stood.\n\nIt rained.", title="Dam")
    page = begin(sign_in("ana", opens=None))
    press(page, "1", "Shift+Digit4")
    assert marks(page) == "COO"
    assert lit(page) == "It rained."
    press(page, "u")
    assert marks(page) == "C"
    press(page, "p", "1")
    assert marks(page) == "CCC"


def test_a_note_that_was_begun_is_kept(ana: Page) -> None:
    press(ana, "1", "n")
    ana.keyboard.type("who says")
    press(ana, "Escape")
    expect(ana.locator("#line")).to_contain_text("Note not saved")
    press(ana, "n")
    expect(ana.locator("#note")).to_have_value("who says")


def test_a_long_article_opens_where_it_was_left_and_at_once(reader: Page) -> None:
    press(reader, *"1" * 80)
    is_saved(reader)
    reader.reload()
    expect(reader.locator(".sentence.lit")).to_be_in_viewport()

    top = reader.evaluate("scrollY")
    # For a scroll that should not come: too short a wait could only miss it.
    reader.wait_for_timeout(300)
    assert reader.evaluate("scrollY") == top > 0


def test_words_are_found_and_a_number_leads_to_its_sentence(ana: Page) -> None:
    press(ana, "f")
    ana.keyboard.type("DAY 20")
    expect(ana.locator("#find-told")).to_have_text("in 1 sentence")
    press(ana, "Enter")
    assert lit(ana) == SENTENCES[19]

    ana.locator("#find").fill("7")
    press(ana, "Enter", "Escape")
    assert lit(ana) == SENTENCES[6]
    press(ana, "4")
    expect(ana.locator(".sentence").nth(6)).to_have_attribute("data-mark", "O")
