"""A release, from the page that requests it to a verified download, on a real server
with its worker.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from annotator.lib.checksums import verify
from tests.browser.test_import import mia_at
from tests.support.accessibility import is_accessible
from tests.support.prepared import serving_prepared

pytestmark = pytest.mark.browser


def test_a_release_is_created_watched_and_downloaded(browser: Browser, tmp_path: Path) -> None:
    with serving_prepared() as served:
        page = mia_at(browser, served)
        page.goto("/p/demo/settings/datasheet/")
        page.get_by_role("button", name="Add to “Training”").click()
        training = page.get_by_label("Training", exact=True)
        expect(training).to_have_value(re.compile("^The codebook had 2 versions[.]"))
        is_accessible(page)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        page.goto("/p/demo/releases/")
        expect(page.get_by_text("No releases yet")).to_be_visible()
        page.get_by_label("Creators").fill("Mia Muster")
        page.get_by_label("Licence of the labels").fill("not one")
        page.get_by_role("button", name="Create release").click()
        expect(page.get_by_text("Use an SPDX identifier")).to_be_visible()
        page.get_by_label("Licence of the labels").fill("CC-BY-4.0")
        page.get_by_role("button", name="Preview", exact=True).click()
        page.get_by_role("link", name="The preview of release 1").click(timeout=90_000)
        is_accessible(page)
        page.get_by_role("button", name="Publish release 1").click()
        expect(page.get_by_role("link", name="Release 1", exact=True)).to_be_visible(timeout=90_000)
        expect(page.get_by_text("is the same as its preview, byte for byte.")).to_be_visible()
        is_accessible(page)
        page.get_by_role("link", name="Release 1", exact=True).click()
        expect(page.get_by_text("Krippendorff's alpha")).to_be_visible()
        is_accessible(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Download ZIP").click()
        assert download.value.suggested_filename == "demo-1.zip"
        download.value.save_as(tmp_path / "demo-1.zip")
        assert verify(tmp_path / "demo-1.zip") == []
        page.close()
