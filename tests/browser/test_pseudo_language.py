"""Pages in the pseudo-language, whose texts are 40 % longer: no box overflows, no text is missed.

The texts of pages without a script are in `tests/app_wide/test_pseudo_language.py`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from annotator.accounts.models import User
from annotator.projects.models import Project
from tests.support.catalogues import offering
from tests.support.cyrillic import invite_link, make_cyrillic_project, member, reset_key
from tests.support.labelling_page import begin, press
from tests.support.make import label_article, make_assignment
from tests.support.pseudo import untranslated
from tests.support.roles import open_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (390, 1280)
# Boxes that hold more than fits, besides those that scroll or end in an ellipsis.
OVERFLOWING = """() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`the page: ${root.scrollWidth}`);
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    const isControl = element.matches("input, select, textarea, option, svg, svg *");
    const mayHoldMore = style.overflowX !== "visible" || isControl;
    if (mayHoldMore || element.closest(".visually-hidden, .skip-link, thead")) continue;
    if (element.clientWidth && element.scrollWidth > element.clientWidth + 1) {
      const { tagName, className, textContent } = element;
      found.push(`${tagName}.${className}: ${textContent.trim().slice(0, 60)}`);
    }
  }
  return found;
}"""


@pytest.fixture
def project(transactional_db: None, pseudo_catalogues: Path) -> Iterator[Project]:
    with offering(pseudo_catalogues, "en-xa", "ar"):
        yield make_cyrillic_project()


def pages(project: Project) -> Iterator[tuple[str, str]]:
    """Each page with who looks at it: an annotator, or a stranger."""
    anna = member(project, "анна")
    label_article(anna, "claim", "denial", "boilerplate")
    values = {"SLUG": "dam", "ASSIGNMENT_ID": make_assignment(anna).pk}
    others = (page for page in open_pages("annotator", **values) if "/label/" not in page)
    yield from (("анна", page) for page in others)

    key = reset_key(User.objects.get(username="анна"))
    links = (invite_link(project), f"/accounts/password/reset/key/{key}/", "/nowhere/")
    yield from (("", page) for page in [*open_pages("stranger"), *links])


def overflowing(page: Page) -> list[str]:
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{page.url} at {width}: {box}" for box in page.evaluate(OVERFLOWING)]
    return found


@pytest.mark.trouble
@pytest.mark.parametrize("language", ["en-XA", "ar"], ids=["from the left", "from the right"])
def test_no_box_overflows(project: Project, sign_in: Callable[..., Page], language: str) -> None:
    page = sign_in("анна", locale=language)
    cookies = page.context.cookies()
    found = []

    for person, address in pages(project):
        page.context.clear_cookies()
        if person:
            page.context.add_cookies(cookies)  # type: ignore[arg-type]
        page.goto(address)
        found += overflowing(page)

    assert not found, "\n".join(found)


def test_no_box_of_the_labelling_page_overflows(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    page = begin(sign_in("анна", locale="en-XA"))
    found = overflowing(page)
    press(page, "2")
    found += overflowing(page)

    assert not found, "\n".join(found)


def test_no_text_of_the_labelling_page_was_missed(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    page = begin(sign_in("анна", locale="en-XA"))
    missed = {}

    for key in ("2", "Enter", "?", "Escape", "g", "Escape", "n", "Escape", "s", "1", "u", "3"):
        press(page, key)
        missed |= dict.fromkeys(untranslated(page.content()), key)

    assert missed == {}
