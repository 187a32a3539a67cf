"""Labelling in Chromium while the parts of a real server are killed under it."""

import csv
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, expect

from tests.support.prepared import serving_prepared
from tools.chromium import sign_in
from tools.served import ROOT

pytestmark = pytest.mark.browser


def test_no_label_is_lost_or_doubled_while_the_server_dies_and_comes_back(browser: Browser) -> None:
    with serving_prepared(workers=2) as served:
        page = browser.new_page(base_url=f"http://127.0.0.1:{served.port}")
        sign_in(page, "ana", (served.var / "demo_password").read_text())
        page.goto("/p/demo/label/")
        expect(page.locator(".sentence.lit")).to_be_visible()
        victims = [
            served.child("annotator.lib.processes.web_server"),
            *served.child("annotator.lib.processes.web_server").children(),
            *served.postgres(),
        ]
        for key, victim in zip("1423", victims, strict=False):
            page.keyboard.press(key)
            victim.kill()
            page.keyboard.press("1")
        expect(page.locator("#saved")).to_have_text("All saved", timeout=60_000)
        marks = page.locator(".sentence:not(.excluded)").evaluate_all(
            "all => all.map(s => s.dataset.mark)"
        )
        page.close()
        command = [sys.executable, "manage.py", "export_dataset", "demo", "annotations"]
        exported = subprocess.run(
            command, cwd=ROOT, env=served.env, capture_output=True, text=True, check=True
        ).stdout
    rows = list(csv.DictReader(exported.splitlines()))
    # Dan has another article of the demo open.
    article = [
        row
        for row in rows
        if row["assignment_state"] == "open" and row["article_id"] == "6-museum-bell"
    ]
    by_label = {"C": "claim", "D": "denial", "?": "doubt", "O": "opinion"}
    assert [row["label"] for row in article] == [by_label[mark] for mark in marks if mark != "·"]
    assert len(article) == 8
