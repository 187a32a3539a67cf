"""In a window of 320 pixels, as with 400 % zoom, the pages of reviewers scroll in one direction."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from annotator.projects.models import Membership
from tests.support.accessibility import is_accessible
from tests.support.make import label_article, make_article, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALL_TARGETS = """() => [...document.querySelectorAll("main a, main button, main summary")]
    .filter(each => !each.closest("p, li, td, dd, label"))
    .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 24)
    .map(each => each.textContent.trim())"""


def test_pages_of_reviewers_fit_in_320_pixels(
    mia: Membership, sign_in: Callable[..., Page]
) -> None:
    article = make_article(mia.project)
    labels = ("claim", "denial", "doubt", "opinion", "claim")
    for number, label in enumerate(labels):
        member = make_member(mia.project, f"person-{number}")
        label_article(member, label, "claim", "denial", article=article)
    for number in range(5):
        make_member(mia.project, f"other-{number}")
    page = sign_in("mia", viewport={"width": 320, "height": 800})

    for address in (
        f"adjudicate/{article.pk}/",
        f"adjudicate/{article.pk}/one-more/",
        "disagreements/review/",
        "disagreements/unanimous/",
        "disagreements/",
        "agreement/",
        "meeting/",
    ):
        page.goto(f"/p/dam/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address
        assert page.evaluate(SMALL_TARGETS) == [], address
        is_accessible(page)
