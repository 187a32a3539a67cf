"""Scripts show texts of the catalogue, and English where there is none."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from annotator.lib.languages import NAMES
from tests.support.catalogues import offering, write_texts
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


# What a page's script gets for a count, a number and a day.
WRITTEN = """async (counts) => {
  const { ngettext, fillCount, formatNumber, formatDate } = await import("/static/translation.js");
  const label = (count) => ngettext("%(count)s label", "%(count)s labels", count);
  const texts = counts.map((count) => fillCount(label(count), count));
  return [texts, formatNumber(12345.5), formatDate("2026-11-06")];
}"""


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


def test_a_script_counts_in_arabic(ana: Page, tmp_path: Path, sign_in: Callable[..., Page]) -> None:
    forms = ("صفر", "واحد", "اثنان", "%(count)s قليل", "%(count)s كثير", "%(count)s آخر")
    texts = {("%(count)s label", "%(count)s labels"): forms}
    write_texts(tmp_path, "ar", texts, domain="djangojs")

    with offering(tmp_path, "ar"):
        page = begin(sign_in("ana", opens=None, locale="ar"))
        texts, _number, _day = page.evaluate(WRITTEN, [0, 1, 2, 3, 11, 100, 1102])

    assert texts == ["صفر", "واحد", "اثنان", "3 قليل", "11 كثير", "100 آخر", "1,102 آخر"]


def test_a_script_writes_numbers_and_dates_in_the_language_of_the_page(
    ana: Page, tmp_path: Path
) -> None:
    written = {}
    with offering(tmp_path, *(code for code in NAMES if code != "en")):
        for language in NAMES:
            ana.context.set_extra_http_headers({"accept-language": language})
            ana.goto("/accounts/reauthenticate/")
            [english], number, day = ana.evaluate(WRITTEN, [1])
            assert english == "1 label", "there is no translation"
            written[language] = (number, day)

    assert written["en"] == ("12,345.5", "6 November 2026")
    assert written["de"] == ("12.345,5", "6. November 2026")
    assert written["es"] == ("12.345,5", "6 de noviembre de 2026")
    assert written["tr"] == ("12.345,5", "6 Kasım 2026")
    # The digits are those of the keys, and the calendar is the one of the articles.
    assert written["ar"][0] == written["fa"][0] == "12,345.5"
    assert all({"6", "2026"} <= set(day.replace(".", " ").split()) for _, day in written.values())
