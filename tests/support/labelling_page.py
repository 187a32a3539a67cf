"""What the tests of the labelling page do with it."""

from playwright.sync_api import Page, expect


def begin(page: Page, slug: str = "dam", assignment: int | None = None) -> Page:
    """Open the labelling page of a project, and wait until it takes keys."""
    page.goto(f"/p/{slug}/label/" + (f"{assignment}/" if assignment else ""))
    expect(page.locator(".sentence.lit")).to_be_visible()
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def is_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All saved", timeout=60_000)
