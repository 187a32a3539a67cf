"""A codebook as blocks (paragraphs, headings, items of lists, cells of tables), and their words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

# Chinese and Japanese have no spaces between words: each character is compared for itself, as is
# each punctuation mark.
SINGLE = r"\u3040-\u30ff\u3400-\u9fff.,;:!?()\[\]“”\"…"
WORD_OR_SPACE = re.compile(rf"[{SINGLE}]|[^\s{SINGLE}]+|\s+")
EMPHASIS = ("strong", "em")
CODE = ("code_block", "fence")


class Word(NamedTuple):
    """A word, with the tags around it. A link is left out: one word of it is no link."""

    text: str
    tags: tuple[str, ...]
    has_space_after: bool = False

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What is compared."""
        return self.text, self.tags


@dataclass(frozen=True)
class Block:
    """A block, and where it stands: under which heading, as which number of a list."""

    content: str
    words: tuple[Word, ...]
    heading: str = ""
    number: int | None = None

    @property
    def where(self) -> str:
        return f"{self.heading} {self.number}" if self.number is not None else self.heading


def blocks_of(tokens: Sequence[Token]) -> list[Block]:
    """Return the blocks of a text that was parsed, in order."""
    return list(_blocks(tokens))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    heading = ""
    is_heading = False
    # Of the lists around a token, the number of the current item: None if it has no number.
    numbers: list[int | None] = []

    for token in tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            numbers.append(None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            numbers.pop()
        elif token.type == "list_item_open":
            numbers[-1] = int(token.info) if token.info.isdigit() else None
        elif token.type in ("heading_open", "heading_close"):
            is_heading = token.type == "heading_open"
        elif is_block(token):
            words = tuple(_words(token))
            if is_heading:
                heading = "".join(word.text + " " * word.has_space_after for word in words)
            number = next((number for number in reversed(numbers) if number is not None), None)
            # An empty cell is no block.
            if words:
                yield Block(token.content.strip(), words, "" if is_heading else heading, number)


def is_block(token: Token) -> bool:
    return token.type == "inline" or token.type in CODE


def html_of(words: Sequence[Word]) -> SafeString:
    """Return words as HTML, without the space after the last. Neighbours share their tags."""
    parts = []
    for tags, group in groupby(words, key=lambda word: word.tags):
        opening = "".join(f"<{tag}>" for tag in tags)
        closing = "".join(f"</{tag}>" for tag in reversed(tags))
        text = "".join(word.text + " " * word.has_space_after for word in group)
        space = " " if text.endswith(" ") else ""
        parts.append(f"{opening}{escape(text.rstrip())}{closing}{space}")

    # The words are escaped above, and the tags are ours.
    return mark_safe("".join(parts).rstrip())  # noqa: S308


def _words(token: Token) -> list[Word]:
    words: list[Word] = []
    for text, tags in _pieces(token):
        for part in WORD_OR_SPACE.findall(text):
            if not part.isspace():
                words.append(Word(part, tags))
            elif words:
                words[-1] = words[-1]._replace(has_space_after=True)
    return words


def _pieces(token: Token) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the texts in a block, each with the tags around it."""
    if token.type in CODE:
        yield token.content, ("code",)
        return

    tags: list[str] = []
    for child in token.children or []:
        if child.tag in EMPHASIS:
            tags = [*tags, child.tag] if child.nesting > 0 else tags[:-1]
        elif child.type == "code_inline":
            yield child.content, (*tags, "code")
        elif child.type in ("softbreak", "hardbreak"):
            yield " ", tuple(tags)
        else:
            yield child.content, tuple(tags)
