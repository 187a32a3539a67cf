"""Recognises texts that are clearly in English by their most frequent words.

Most texts are, and then nothing needs the language model, which takes a second to load.
"""

from collections.abc import Sequence

_COMMON_WORDS = (
    "the of and to that with by it from were be been this which who they he she their has had not "
    "but said would its or when there what you could about after his our your than them these "
    "those into because while should people"
)
# Words that are frequent in English, and rare or unknown in other languages.
COMMON_WORDS = frozenset(_COMMON_WORDS.split())
# English texts with 1500 characters of Universal Dependencies have this share of them, and
# some in each part. Of texts in 35 other languages, one has: it lists titles of English films.
MIN_WORDS = 25
MIN_SHARE = 0.15
PARTS, MIN_PART = 4, 20
# A text, or a part of one, without any is rather in another language.
MIN_SHARE_OF_PART = 0.05
# English has hardly any letters beyond ASCII, but it has quotation marks and dashes.
MIN_ASCII = 0.97


def is_clearly_english(text: str) -> bool:
    """Whether the text, and each larger part of it, is in English. False if it is short."""
    common = _find_common_words(text)
    if len(common) < MIN_WORDS or sum(common) < MIN_SHARE * len(common) or not _is_ascii(text):
        return False

    size = max(MIN_PART, len(common) // PARTS)
    starts = [*range(0, len(common) - size, size), len(common) - size]
    return all(sum(common[at : at + size]) >= MIN_SHARE_OF_PART * size for at in starts)


def are_clearly_english(texts: Sequence[str]) -> bool:
    """Whether these texts together are in English, and none looks like another language."""
    return all(map(_may_be_english, texts)) and is_clearly_english(" ".join(texts))


def _may_be_english(text: str) -> bool:
    common = _find_common_words(text)
    return sum(common) >= max(1, MIN_SHARE_OF_PART * len(common)) and _is_ascii(text)


def _find_common_words(text: str) -> list[bool]:
    return [word in COMMON_WORDS for word in text.lower().split()]


def _is_ascii(text: str) -> bool:
    return text.isascii() or len(text.encode("ascii", "ignore")) >= MIN_ASCII * len(text)
