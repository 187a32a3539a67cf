"""What the tests of the labelling page do with it."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from annotator.labelling.models import Annotation

SENTENCES = [f"The dam held on day {number}." for number in range(1, 31)]


def begin(page: Page, slug: str = "dam", assignment: int | None = None) -> Page:
    """Open the labelling page of a project, and wait until it takes keys."""
    page.goto(f"/p/{slug}/label/" + (f"{assignment}/" if assignment else ""))
    expect(page.locator(".sentence.lit")).to_be_visible()
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def wait_for_keys(page: Page) -> None:
    """Wait until keys count again: just after a submission they are ignored for a moment.

    The page's own module says when, which is the one that decides about the key.
    """
    page.evaluate(
        """async () => {
          const module = '/labelling/articles/articles.js';
          const { href } = document.querySelector(`link[rel=modulepreload][href$="${module}"]`);
          const { isTypedAhead } = await import(href);
          while (isTypedAhead()) await new Promise(requestAnimationFrame);
        }"""
    )


def is_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All saved", timeout=60_000)


def marks(page: Page) -> str:
    """The marks of the sentences that are decided, as one string."""
    return "".join(
        page.locator(".sentence").evaluate_all("all => all.map(s => s.dataset.mark)")
    ).replace("·", "")


def stored() -> list[str]:
    """The decisions that stand, by their place in the article and then as they were made.

    The order of two articles is random, as the queue gives them.
    """
    rows = Annotation.objects.current().select_related("label")
    rows = rows.order_by("sentence__position", "pk")
    return [row.decision for row in rows]


def answer_instead(page: Page, status: int, body: str) -> Callable[[], None]:
    """Let something between browser and server answer instead; the result ends that."""

    def answer(route: Route) -> None:
        route.fulfill(status=status, body=body, content_type="text/html")

    page.route("**/annotations/", answer)
    return lambda: page.unroute("**/annotations/", answer)
