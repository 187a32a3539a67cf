"""The matrix of pairs is whole in a window of 1280 pixels, for as many people as it has."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.agreement.report.pictures.pair_matrix import MAX_DRAWN
from annotator.projects.models import Membership
from tests.support.accessibility import is_accessible
from tests.support.make import label_article, make_article, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def label_with(mia: Membership, people: int) -> None:
    article = make_article(mia.project)
    for number in range(people):
        member = make_member(mia.project, f"person-{number:02}")
        last = ("claim", "opinion", "doubt")[number % 3]
        label_article(member, "claim", "claim", last, article=article)


def hidden_width(page: Page) -> int:
    """Return how many pixels the matrix must be scrolled to see all of it."""
    script = "box => box.scrollWidth - box.clientWidth"
    width = page.get_by_role("region", name="Pairwise agreement").evaluate(script)
    assert isinstance(width, int)
    return width


def test_twenty_people_are_in_sight_with_their_numbers(
    mia: Membership, sign_in: Callable[..., Page]
) -> None:
    label_with(mia, 20)
    page = sign_in("mia", opens="/p/dam/agreement/", viewport=WIDE)

    assert hidden_width(page) == 0
    matrix = page.get_by_role("table", name="Pairwise agreement")
    expect(matrix.get_by_role("columnheader")).to_have_count(21)
    expect(matrix.get_by_role("link", name="0.00").first).to_be_visible()


def test_sixty_people_are_in_sight_as_shades_with_words(
    mia: Membership, sign_in: Callable[..., Page]
) -> None:
    label_with(mia, MAX_DRAWN)
    page = sign_in("mia", opens="/p/dam/agreement/", viewport=WIDE)

    assert hidden_width(page) == 0
    is_accessible(page)

    matrix = page.get_by_role("table", name="Pairwise agreement")
    link = matrix.get_by_role("link", name="different labels on 1 of 3 sentences").first
    words = link.locator(".beside")
    assert words.evaluate("words => words.clientWidth") <= 1
    link.focus()
    assert words.evaluate("words => words.clientWidth") > 100

    last = matrix.get_by_role("row").last.locator("td a").last
    last.hover()
    expect(last.locator(".told")).to_be_in_viewport(ratio=1)
    assert hidden_width(page) == 0, "the words of late columns are before the cell"


def test_on_a_phone_the_matrix_has_numbers_and_scrolls_in_its_box(
    mia: Membership, sign_in: Callable[..., Page]
) -> None:
    label_with(mia, 30)
    page = sign_in("mia", opens="/p/dam/agreement/", viewport=PHONE)

    assert hidden_width(page) > 0
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    value = page.get_by_role("table", name="Pairwise agreement").locator("td a .value").first
    assert value.evaluate("value => value.getBoundingClientRect().width") > 20
