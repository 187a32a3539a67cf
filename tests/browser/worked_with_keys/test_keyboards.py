"""Labelling and adjudication know keys by what they type, else by their place."""

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article
from annotator.projects.models import Project
from tests.support.keyboard import Key, press_key
from tests.support.labelling_page import is_saved, marks, press
from tests.support.make import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The keys of 1 and of J.
LAYOUTS = {
    "English": (Key("1", "Digit1"), Key("j", "KeyJ")),
    "French": (Key("&", "Digit1"), Key("j", "KeyJ")),
    "French with Shift": (Key("1", "Digit1", shift=True), Key("J", "KeyJ", shift=True)),
    "French bépo": (Key('"', "Digit1"), Key("j", "KeyP")),
    "Czech": (Key("+", "Digit1"), Key("j", "KeyJ")),
    "Lithuanian": (Key("ą", "Digit1"), Key("j", "KeyJ")),
    "Dvorak": (Key("1", "Digit1"), Key("j", "KeyC")),
    "Dvorak for programmers": (Key("&", "Digit1"), Key("j", "KeyC")),
    "Greek": (Key("1", "Digit1"), Key("ξ", "KeyJ")),
    "Russian": (Key("1", "Digit1"), Key("о", "KeyJ")),
    "Hebrew": (Key("1", "Digit1"), Key("ח", "KeyJ")),
    "Arabic": (Key("١", "Digit1"), Key("ت", "KeyJ")),
    "Persian": (Key("۱", "Digit1"), Key("ت", "KeyJ")),
    "Hindi": (Key("१", "Digit1"), Key("र", "KeyJ")),
    "Thai": (Key("๑", "Digit2", shift=True), Key("่", "KeyJ")),
    "Japanese kana": (Key("ぬ", "Digit1"), Key("ま", "KeyJ")),
    "Japanese, wide letters": (Key("１", "Digit1"), Key("ｊ", "KeyJ")),
    "Korean": (Key("1", "Numpad1"), Key("ㅓ", "KeyJ")),
    "Vietnamese, a dead key": (Key("Dead", "Digit1"), Key("j", "KeyJ")),
}
SENTENCES = [f"The dam held on day {number}." for number in range(2 * len(LAYOUTS) + 2)]


@pytest.fixture
def article(project: Project) -> Article:
    return make_article(project, " ".join(SENTENCES))


def lit(page: Page) -> Locator:
    return page.locator(".lit")


def test_labelling_takes_keys_of_every_keyboard(ana: Page) -> None:
    for index, (digit, letter) in enumerate(LAYOUTS.values()):
        press_key(ana, letter)
        expect(lit(ana)).to_have_text(SENTENCES[2 * index + 1])
        press_key(ana, digit)
        expect(lit(ana)).to_have_text(SENTENCES[2 * index + 2])

    assert marks(ana) == "C" * len(LAYOUTS)
    is_saved(ana)


def test_adjudication_takes_keys_of_every_keyboard(rita: Page) -> None:
    for index, (digit, letter) in enumerate(LAYOUTS.values()):
        press_key(rita, letter)
        expect(lit(rita)).to_contain_text(SENTENCES[2 * index + 1])
        press_key(rita, digit)
        expect(lit(rita)).to_contain_text(SENTENCES[2 * index + 2])

    decided = Adjudication.objects.decided().order_by("sentence__position")
    assert [row.decision for row in decided] == ["claim"] * len(LAYOUTS)


def test_what_a_key_types_comes_before_its_place(ana: Page) -> None:
    shortcuts = ana.get_by_role("heading", name="Keyboard shortcuts")
    for question in (Key("?", "Digit3", shift=True), Key("؟", "Slash", shift=True)):
        press_key(ana, question)
        expect(shortcuts).to_be_visible()
        press(ana, "Escape")
        expect(shortcuts).to_be_hidden()

    assert marks(ana) == ""


def test_an_arabic_key_that_types_two_letters_is_known_by_its_place(ana: Page) -> None:
    for key in ("لا", "Unidentified"):
        press_key(ana, Key("س", "KeyS"))
        ana.evaluate(
            "(key) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, "
            "code: 'KeyB', bubbles: true}))",
            key,
        )
        press(ana, "Enter")  # so many sentences are skipped only after a question
        assert marks(ana) == "–" * len(SENTENCES), key
        press_key(ana, Key("ع", "KeyU"))
        assert marks(ana) == ""

    is_saved(ana)


def test_keys_that_type_something_else_are_no_commands(ana: Page) -> None:
    """È of a French keyboard, ç of a Turkish one in place of B."""
    press(ana, "1")
    press_key(ana, Key("è", "KeyT"))
    press(ana, "s")
    press_key(ana, Key("ç", "KeyB"))
    press(ana, "Escape")

    assert marks(ana) == "C"
    is_saved(ana)


def test_altgr_types_characters(ana: Page) -> None:
    """Windows reports it with Ctrl and Alt. Polish ś is no S, and a digit is a digit."""
    for key, code in [("ś", "KeyS"), ("¡", "Digit1"), ("Enter", "Enter"), ("1", "KeyW")]:
        ana.evaluate(
            "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, "
            "modifierAltGraph: true, ctrlKey: true, altKey: true, bubbles: true}))",
            [key, code],
        )

    assert marks(ana) == "C"
    expect(lit(ana)).to_have_text(SENTENCES[1])
    is_saved(ana)
