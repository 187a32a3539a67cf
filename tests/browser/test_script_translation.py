"""Scripts show texts of the catalogue, and English where there is none."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.labelling_page import begin, is_saved, press
from tests.support.make import PASSWORD, make_article, make_member, make_project, make_user

pytestmark = [pytest.mark.browser, pytest.mark.trouble, pytest.mark.django_db(transaction=True)]

FRENCH = """var catalogue = {
  texts: {
    "All saved": "Tout est enregistré",
    "Offline": "Hors ligne",
    "%(reason)s – %(waiting)s": "%(waiting)s (%(reason)s)",
    "%(count)s label waiting to be sent": ["%(count)s attend", "%(count)s attendent"],
  },
  pluralIndex: (n) => Number(n > 1),
};"""


@pytest.fixture
def ana(transactional_db: None, sign_in: Callable[..., Page]) -> Page:
    project = make_project()
    make_user("ana", password=PASSWORD)
    make_member(project, "ana")
    make_article(project, "The dam held. It did not fail. It was old.")
    return sign_in("ana")


def test_a_script_shows_texts_of_the_catalogue(ana: Page) -> None:
    ana.route(
        "**/i18n.js",
        lambda route: route.fulfill(content_type="text/javascript; charset=utf-8", body=FRENCH),
    )
    begin(ana)
    expect(ana.locator("#saved")).to_have_text("Tout est enregistré")

    ana.context.set_offline(True)
    press(ana, "1")
    expect(ana.locator("#saved")).to_have_text("1 attend (Hors ligne)")
    press(ana, "1")
    expect(ana.locator("#saved")).to_have_text("2 attendent (Hors ligne)")


def test_labelling_works_in_english_without_the_catalogue(ana: Page) -> None:
    ana.route("**/i18n.js", lambda route: route.fulfill(status=503, body=""))
    begin(ana)

    press(ana, "1")

    is_saved(ana)
