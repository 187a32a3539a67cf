"""The labelling page on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.corpus.models import Article
from tests.support.labelling_page import begin, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 390])
def test_the_question_for_a_target_does_not_move_the_desk(
    article: Article, sign_in: Callable[..., Page], width: int
) -> None:
    page = begin(sign_in("ana", opens=None, viewport={"width": width, "height": 740}))
    before = page.locator(".desk").bounding_box()

    press(page, "1", "2")

    expect(page.locator("#target")).to_be_visible()
    assert page.locator(".desk").bounding_box() == before
