"""What the tests of the adjudication page do with it."""

from playwright.sync_api import Page, expect

from annotator.corpus.models import Article


def adjudicate(page: Page, article: Article) -> Page:
    """Open the adjudication page of an article, and wait until it takes keys."""
    page.goto(f"/p/{article.project.slug}/adjudicate/{article.pk}/")
    expect(page.locator(".lit")).to_be_visible()
    return page
