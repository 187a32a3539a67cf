"""Keys that an input method takes, as for Japanese, are no commands."""

import pytest
from playwright.sync_api import Page, expect

from annotator.agreement.models import Adjudication
from annotator.labelling.models import Annotation
from tests.support.keyboard import accept, compose, press_in_input_method
from tests.support.labelling_page import is_saved, marks, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_enter_accepts_the_conversion_of_a_reason_and_keeps_the_field(rita: Page) -> None:
    reason = rita.locator(".lit [name=reason]")
    reason.focus()
    compose(rita, "りゆう")
    press_in_input_method(rita, "2", "Digit2")
    press_in_input_method(rita, "Escape", "Escape")
    press_in_input_method(rita, "Enter", "Enter")
    accept(rita, "理由")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("理由")
    assert not Adjudication.objects.exists()

    press(rita, "Enter", "1")

    expect(rita.get_by_text("1 of 2 disputed sentences left")).to_be_visible()
    assert Adjudication.objects.get().reason == "理由"


def test_escape_cancels_the_conversion_and_keeps_the_note(ana: Page) -> None:
    press(ana, "1", "n")
    ana.keyboard.type("first part ")
    compose(ana, "すいどう")
    press_in_input_method(ana, "Escape", "Escape")
    compose(ana, "")
    expect(ana.locator("#note")).to_be_focused()
    expect(ana.locator("#note")).to_have_value("first part ")

    compose(ana, "すいどう")
    press_in_input_method(ana, "Enter", "Enter")
    accept(ana, "水道")
    press(ana, "Enter")

    is_saved(ana)
    assert Annotation.objects.current().get().note == "first part 水道"


def test_the_key_that_ends_a_conversion_in_safari_is_no_command(ana: Page) -> None:
    """There it comes after the composition has ended."""
    press(ana, "1", "n")
    ana.keyboard.type("水道")
    press_in_input_method(ana, "Escape", "Escape")

    expect(ana.locator("#note")).to_be_focused()
    expect(ana.locator("#note")).to_have_value("水道")
    is_saved(ana)


def test_no_digit_of_an_input_method_labels(ana: Page) -> None:
    press_in_input_method(ana, "1", "Digit1")
    press_in_input_method(ana, "Process", "Digit1")

    assert marks(ana) == ""
