"""What the tests of the labelling page do with it."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from annotator.labelling.models import Annotation

PATIENCE = 60_000  # ms
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
    """Wait until keys count: just after a submission they are ignored for a moment, and a new page
    takes them when its sentence is lit.
    """
    expect(page.locator(".sentence.lit")).to_be_visible()
    wait_in_page(page, "articles/articles.js", "!module.isTypedAhead()")


def wait_for_next(page: Page) -> None:
    """Wait until the page has the next article: it is fetched when few sentences are left."""
    wait_in_page(page, "state.js", "module.state.next")


def wait_in_page(page: Page, module: str, condition: str) -> None:
    """Wait for a state of the page that only its own module knows, and shows nobody."""
    page.evaluate(
        """async ([name, patience]) => {
          const selector = `link[rel=modulepreload][href$="/labelling/${name}"]`;
          const module = await import(document.querySelector(selector).href);
          const end = performance.now() + patience;
          while (!(CONDITION)) {
            if (performance.now() > end) throw Error("CONDITION: not in time");
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
        }""".replace("CONDITION", condition),
        [module, PATIENCE],
    )


def is_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All saved", timeout=PATIENCE)


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
