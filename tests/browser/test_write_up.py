"""The *Write up* page: what a paper takes from it is copied with the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.projects.models import Membership
from tests.support.accessibility import is_accessible
from tests.support.make import label_article, make_article, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLIPBOARD = """async kind => {
  const [item] = await navigator.clipboard.read();
  return await (await item.getType(kind)).text();
}"""


@pytest.fixture
def page(mia: Membership, sign_in: Callable[..., Page]) -> Page:
    article = make_article(mia.project, "The dam held. It did not fail.")
    for name in ("ana", "ben"):
        label_article(make_member(mia.project, name), "claim", "denial", article=article)
    page = sign_in("mia", viewport={"width": 390, "height": 844})
    page.goto("/p/dam/agreement/write-up/")
    return page


def allow_clipboard(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("Copy: Table in Markdown", "table-markdown"),
        ("Copy: Table in LaTeX", "table-latex"),
        ("Copy: Text in Markdown", "text-markdown"),
        ("Copy: Text in LaTeX", "text-latex"),
        ("Copy: References in BibTeX", "references-bibtex"),
    ],
)
def test_each_source_is_copied_while_it_is_folded_away(page: Page, title: str, region: str) -> None:
    allow_clipboard(page)
    page.get_by_role("button", name=title).press("Enter")
    expect(page.get_by_text("Copied.")).to_be_visible()
    source = page.locator(f"#{region}")
    expect(source).to_be_hidden()
    assert page.evaluate("navigator.clipboard.readText()") == source.text_content().strip()  # type: ignore[union-attr]
    is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_text_and_table_are_copied_as_they_look(page: Page) -> None:
    allow_clipboard(page)
    page.get_by_role("button", name="Copy the table").press("Enter")
    expect(page.get_by_text("Copied.")).to_be_visible()
    lines = page.evaluate(CLIPBOARD, "text/plain").splitlines()
    assert lines[0].split("\t")[0] == "Label"
    assert [line.split("\t")[0] for line in lines[1:]] == [
        "Claim", "Denial", "Doubted reporting", "Opinion", "All labels",
    ]  # fmt: skip
    assert "<table" in page.evaluate(CLIPBOARD, "text/html")

    page.get_by_role("button", name="Copy the text").press("Enter")
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert "Krippendorff" in page.evaluate(CLIPBOARD, "text/plain")
    assert "<p>" in page.evaluate(CLIPBOARD, "text/html")


def test_without_a_clipboard_the_source_is_unfolded_and_selected(page: Page) -> None:
    page.get_by_role("button", name="Copy: References in BibTeX").press("Enter")
    expect(page.get_by_text("Copy the selected text with Ctrl+C.")).to_be_visible()
    expect(page.locator("#references-bibtex")).to_be_visible()
    assert "@article" in page.evaluate("document.getSelection().toString()")
