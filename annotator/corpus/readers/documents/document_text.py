"""What the readers of documents collect: paragraphs, and what is left out of them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

# Kinds of text by the letters in it, for the languages that Word states separately.
EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff]")
# Spaces within a line. A no-break space stays, as it does in other files.
SPACES = re.compile(r"[ \t]+")


class DocumentError(Exception):
    """A document can't be read; the argument is a key of `document_messages`."""


@dataclass
class DocumentText:
    """The text of a document.

    `left_out` counts what isn't in the paragraphs, by the keys of `document_messages`. `boxes`
    are the paragraphs of text boxes. `languages` counts the letters in each stated language, and
    `default_language` is the one of text that states none.
    """

    paragraphs: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    title: str = ""
    languages: Counter[str] = field(default_factory=Counter)
    default_language: str = ""
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, *, is_box: bool = False) -> None:
        """Add a paragraph, unless it is empty."""
        lines = [SPACES.sub(" ", line).strip() for line in text.split("\n")]
        tidy = "\n".join(line for line in lines if line)
        if tidy:
            (self.boxes if is_box else self.paragraphs).append(tidy)

    def answer(self) -> dict[str, Any]:
        # A blank line separates paragraphs, so that no two of them are joined.
        if self.paragraphs:
            self.left_out["boxes"] += len(self.boxes)
            text = "\n\n".join(self.paragraphs)
        else:
            text = "\n\n".join(self.boxes)

        return {
            "text": text,
            "title": " ".join(self.title.split()),
            "language": max(self.languages, key=self.languages.__getitem__, default=""),
            "default_language": self.default_language,
            "left_out": {name: count for name, count in self.left_out.items() if count},
        }


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of a part of a document. Raises DocumentError."""
    # No document has a document type, with which entities could grow without limit.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise DocumentError("damaged") from None

    if root.getroottree().docinfo.doctype:
        raise DocumentError("doctype")
    return root


def local_name(element: etree._Element) -> str:
    """Return the name without its namespace, of which there are several versions."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element, name: str) -> str:
    """Return the attribute with this name in any namespace, or ""."""
    return next(
        (str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name),
        "",
    )
