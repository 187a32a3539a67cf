"""The keyboard of the labelling page: labels, skips, targets, notes, undo."""

import pytest
from playwright.sync_api import Page, expect

from annotator.labelling.models import Annotation
from annotator.projects.models import Project
from tests.support.accessibility import is_accessible
from tests.support.labelling_page import SENTENCES, begin, is_saved, marks, press, stored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_article_is_labelled_without_a_mouse(ana: Page, project: Project) -> None:
    Project.objects.update(asks_confidence=True)
    begin(ana)
    press(ana, "1", "2", "ArrowUp", "Enter")  # a denial of the sentence before
    press(ana, "3", "ArrowUp", "ArrowUp", "Enter")  # a doubt about the first sentence
    press(ana, "2", "0")
    press(ana, "n")
    lit = ana.locator(".sentence.lit")
    expect(lit, "the note is about the sentence before").to_have_text(SENTENCES[3])
    ana.keyboard.type("Who says 1 so?")
    press(ana, "Enter")
    expect(lit).to_have_text(SENTENCES[4])
    press(ana, "c", "2")
    press(ana, "s", "4", "4", "u", "k", "k", "j", "4")
    is_saved(ana)
    assert marks(ana).startswith("CD?D")
    rows = list(
        Annotation.objects.current()
        .select_related("label", "target")
        .order_by("sentence__position")[:6]
    )
    assert [row.decision for row in rows[:4]] == ["claim", "denial", "doubt", "denial"]
    assert rows[1].target_id == rows[0].sentence_id
    assert rows[2].target_id == rows[0].sentence_id
    assert rows[3].target_outside
    assert (rows[3].note, rows[3].confidence) == ("Who says 1 so?", 2)
    press(ana, "?")
    expect(ana.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    is_accessible(ana)
    press(ana, "Escape")


def test_one_key_skips_the_rest_and_one_undo_restores_it(ana: Page) -> None:
    press(ana, "1", "1", "s", "b")
    expect(ana.get_by_text("Skip 28 sentences as boilerplate?")).to_be_visible()
    assert marks(ana) == "CC"
    press(ana, "Enter")
    assert marks(ana) == "CC" + "–" * 28
    expect(ana.locator("#line")).to_contain_text("All sentences labelled")
    press(ana, "u")
    assert marks(ana) == "CC"
    is_saved(ana)
    assert [word for word in stored() if word] == ["claim", "claim"]


def test_undo_goes_back_to_the_first_label(ana: Page) -> None:
    press(ana, "1", "4", "1", "u", "u", "u", "u")
    assert marks(ana) == ""
    expect(ana.locator(".sentence.lit")).to_have_text(SENTENCES[0])
    is_saved(ana)
    assert stored() == ["", "", ""]


def test_keys_of_other_keyboards_are_understood(ana: Page) -> None:
    for key, code in [("&", "Digit1"), ("۲", "Digit2"), ("٤", "Digit4"), ("4", "Numpad4")]:
        ana.evaluate(
            "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, "
            "bubbles: true}))",
            [key, code],
        )
    assert marks(ana) == "CDOO"


def test_a_target_link_disappears_with_a_label_without_target(ana: Page) -> None:
    press(ana, "1", "2", "ArrowUp", "Enter")
    expect(ana.locator("#links path")).to_have_count(2)  # the way, and the head of the arrow
    press(ana, "ArrowUp", "3")
    expect(ana.locator("#links path")).to_have_count(2)
    press(ana, "ArrowUp", "1")
    expect(ana.locator("#links path")).to_have_count(0)
