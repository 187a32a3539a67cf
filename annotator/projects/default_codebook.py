"""The default codebook, and its translation block by block.

A block is a heading, a paragraph, an item of a list or a row of a table. Each is a text of the
catalogue, so that a translation says which blocks it lacks.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import translation

CODEBOOK = Path(__file__).with_name("default_codebook.md")
CONTEXT = "codebook"
# What stands before the text of a heading or of an item. A translation has no part in it.
MARKER = re.compile(r"#{1,6} |\d{1,3}\. |[-*] ")


class Block(NamedTuple):
    marker: str
    text: str


def text_blocks(markdown: str) -> Iterator[str]:
    """Yield the texts to translate."""
    return (block.text for block in _blocks(markdown) if _is_translated(block.text))


def texts_by_language(markdown: str) -> dict[str, str]:
    """Return the codebook in each offered language that has a translation of all its blocks.

    A codebook that a project wrote itself has none. English isn't among them: it is the codebook.
    """
    texts = {}
    for language, _name in settings.LANGUAGES:
        if language == settings.LANGUAGE_CODE:
            continue
        with translation.override(language):
            if (text := _translate(markdown)) is not None:
                texts[language] = text
    return texts


def _translate(markdown: str) -> str | None:
    lines = []
    for marker, text in _blocks(markdown):
        translated = text
        if _is_translated(text):
            translated = translation.pgettext(CONTEXT, text)
            if translated == text:
                return None
        lines.append(marker + translated)
    return "\n".join(lines) + "\n"


def _blocks(markdown: str) -> Iterator[Block]:
    """Yield the blocks, and an empty one for each blank line."""
    marker, lines = "", list[str]()

    for line in markdown.splitlines():
        found = MARKER.match(line)
        begins = found is not None or line.startswith("|")
        if lines and (begins or not line.strip() or lines[-1].startswith("|")):
            yield Block(marker, " ".join(lines))
            marker, lines = "", []
        if not line.strip():
            yield Block("", "")
            continue
        if found is not None:
            marker, line = found[0], line[found.end() :]
        lines.append(line.strip())

    if lines:
        yield Block(marker, " ".join(lines))


def _is_translated(text: str) -> bool:
    return re.search(r"\w", text) is not None
