"""Tells identifiers from texts by their form."""

from collections.abc import Iterable

import regex

# An identifier has at most so many words with letters.
MAX_WORDS = 6
MAX_IDENTIFIER = 500
# Scripts without spaces between words: so many letters in a row are a text.
MAX_UNSPACED = 40
WORD = regex.compile(r"\S*\p{L}\S*")
END_MARK = regex.compile(r"[.!?…؟۔।։።。！？](?:[\"'”’»)\]]{0,3})$")
EAST_ASIAN_MARK = regex.compile(r"[。！？]")
LETTER = regex.compile(r"\p{L}")
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
# What tools write where there is nothing, and no one would choose as an identifier.
NO_IDENTIFIERS = frozenset(["", "null", "nan", "none", "<na>", "#n/a", "nat", "undefined"])


def looks_like_identifier(values: Iterable[str]) -> bool:
    """Whether most of these values have the form of identifiers: short, not like sentences.

    True if there are none.
    """
    known = [value.strip() for value in values if value.strip()]
    return not known or 2 * sum(map(_is_text, known)) < len(known)


def has_one_word(value: str) -> bool:
    """Whether the value is a number, an identifier or a single word, so hardly a text."""
    value = value.strip()
    return not (any(map(str.isspace, value)) or _is_text(value) or END_MARK.search(value))


def is_no_identifier(value: str) -> bool:
    """Whether this is what tools write for a missing value."""
    return value.strip().casefold() in NO_IDENTIFIERS


def _is_text(value: str) -> bool:
    # However long a list of numbers is, it is no text.
    if not LETTER.search(value):
        return False
    if "\n" in value or len(value) > MAX_IDENTIFIER or EAST_ASIAN_MARK.search(value):
        return True
    if len(UNSPACED.findall(value)) > MAX_UNSPACED:
        return True

    words = len(WORD.findall(value))
    return words > MAX_WORDS or (words > 1 and bool(END_MARK.search(value)))
