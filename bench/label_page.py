"""From a key press to the next sentence lit, in Chromium, in an article of 400 sentences; and the weight of the page.

`python -m bench.label_page` starts the app on a folder of its own and prints one line per figure. The time is the
browser's own: from the timestamp of the key event to the end of drawing (the page's measure "key to lit"). The
reference is one frame, 16.7 ms.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.chromium import find_chromium

ROOT = Path(__file__).parent.parent
PORT = 8765
SITE = f"http://127.0.0.1:{PORT}"
SENTENCES, PRESSES = 400, 200
FRAME = 1000 / 60


def main() -> None:
    var = Path(tempfile.mkdtemp(prefix="skepsis-bench-"))
    var.chmod(0o711)
    environment = os.environ | {"SKEPSIS_VAR": str(var)}
    served = subprocess.Popen(
        [sys.executable, "manage.py", "serve", f"--port={PORT}"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        wait_for_server()
        article = var / "long.txt"
        article.write_text("\n".join(f"The dam held on day {number}, they said." for number in range(SENTENCES)))
        for command in (
            ["create_project", "bench"],
            ["add_member", "bench", "ana"],
            ["import_articles", "bench", str(article)],
        ):
            run = [sys.executable, "manage.py", *command]
            subprocess.run(run, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        measure((var / "demo_password").read_text())
    finally:
        served.terminate()
        served.wait()
        shutil.rmtree(var)


def wait_for_server() -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{SITE}/healthz").close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the app did not start")


def measure(password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(base_url=SITE)
        page.goto("/accounts/login/")
        page.fill("[name=login]", "ana")
        page.fill("[name=password]", password)
        page.click("main button")
        page.wait_for_url(f"{SITE}/")
        bytes_loaded = load_label_page(page)
        for number in range(PRESSES):
            page.keyboard.press("1234"[number % 4])
        times = page.evaluate("performance.getEntriesByName('key to lit').map(entry => entry.duration)")
        assert len(times) == PRESSES
        ordered = sorted(times)
        print(f"key to next sentence lit, {PRESSES} labels, {SENTENCES} sentences: median "
              f"{statistics.median(times):.1f} ms, p95 {ordered[int(PRESSES * 0.95)]:.1f} ms, "
              f"longest {ordered[-1]:.1f} ms (one frame: {FRAME:.1f} ms)")  # fmt: skip
        print(f"labelling page, nothing cached, uncompressed: {bytes_loaded / 1024:.0f} KB (goal: 100 KB)")
        expect(page.locator("#saved")).to_have_text("All saved")
        browser.close()


def load_label_page(page: Page) -> int:
    """Open the page; return the bytes of all it loads, but for the article itself."""
    page.goto("/p/bench/label/")
    page.wait_for_selector(".sentence.lit")
    size = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
    loaded = page.evaluate(f"{size}.reduce((sum, entry) => sum + entry.decodedBodySize, 0)")
    return int(loaded) - int(page.evaluate("document.getElementById('state').textContent.length"))


if __name__ == "__main__":
    main()
