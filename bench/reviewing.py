"""Measures the time from a key press to the next disputed sentence, in Chromium, in the stream.

`python -m bench.reviewing` starts the app in a folder of its own, fills a project and makes 300
decisions with real key events. `--articles 30000` does so with 300,000 sentences and a million
annotations. The browser measures the time: from the timestamp of the key event to the first frame
with the next sentence. What counts is a blink, 100 ms. It also says how many decisions somebody
makes in ten minutes who thinks for 1.5 s about each (`--thought`; the page fetches the next
sentence in the meantime), and how long the first sentence takes.
"""

import argparse
import statistics
import subprocess
import sys
import time

from playwright.sync_api import Page, sync_playwright

from bench.figures import Figure, tell
from tools.chromium import find_chromium, sign_in
from tools.served import ROOT, Served, serving

DECISIONS = 300
BLINK = 100  # ms
KEYS = "m1234"

# From the key event to the frame in which the next sentence is shown.
TIMES = """
window.times = [];
let pressed = 0;
addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
let shown = document.querySelector(".lit").id;
document.addEventListener("drawn", () => {
  const { id } = document.querySelector(".lit");
  if (id === shown) return;
  shown = id;
  requestAnimationFrame(() => times.push([performance.now() - pressed, location.pathname]));
});
"""
FILL = """
from annotator.projects.models import Project
from bench.project import fill
project = Project.objects.get(slug="bench")
fill(project, articles={articles}, labelled={articles})
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--thought", type=float, default=1.5, help="seconds between two keys")
    options = parser.parse_args()
    articles = options.articles

    with serving(options=["--workers=1"]) as served:
        for command in (
            ["create_project", "bench", "--no-practice"],
            ["add_member", "bench", "rita", "--role", "adjudicator"],
            ["shell", "-v0", "-c", FILL.format(articles=articles)],
        ):
            run(served, command)
        site = f"http://127.0.0.1:{served.port}"
        measure(site, (served.var / "demo_password").read_text(), options.thought)


def run(served: Served, command: list[str]) -> None:
    whole = [sys.executable, "manage.py", *command]
    subprocess.run(whole, cwd=ROOT, env=served.env, check=True, stdout=subprocess.DEVNULL)


def measure(site: str, password: str, thought: float) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(base_url=site)
        page.set_default_timeout(120_000)
        sign_in(page, "rita", password)

        before = time.perf_counter()
        page.goto("/p/bench/disagreements/review/")
        page.wait_for_selector(".review > .lit")
        tell(Figure("first sentence of the stream", time.perf_counter() - before, "s"))

        times, articles = decide(page, thought)
        browser.close()

    late = sorted(times)[int(len(times) * 0.95)]
    middle = statistics.median(times)
    tell(Figure(f"key to next disputed sentence, {articles} articles, median", middle, "ms"))
    tell(Figure("  p95", late, "ms", goal="a blink, 100 ms", is_met=late <= BLINK))
    in_ten_minutes = 600 / (thought + statistics.mean(times) / 1000)
    tell(
        Figure(
            f"decisions in ten minutes with {thought} s of thought each",
            in_ten_minutes,
            "",
            goal="300",
            is_met=in_ten_minutes >= 300,
        )
    )


def decide(page: Page, thought: float) -> tuple[list[float], int]:
    """Make the decisions; return the times, and how many articles they were about."""
    page.evaluate(TIMES)
    for number in range(DECISIONS):
        key = KEYS[number % len(KEYS)]
        # Without a majority M decides nothing.
        if key == "m" and not page.locator(".lit [data-majority]").count():
            key = "1"
        page.keyboard.press(key)
        page.wait_for_function("count => times.length > count", arg=number)
        page.wait_for_timeout(1000 * thought)

    entries = page.evaluate("times")
    return [milliseconds for milliseconds, _path in entries], len({path for _ms, path in entries})


if __name__ == "__main__":
    main()
