"""Finds the points where a manager can split a sentence by hand."""

import unicodedata
from dataclasses import dataclass
from itertools import islice, pairwise

ENDS = frozenset(".!?…。！？؟۔।”’»)")
# Scripts without spaces between words: Thai and Lao, Burmese, Khmer, kana, Chinese
# characters.
UNSPACED = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence that begins `at` code points after the start of the sentence."""

    at: int
    text: str


def pieces(text: str, *, at_most: int) -> list[Piece]:
    """Return the first `at_most` pieces of the sentence, without white space around them.

    A second sentence may begin with any piece but the first. Each word begins a piece, and so
    does a letter right after a full stop, and each letter of a script without spaces.

    >>> [(piece.at, piece.text) for piece in pieces("It held.It did.", at_most=9)]
    [(0, 'It'), (3, 'held.'), (8, 'It'), (11, 'did.')]
    """
    starts = (at for at in range(len(text)) if at == 0 or _may_begin(text[at - 1], text[at]))
    ends = [*islice(starts, at_most + 1), len(text)]
    return [Piece(start, text[start:end].strip()) for start, end in pairwise(ends)][:at_most]


def _may_begin(before: str, here: str) -> bool:
    if here.isspace():
        return False
    return before.isspace() or (before in ENDS and here.isalpha()) or _is_unspaced(here)


def _is_unspaced(sign: str) -> bool:
    # Vowel signs aren't letters of their own (Lo): they stay with the letter before
    # them.
    is_letter = unicodedata.category(sign) == "Lo"
    return is_letter and any(first <= sign <= last for first, last in UNSPACED)
