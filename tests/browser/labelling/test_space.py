"""The place that the desk and the article take, on a wide window, a phone, and zoomed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.projects.models import Project
from tests.support.accessibility import is_accessible
from tests.support.labelling_page import begin, press
from tests.support.make import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
URL = "https://example.org/" + "a-very-long-path/" * 12


@pytest.fixture
def wide_text(project: Project) -> None:
    make_article(project, f"See {URL} now. It said {LONG_WORD} twice. It held.", title=LONG_WORD)


def open_page(sign_in: Callable[..., Page], width: int, height: int, **options: object) -> Page:
    return begin(sign_in("ana", opens=None, viewport={"width": width, "height": height}, **options))


@pytest.mark.usefixtures("wide_text")
@pytest.mark.parametrize(("width", "height"), [(320, 256), (390, 844), (1280, 800)])
def test_no_word_of_the_text_widens_the_page(
    sign_in: Callable[..., Page], width: int, height: int
) -> None:
    page = open_page(sign_in, width, height)
    press(page, "1", "2")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for button in page.locator("#hands > :not(.away) button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


@pytest.mark.usefixtures("wide_text")
def test_the_desk_is_low_on_a_phone_and_its_buttons_can_be_hit(
    sign_in: Callable[..., Page],
) -> None:
    page = open_page(sign_in, 390, 844, has_touch=True, is_mobile=True)
    desk = page.locator(".desk").bounding_box()
    assert desk is not None
    assert desk["height"] <= 190

    press(page, "2")
    heights = page.locator(".desk button:visible").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 40
    expect(page.locator("#line")).to_contain_text("tap it in the text")


@pytest.mark.usefixtures("wide_text")
def test_the_desk_is_a_column_in_a_wide_window(sign_in: Callable[..., Page]) -> None:
    page = open_page(sign_in, 1280, 800)
    desk, article = page.locator(".desk").bounding_box(), page.locator("article").bounding_box()
    assert desk is not None
    assert article is not None
    assert desk["x"] >= article["x"] + article["width"]


@pytest.mark.usefixtures("wide_text")
def test_at_four_times_the_size_the_desk_scrolls_with_the_page(
    sign_in: Callable[..., Page],
) -> None:
    page = open_page(sign_in, 320, 256)
    assert page.locator(".desk").evaluate("desk => getComputedStyle(desk).position") == "static"
    press(page, "1", "2")
    page.locator("#line").scroll_into_view_if_needed()
    expect(page.locator("#line")).to_be_in_viewport()
    is_accessible(page)


@pytest.mark.usefixtures("wide_text")
def test_the_lit_sentence_is_framed_in_forced_colours(sign_in: Callable[..., Page]) -> None:
    page = open_page(sign_in, 1280, 800, forced_colors="active")
    styles = page.locator(".sentence").evaluate_all(
        "all => all.map(one => getComputedStyle(one).outlineStyle)"
    )
    assert styles == ["solid", "none", "none"]


@pytest.mark.usefixtures("wide_text")
def test_the_headline_is_in_sight_when_an_article_opens(sign_in: Callable[..., Page]) -> None:
    page = open_page(sign_in, 390, 500)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0
