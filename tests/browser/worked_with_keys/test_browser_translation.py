"""A page that the browser has translated says so, and takes no label until the original is read."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article
from annotator.labelling.models import Annotation
from annotator.projects.models import Project
from tests.support.accessibility import is_accessible
from tests.support.adjudication_page import adjudicate
from tests.support.labelling_page import begin, is_saved, marks, press, stored
from tests.support.make import make_article
from tests.support.translators import (
    CHROME,
    CHROME_SHOWS_ORIGINAL,
    IN_PLACE,
    LANGUAGE_OF_PAGE,
    ONE_SENTENCE,
    READING_AID,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST = "The dam held."
SCREENS = [("light", 1280), ("dark", 390)]
TRANSLATORS = {
    "Chrome, which keeps to the marks": lambda page: page.evaluate(CHROME, {"keepsMarks": True}),
    "Chrome, all the same": lambda page: page.evaluate(CHROME, {"keepsMarks": False}),
    "in place": lambda page: page.evaluate(IN_PLACE),
    "by the language of the page": lambda page: page.evaluate(LANGUAGE_OF_PAGE),
}


def notice(page: Page) -> Locator:
    return page.get_by_role("alert").filter(has=page.locator("#read-original"))


def read_original(page: Page) -> None:
    page.locator("#read-original").click()
    expect(notice(page)).to_be_hidden()


@pytest.mark.parametrize("translator", TRANSLATORS)
def test_nothing_is_labelled_on_a_translated_page(ana: Page, translator: str) -> None:
    expect(notice(ana)).to_be_hidden()

    TRANSLATORS[translator](ana)
    expect(notice(ana)).to_contain_text("Show original")
    press(ana, "1", "s", "4")
    expect(ana.locator("#line")).to_contain_text("Paused")
    expect(ana.locator("[data-label=claim]")).to_be_disabled()
    assert marks(ana) == ""

    read_original(ana)
    expect(ana.locator(".sentence.lit")).to_have_text(FIRST)
    press(ana, "1")
    is_saved_in_database(ana)
    assert stored() == ["claim"]


def is_saved_in_database(page: Page) -> None:
    """The page's own words may be translated."""
    expect(page.locator("#saved")).to_contain_text("All saved")


@pytest.mark.parametrize("translator", TRANSLATORS)
def test_nothing_is_decided_on_a_translated_page(rita: Page, translator: str) -> None:
    expect(notice(rita)).to_be_hidden()

    TRANSLATORS[translator](rita)
    expect(notice(rita)).to_contain_text("Show original")
    press(rita, "1")
    expect(rita.locator("#review [role=status]")).to_contain_text("Nothing decided")
    rita.locator(".lit [data-key='4']").click()
    press(rita, "u")
    assert not Adjudication.objects.exists()

    read_original(rita)
    expect(rita.locator(".lit .text")).to_have_text(FIRST)
    press(rita, "1")
    expect(rita.locator(".lit .text")).to_have_text("It did not fail, the ministry said.")
    assert [row.decision for row in Adjudication.objects.decided()] == ["claim"]


def test_the_notice_goes_when_the_browser_shows_the_original(ana: Page) -> None:
    ana.evaluate(CHROME, {"keepsMarks": False})
    expect(notice(ana)).to_be_visible()

    ana.evaluate(CHROME_SHOWS_ORIGINAL)
    expect(notice(ana)).to_be_hidden()
    press(ana, "1")

    assert marks(ana) == "C"
    is_saved(ana)


def test_a_text_that_is_translated_again_pauses_again(ana: Page) -> None:
    ana.evaluate(CHROME, {"keepsMarks": True})
    read_original(ana)

    ana.evaluate(IN_PLACE)

    expect(notice(ana)).to_contain_text("The article’s text was changed, too.")
    press(ana, "1")
    assert marks(ana) == ""


def test_who_reads_the_original_is_asked_once(rita: Page, disputed: Article) -> None:
    rita.evaluate(CHROME, {"keepsMarks": True})
    read_original(rita)

    adjudicate(rita, disputed)
    rita.evaluate(CHROME, {"keepsMarks": True})
    press(rita, "1")

    expect(rita.locator(".lit .text")).to_have_text("It did not fail, the ministry said.")
    expect(notice(rita)).to_be_hidden()


def test_a_note_that_is_being_written_is_kept(ana: Page) -> None:
    press(ana, "1", "n")
    ana.keyboard.type("a leak")
    ana.evaluate(CHROME, {"keepsMarks": False})
    expect(notice(ana)).to_be_visible()

    press(ana, "Enter")

    expect(ana.locator("#note-form")).to_be_hidden()
    read_original(ana)
    is_saved_in_database(ana)
    assert Annotation.objects.current().get().note == "a leak"


def test_a_reading_beside_the_words_is_no_translation(ana: Page) -> None:
    ana.evaluate(READING_AID, ".sentence.lit")
    press(ana, "1")

    expect(notice(ana)).to_be_hidden()
    assert marks(ana) == "C"
    is_saved(ana)


def test_sentences_in_the_line_and_spoken_ones_are_not_translated(ana: Page) -> None:
    press(ana, "1", "n")

    for place in ("#line", "#spoken"):
        quoted = ana.locator(f"{place} bdi")
        expect(quoted.first).to_have_attribute("translate", "no")
    expect(ana.locator("#line")).to_contain_text("Note on “The dam held.”")
    is_saved(ana)


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
def test_the_notice_is_accessible_and_in_sight(
    disputed: Article, project: Project, sign_in: Callable[..., Page], scheme: str, width: int
) -> None:
    make_article(project, "The gate opened. " * 60)
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    for page in (
        begin(sign_in("ana", opens=None, **options)),
        adjudicate(sign_in("rita", **options), disputed),
    ):
        page.evaluate(ONE_SENTENCE)
        expect(notice(page)).to_be_in_viewport()
        is_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
