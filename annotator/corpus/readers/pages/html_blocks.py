"""Walks through the visible text of a page by blocks: paragraphs, headings, items of lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

# Their text isn't shown, or isn't part of an article.
SKIPPED = frozenset(
    [
        "aside",
        "button",
        "dialog",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "head",
        "iframe",
        "label",
        "math",
        "menu",
        "nav",
        "noscript",
        "object",
        "option",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
        "audio",
    ]
)
# These don't end a block.
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "amp-img",
        "b",
        "bdi",
        "bdo",
        "big",
        "center",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text with the innermost block element around it.

    White space is single spaces, with a newline for each line break. `linked` characters of the
    text are in links.
    """

    text: str
    element: HtmlElement
    linked: int


def blocks(root: HtmlElement, skipped: frozenset[str] = SKIPPED) -> Iterator[Block]:
    """Yield the blocks with text under `root`, in the order of the page. The time is linear."""
    collected = _Collected()
    around = [root]
    walker = etree.iterwalk(root, events=("start", "end"))

    for event, element in walker:
        is_block = element is root or (element.tag not in INLINE and element.tag != "br")
        if is_block:
            text, linked = collected.take()
            if text:
                yield Block(text, around[-1], linked)

        if event == "start":
            collected.open_links += element.tag == "a"
            if is_block:
                around.append(element)
            if element.tag in skipped and element is not root:
                walker.skip_subtree()
            else:
                collected.add("\n" if element.tag == "br" else element.text)
            continue

        collected.open_links -= element.tag == "a"
        if is_block:
            around.pop()
        if element is not root:
            collected.add(element.tail)


class _Collected:
    """The text of the current block so far."""

    def __init__(self) -> None:
        self.open_links = 0
        self._parts: list[str] = []
        self._linked = 0

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(text if text == "\n" else text.replace("\n", " "))
            self._linked += len(text.strip()) if self.open_links else 0

    def take(self) -> tuple[str, int]:
        """Return the text, and how many of its characters are in links, and begin a new block."""
        # Most elements have none.
        if not self._parts:
            return "", 0

        lines = (" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        text, linked = "\n".join(filter(None, lines)), self._linked
        self._parts, self._linked = [], 0
        return text, linked
