"""Prepares the tree of a page, so that trafilatura leaves no text of the article out."""

from collections.abc import Iterable, Iterator

from lxml.html import Element, HtmlElement

from annotator.corpus.readers.pages.html_blocks import INLINE

# trafilatura drops these with their text, also within a sentence.
DROPPED_WORDS = ("button", "label", "output", "time")
RUNNING_TEXT = frozenset(["blockquote", "dd", "li", "p", "q"])
# Old pages have text between the paragraphs of these, which would be lost.
CONTAINERS = frozenset(["article", "body", "div", "font", "form", "main", "section", "td"])
# Characters. A shorter text between paragraphs is a label or an advertisement's.
MIN_BARE_TEXT = 40
# The element before a piece of text, if any, and the elements within it.
Run = tuple[HtmlElement | None, list[HtmlElement]]


def repair_tree(page: HtmlElement) -> None:
    """Change the tree where an ordinary way to write pages would cost text."""
    for element in list(page.iter("center")):
        element.tag = "div"

    _keep_words(page)
    _wrap_bare_text(page)


def _keep_words(page: HtmlElement) -> None:
    """Change the tags of words in running text to one that costs no word."""
    for element in list(page.iter(*DROPPED_WORDS)):
        parent = element.getparent()
        previous = element.getprevious()
        if parent is None:
            continue

        before = parent.text if previous is None else previous.tail
        is_within = (before or "").strip() or (element.tail or "").strip()
        if is_within and any(item.tag in RUNNING_TEXT for item in _around(element, 3)):
            element.tag = "span"


def _around(element: HtmlElement, levels: int) -> Iterable[HtmlElement]:
    for item, _level in zip(element.iterancestors(), range(levels), strict=False):
        yield item


def _wrap_bare_text(page: HtmlElement) -> None:
    """Make a paragraph of each text that stands between paragraphs."""
    # A dictionary keeps the order of the page.
    containers = dict.fromkeys(
        parent
        for paragraph in page.iter("p")
        if (parent := paragraph.getparent()) is not None and parent.tag in CONTAINERS
    )
    for container in containers:
        for leading, inline in list(_runs(container)):
            _wrap(container, leading, inline)


def _runs(container: HtmlElement) -> Iterator[Run]:
    """Yield the pieces of text between the blocks in a container."""
    leading: HtmlElement | None = None
    inline: list[HtmlElement] = []

    for child in container:
        if child.tag in INLINE or child.tag == "br":
            inline.append(child)
            continue
        yield leading, inline
        leading, inline = child, []

    yield leading, inline


def _wrap(container: HtmlElement, leading: HtmlElement | None, inline: list[HtmlElement]) -> None:
    """Move a piece of text into a paragraph, if it is long enough."""
    text = container.text if leading is None else leading.tail
    # Text in links doesn't count: it is a menu's.
    bare = [text, *(child.tail for child in inline)]
    if sum(len(part.strip()) for part in bare if part) < MIN_BARE_TEXT:
        return

    paragraph = Element("p")
    paragraph.text = text
    if leading is None:
        container.text = None
        container.insert(0, paragraph)
    else:
        leading.tail = None
        leading.addnext(paragraph)
    # Each takes the text after it along.
    paragraph.extend(inline)
