"""Tells identifiers from texts by their form."""

from collections.abc import Iterable

import regex

# An identifier has at most so many words with letters.
MAX_WORDS = 6
MAX_IDENTIFIER = 500
# Scripts without spaces between words: so many letters in a row are a text.
MAX_UNSPACED = 40
END_MARK = regex.compile(r"[.!?…؟۔।։።。！？](?:[\"'”’»)\]]{0,3})$")
EAST_ASIAN_MARK = regex.compile(r"[。！？]")
LETTER = regex.compile(r"\p{L}")
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
# What tools write where there is nothing, and no one would choose as an identifier.
NO_IDENTIFIERS = frozenset(["", "null", "nan", "none", "<na>", "#n/a", "nat", "undefined"])

MAX_NO_IDENTIFIER = max(map(len, NO_IDENTIFIERS))


def looks_like_identifier(values: Iterable[str]) -> bool:
    """Whether most of these values have the form of identifiers: short, not like sentences.

    True if there are none.
    """
    known = [stripped for value in values if (stripped := value.strip())]
    texts = 0
    for number, value in enumerate(known, start=1):
        texts += _is_text(value)
        # About half of the values decide.
        if 2 * texts >= len(known):
            return False
        if 2 * (texts + len(known) - number) < len(known):
            return True
    return True


def has_one_word(value: str) -> bool:
    """Whether the value is a number, an identifier or a single word, so hardly a text."""
    value = value.strip()
    return not (len(value.split()) > 1 or _is_text(value) or END_MARK.search(value))


def is_no_identifier(value: str) -> bool:
    """Whether this is what tools write for a missing value."""
    value = value.strip()
    return len(value) <= MAX_NO_IDENTIFIER and value.casefold() in NO_IDENTIFIERS


def _is_text(value: str) -> bool:
    # Most values are one word, and most of the others are texts.
    if len(value) <= MAX_IDENTIFIER and value.isascii() and len(value.split()) == 1:
        return False
    # However long a list of numbers is, it is no text.
    if not LETTER.search(value):
        return False
    if "\n" in value or len(value) > MAX_IDENTIFIER:
        return True
    if not value.isascii() and _is_unspaced_text(value):
        return True

    words = 0
    for word in value.split():
        words += word.isalpha() or LETTER.search(word) is not None
        if words > MAX_WORDS:
            return True
    return words > 1 and bool(END_MARK.search(value))


def _is_unspaced_text(value: str) -> bool:
    """Whether this is a text in a script without spaces between words."""
    return bool(EAST_ASIAN_MARK.search(value)) or len(UNSPACED.findall(value)) > MAX_UNSPACED
