"""The codebook beside the article."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.corpus.models import Article
from tests.support.accessibility import is_accessible
from tests.support.labelling_page import begin, marks, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def panel(page: Page) -> Locator:
    return page.locator("#codebook")


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    return dict(found)


def test_the_codebook_stays_beside_the_article_while_one_labels(ana: Page) -> None:
    press(ana, "g")
    expect(panel(ana).get_by_text("Refusing is not denying.")).to_be_visible()
    lit = box(ana.locator(".sentence.lit"))
    assert lit["x"] >= box(panel(ana))["width"], "it covers nothing"
    search = box(panel(ana).get_by_role("searchbox"))
    assert search["width"] > box(panel(ana))["width"] * 0.8, "there is room for words"
    is_accessible(ana)

    press(ana, "1", "2")
    assert marks(ana) == "CD"
    # Escape first puts the question about a target off.
    press(ana, "Escape")
    expect(ana.locator("#offer")).to_be_hidden()
    expect(panel(ana)).to_be_visible()
    press(ana, "Escape")
    expect(panel(ana)).to_be_hidden()

    # From now on it needs no network.
    ana.context.set_offline(True)
    press(ana, "g")
    expect(panel(ana).get_by_text("Refusing is not denying.")).to_be_visible()
    press(ana, "g")
    expect(panel(ana)).to_be_hidden()
    ana.context.set_offline(False)


def test_a_codebook_that_was_not_loaded_says_so_and_is_loaded_later(ana: Page) -> None:
    ana.context.set_offline(True)
    press(ana, "g")
    expect(panel(ana).get_by_text("Nobody rejects or doubts it")).to_be_visible()
    expect(panel(ana).get_by_text("couldn’t be loaded")).to_be_visible()
    press(ana, "g")
    ana.context.set_offline(False)
    press(ana, "g")
    expect(panel(ana).get_by_text("Refusing is not denying.")).to_be_visible()


def test_a_search_shows_what_it_finds_and_jumps_to_it(ana: Page) -> None:
    press(ana, "g")
    expect(panel(ana).get_by_text("Refusing is not denying.")).to_be_visible()
    search = panel(ana).get_by_role("searchbox")
    search.fill("REFUS")

    expect(panel(ana).get_by_role("status")).to_have_text("3 parts found")
    expect(panel(ana).get_by_text("Doubt needs an explicit act")).to_be_hidden()
    expect(panel(ana).get_by_role("heading", name="Rules")).to_be_visible()
    rule = panel(ana).locator("li", has_text="Refusing is not denying.")
    expect(rule).to_have_js_property("value", 3)

    for _ in range(3):
        search.press("Enter")
    expect(panel(ana).get_by_role("status")).to_have_text("3 of 3")
    expect(rule).to_have_class("found")

    # Letters belong to the search, and Escape empties it before it closes the panel.
    search.press("1")
    expect(panel(ana).get_by_role("status")).to_have_text("Nothing found")
    assert marks(ana) == ""
    search.press("Escape")
    expect(panel(ana).get_by_text("Doubt needs an explicit act")).to_be_visible()
    search.press("Escape")
    expect(panel(ana)).to_be_hidden()
    press(ana, "1")
    assert marks(ana) == "C"


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 256)], ids=["phone", "400 %"])
def test_on_a_phone_it_is_a_sheet_from_below(
    article: Article, sign_in: Callable[..., Page], width: int, height: int
) -> None:
    page = begin(
        sign_in("ana", opens=None, viewport={"width": width, "height": height}, has_touch=True)
    )
    press(page, "g")
    expect(panel(page).get_by_text("Refusing is not denying.")).to_be_visible()

    sheet = box(panel(page))
    assert sheet["width"] == width
    assert sheet["height"] <= 0.6 * height + 1
    assert sheet["y"] + sheet["height"] == pytest.approx(height, abs=1)
    panel(page).get_by_text("Refusing is not denying.").scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    is_accessible(page)

    panel(page).get_by_role("button", name="Close").tap()
    expect(panel(page)).to_be_hidden()
