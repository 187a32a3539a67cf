"""Takes the README's picture, the labelling page of the demo half-way through an article: `make
screenshot`.
"""

from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tools.chromium import find_chromium, sign_in
from tools.served import serving

TARGET = Path(__file__).parent / "labelling.png"
SIZE = {"width": 1120, "height": 760}
KEYS = ("1", "1", "2", "1", "3")


def main() -> None:
    with serving() as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(
            base_url=f"http://127.0.0.1:{served.port}", viewport=SIZE, color_scheme="light"
        )  # type: ignore[arg-type]
        sign_in(page, "cleo", (served.var / "demo_password").read_text())
        page.goto("/p/demo/label/")
        page.wait_for_selector(".sentence.lit")
        for key in KEYS:
            page.keyboard.press(key)

        expect(page.locator("#saved")).to_have_text("All saved")
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
