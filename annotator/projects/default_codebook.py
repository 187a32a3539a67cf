"""The default codebook, and its translation piece by piece.

A piece is a heading, a paragraph, an item of a list or a cell of a table. Each is a text of the
catalogue, so that a catalogue says which pieces it lacks.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import translation

CODEBOOK = Path(__file__).with_name("default_codebook.md")
CONTEXT = "codebook"
# What stands before the text of a heading or of an item.
MARKER = re.compile(r"#{1,6} |\d{1,3}\. |[-*] ")
CELLS = re.compile(r"(\s*\|\s*)")


class Piece(NamedTuple):
    """A text to translate, or Markdown that stays as it is."""

    text: str
    is_translated: bool


def texts_to_translate(markdown: str) -> Iterator[str]:
    return (piece.text for piece in _pieces(markdown) if piece.is_translated)


def texts_by_language(markdown: str) -> dict[str, str]:
    """Return the codebook in each offered language that has a translation of all its pieces.

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
    parts = []
    for text, is_translated in _pieces(markdown):
        translated = _translation_of(text) if is_translated else text
        if translated is None:
            return None
        parts.append(translated)
    return "".join(parts)


def _translation_of(text: str) -> str | None:
    """Return the translation of a piece, or None if the catalogue has none.

    `pgettext` returns the text itself if there is none. But “Labels” is “Labels” in German, too.
    """
    key = f"{CONTEXT}\x04{text}"
    translated = translation.gettext(key)
    return None if translated == key else translated


def _pieces(markdown: str) -> Iterator[Piece]:
    """Split the text. Together the pieces are the text, except that no line is wrapped."""
    for line in _unwrapped(markdown):
        marker = MARKER.match(line)
        start = marker.end() if marker else 0
        yield Piece(line[:start], is_translated=False)

        cells = CELLS.split(line[start:]) if line.startswith("|") else [line[start:]]
        for cell in cells:
            yield Piece(cell, is_translated=re.search(r"\w", cell) is not None)
        yield Piece("\n", is_translated=False)


def _unwrapped(markdown: str) -> Iterator[str]:
    """Yield each paragraph and each item of a list as one line."""
    lines = list[str]()

    for line in markdown.splitlines():
        begins = not line.strip() or line.startswith("|") or MARKER.match(line)
        if lines and begins:
            yield " ".join(lines)
            lines = []
        if not line.strip() or line.startswith(("|", "#")):
            yield line.strip()
        else:
            lines.append(line.strip())

    if lines:
        yield " ".join(lines)
