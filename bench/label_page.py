"""Measures the time from a key press to the next highlighted sentence, in Chromium, in an article
of 600 sentences, and the weight of the page.

`python -m bench.label_page` starts the app in a folder of its own and prints one line per figure.
The browser measures the time: from the timestamp of the key event to the end of drawing (the page's
measure "key to lit"). The reference is one frame, 16.7 ms.
"""

import statistics
import subprocess
import sys

from playwright.sync_api import Page, expect, sync_playwright

from bench.figures import Figure, tell
from tools.chromium import find_chromium, sign_in
from tools.served import ROOT, Served, serving

SENTENCES, PRESSES, DENIALS = 600, 200, 30
FRAME = 1000 / 60


def main() -> None:
    with serving() as served:
        make_article(served, sentences=SENTENCES)
        measure(f"http://127.0.0.1:{served.port}", (served.var / "demo_password").read_text())


def make_article(served: Served, *, sentences: int) -> None:
    """Let ana label one article of so many sentences, in a project of its own."""
    article = served.var / "article.txt"
    article.write_text(
        "\n".join(f"The dam held on day {number}, they said." for number in range(sentences))
    )

    for command in (
        ["create_project", "bench", "--no-practice"],
        ["add_member", "bench", "ana"],
        ["import_articles", "bench", str(article)],
    ):
        run = [sys.executable, "manage.py", *command]
        subprocess.run(run, cwd=ROOT, env=served.env, check=True, stdout=subprocess.DEVNULL)


def measure(site: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(base_url=site)
        sign_in(page, "ana", password)
        bytes_loaded = load_label_page(page)
        for number in range(PRESSES):
            page.keyboard.press("1234"[number % 4])

        times = page.evaluate(
            "performance.getEntriesByName('key to lit').map(entry => entry.duration)"
        )
        assert len(times) == PRESSES
        ordered = sorted(times)
        middle, late = statistics.median(times), ordered[int(PRESSES * 0.95)]
        tell(Figure(f"key to next sentence lit, {SENTENCES} sentences, median", middle, "ms"))
        tell(Figure("  p95", late, "ms", goal="one frame, 16.7 ms", is_met=late <= FRAME))
        tell_denials(page)
        weight = bytes_loaded / 1024
        name = "labelling page with its texts, nothing cached, compressed as it is sent"
        tell(Figure(name, weight, "KB", goal="100 KB", is_met=weight <= 100))
        expect(page.locator("#saved")).to_have_text("All saved")
        browser.close()


def tell_denials(page: Page) -> None:
    """Time denials whose target is the first one offered: a key for the label, one for the target.

    The time is what the page needs, from the first of the two keys until the next sentence is lit.
    What a person needs to read and decide comes on top of it.
    """
    page.evaluate("performance.clearMeasures()")
    for _ in range(DENIALS):
        page.keyboard.press("2")
        page.keyboard.press("x")

    entries = page.evaluate(
        "performance.getEntriesByName('key to lit').map(entry => [entry.startTime, entry.duration])"
    )
    assert len(entries) == 2 * DENIALS
    times = [
        end_of(answer) - denial[0]
        for denial, answer in zip(entries[::2], entries[1::2], strict=True)
    ]
    tell(Figure("denial with its target, two keys, median", statistics.median(times), "ms"))


def end_of(entry: list[float]) -> float:
    start, duration = entry
    return start + duration


def load_label_page(page: Page) -> int:
    """Open the page; return the bytes of everything that it loads, with an article."""
    page.goto("/p/bench/label/")
    page.wait_for_selector(".sentence.lit")
    size = (
        "[...performance.getEntriesByType('navigation'), "
        "...performance.getEntriesByType('resource')]"
    )
    return int(page.evaluate(f"{size}.reduce((sum, entry) => sum + entry.encodedBodySize, 0)"))


if __name__ == "__main__":
    main()
