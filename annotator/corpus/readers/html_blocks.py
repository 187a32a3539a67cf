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
    collected = _Collected(root)
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))

    for event, element in walker:
        # Comments and processing instructions have no name; the text after them counts.
        if not isinstance(element.tag, str):
            collected.add(element.tail)
            continue

        if event == "start":
            is_skipped = element.tag in skipped and element is not root
            if element.tag not in INLINE and element.tag != "br":
                yield from collected.flush()
                collected.element = element
            collected.open_links += element.tag == "a"
            if is_skipped:
                walker.skip_subtree()
            else:
                collected.add("\n" if element.tag == "br" else element.text)
            continue

        collected.open_links -= element.tag == "a"
        if element.tag not in INLINE and element.tag != "br":
            yield from collected.flush()
            parent = element.getparent()
            collected.element = element if parent is None else _block_around(parent)
        if element is not root:
            collected.add(element.tail)

    yield from collected.flush()


class _Collected:
    """The text of the current block so far."""

    def __init__(self, element: HtmlElement) -> None:
        self.element = element
        self.open_links = 0
        self._parts: list[str] = []
        self._linked = 0

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(text if text == "\n" else text.replace("\n", " "))
            self._linked += self.open_links > 0 and len(text.strip())

    def flush(self) -> Iterator[Block]:
        lines = (" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        text = "\n".join(line for line in lines if line)
        if text:
            yield Block(text, self.element, self._linked)
        self._parts, self._linked = [], 0


def _block_around(element: HtmlElement) -> HtmlElement:
    while element.tag in INLINE and (parent := element.getparent()) is not None:
        element = parent
    return element
