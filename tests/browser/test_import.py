"""From a spreadsheet to an article open for labelling, in Chromium, on a real server whose worker
is killed midway.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from annotator.lib.database.embedded import EmbeddedPostgres
from tests.support.held_import import held_after_one_batch
from tests.support.prepared import serving_prepared
from tools.chromium import sign_in
from tools.served import Served, wait_for

pytestmark = pytest.mark.browser

# More than a preview looks at.
ARTICLES = 4_000
SENTENCE = (
    "The dam at mile {number} held on {day}, the ministry said, and no gate was opened before dawn."
)


def crawl(path: Path) -> Path:
    """A table with two columns that may be the text, and one bad row."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    rows = [
        f'{number},"{" ".join(SENTENCE.format(number=number, day=day) for day in days)}",'
        f"It is the dam at mile {number}. Read on."
        for number in range(ARTICLES)
    ]
    path.write_text("\n".join(["Nr,Inhalt der Seite,Anriss", *rows[:100], "x", *rows[100:], ""]))
    return path


def mia_at(browser: Browser, served: Served) -> Page:
    page = browser.new_page(base_url=f"http://127.0.0.1:{served.port}")
    sign_in(page, "mia", (served.var / "demo_password").read_text())
    return page


def test_a_spreadsheet_is_mapped_watched_split_and_opened(browser: Browser, tmp_path: Path) -> None:
    with serving_prepared() as served:
        page = mia_at(browser, served)
        page.goto("/p/demo/import/")
        page.get_by_label("Files").set_input_files(crawl(tmp_path / "crawl.csv"))
        page.get_by_role("button", name="Preview").click()
        expect(page.get_by_text("No text column found")).to_be_visible()
        page.get_by_label("Article text").select_option("Inhalt der Seite")
        page.get_by_label("ID", exact=True).select_option("Nr")
        page.get_by_role("button", name="Refresh preview").click()
        expect(page.get_by_text("The dam at mile 0 held on Monday").first).to_be_visible()
        page.get_by_label("Import as drafts, to check the sentences first").check()
        start = page.get_by_role("button", name="Import", exact=True).click
        with held_after_one_batch(EmbeddedPostgres(served.var / "postgres"), start):
            bar = page.get_by_role("progressbar")
            expect(bar).to_be_visible()
            wait_for(
                lambda: 0 < share(bar.get_attribute("value")) < share(bar.get_attribute("max"))
            )
            served.child("work").kill()
        expect(page.get_by_role("heading", name="Imported")).to_be_visible(timeout=90_000)
        facts = page.get_by_role("table").inner_text()
        assert re.search(rf"Articles\s+{ARTICLES:,}", facts)
        assert re.search(rf"Sentences\s+{6 * ARTICLES:,}", facts)
        assert re.search(r"Rejected\s+1\b", facts)
        expect(page.get_by_text("crawl.csv, line 102: has no text")).to_be_visible()

        page.get_by_role("link", name="Check sentences").click()
        page.get_by_label("Search").fill("2711")
        page.get_by_role("button", name="Apply").click()
        page.get_by_role("link", name="2711", exact=True).click()
        rows = page.locator(".sentences li")
        expect(rows).to_have_count(6)
        page.get_by_role("button", name="Merge with next").first.click()
        expect(rows).to_have_count(5)
        page.get_by_role("link", name="Split").first.click()
        page.get_by_role("button", name="The", exact=True).click()
        expect(rows).to_have_count(6)
        page.get_by_role("button", name="Open for labelling").click()
        expect(page.get_by_text("Draft:")).to_have_count(0)
        page.get_by_role("link", name="Articles").click()
        page.get_by_label("State", exact=True).select_option("open")
        page.get_by_role("button", name="Apply").click()
        expect(page.get_by_role("link", name="2711", exact=True)).to_be_visible()
        page.close()


def share(value: str | None) -> int:
    return int(value or 0)
