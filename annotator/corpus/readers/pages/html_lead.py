"""Finds the lead of an article: the paragraph between the headline and the text.

Newspapers have it in the header of the article. trafilatura leaves that out, with the names of the
authors and the buttons.
"""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from annotator.corpus.readers.pages.html_blocks import Block, blocks

# A shorter text is a label, a date or a name; a longer one isn't a lead.
MIN_CHARACTERS = 60
MAX_CHARACTERS = 1500
# Enough to recognise a paragraph, and the part of the text where it begins.
RECOGNISED = 40
BEGINNING = 1500
# Blocks before the text of a page without a headline that may be its lead.
WITHOUT_HEADLINE = 3
# What newspapers call it in the classes of their pages, in several languages.
NAMES = re.compile(
    "lead|intro|teaser|chapo|deck|dek|excerpt|summary|abstract|standfirst|subtitle|subhead|lede"
    "|description|vorspann|entradilla|sommario|ingress|bajada|copete|zajawka|perex|anleser",
    re.IGNORECASE,
)
DESCRIPTIONS = ("description", "og:description", "twitter:description")


def with_lead(page: HtmlElement, text: str) -> str:
    """Return `text` with the lead of its article, if that is on the page and not in the text.

    The lead is what stands between the last headline and the first paragraph of the text, and is
    named as a lead or repeated in the description of the page.
    """
    flat = _flat(text)
    before, start = _before_text(page, flat[:BEGINNING])
    descriptions = list(_descriptions(page))
    found = [
        block.text
        for block in before
        if MIN_CHARACTERS <= len(block.text) <= MAX_CHARACTERS
        and 2 * block.linked <= len(block.text)
        and (_is_named(block.element) or _flat(block.text)[:RECOGNISED] in descriptions)
    ]
    if sum(map(len, found)) > MAX_CHARACTERS:
        return text

    lead = [paragraph for paragraph in found if _flat(paragraph) not in flat]
    if not lead:
        return text

    lines = text.split("\n")
    # After the title, which may be in the text.
    place = next((number for number, line in enumerate(lines) if start in _flat(line)), 0)
    return "\n".join([*lines[:place], *lead, *lines[place:]])


def _before_text(page: HtmlElement, beginning: str) -> tuple[list[Block], str]:
    """Return the blocks between the headline and the first paragraph, and how that begins."""
    body = page.find("body")
    found: list[Block] = []
    headline = ""

    for block in blocks(page if body is None else body):
        heading = _heading(block.element)
        # Below a first headline, a second one may be the lead.
        if heading == "h1" or (heading and headline != "h1"):
            headline, found = heading, []
            continue

        start = _flat(block.text)[:RECOGNISED]
        if len(start) == RECOGNISED and start in beginning:
            return found if headline else found[-WITHOUT_HEADLINE:], start
        found.append(block)

    # The text isn't on the page as it is: it was put together.
    return [], ""


def _heading(element: HtmlElement) -> str:
    """Return the name of the headline that `element` is or is in, or ""."""
    return next((item.tag for item in _with_parents(element, 3) if item.tag in ("h1", "h2")), "")


def _is_named(element: HtmlElement) -> bool:
    return any(
        NAMES.search(f"{item.get('class', '')} {item.get('id', '')}")
        for item in _with_parents(element, 2)
    )


def _with_parents(element: HtmlElement, count: int) -> Iterator[HtmlElement]:
    """Yield `element` and the ones around it, `count` in all."""
    around: HtmlElement | None = element
    while around is not None and count:
        yield around
        around, count = around.getparent(), count - 1


def _descriptions(page: HtmlElement) -> Iterator[str]:
    """Yield the beginnings of the descriptions that the page gives of itself."""
    for meta in page.iter("meta"):
        name = meta.get("name") or meta.get("property") or ""
        start = _flat(meta.get("content") or "")[:RECOGNISED]
        if name.lower() in DESCRIPTIONS and len(start) == RECOGNISED:
            yield start


def _flat(text: str) -> str:
    return " ".join(text.split())
