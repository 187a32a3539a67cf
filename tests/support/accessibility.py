"""What every page of a browser test can be asked."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def is_accessible(page: Page) -> None:
    """Fail, with what was found, unless axe finds nothing on the page."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
