"""The shingles of a text: the hashes of its word 5-grams, as a sorted array without repetition.

Case, punctuation, spaces and Unicode form make no difference. In scripts that put no space between
words, each character counts as a word.
"""

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
# Tokens in a shingle.
WIDTH = 5
# What a character is to a token: those outside are 0.
PART, WHOLE = 1, 2
# Blocks of scripts without spaces: Thai and Lao, Tibetan and Burmese, Khmer, kana, Han.
UNSPACED = (
    (0x0E00, 0x1000), (0x1000, 0x10A0), (0x1780, 0x1800), (0x3005, 0x3008), (0x3040, 0x3100),
    (0x31F0, 0x3200), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xA9E0, 0xAA00), (0xAA60, 0xAA80),
    (0xF900, 0xFB00), (0x20000, 0x32000),
)  # fmt: skip
# Odd numbers with well mixed bits: the fractions of the golden ratio and of pi.
BASE = np.uint64(0x9E3779B97F4A7C15)
STEP = np.uint64(0x243F6A8885A308D3)


def shingles(text: str) -> Hashes:
    """Return the hashes of the text's shingles. They are the same on every machine.

    A text that is shorter than a shingle has one, which is the whole text.
    """
    tokens = _tokens(text)
    if not tokens.size:
        return tokens

    width = min(WIDTH, tokens.size)
    count = tokens.size - width + 1
    hashes = tokens[:count].copy()
    for offset in range(1, width):
        hashes = hashes * STEP + tokens[offset : offset + count]

    return _sorted_set(_mix(hashes))


def _tokens(text: str) -> Hashes:
    """Return the hash of each token."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)
    roles = _roles().take(codes)

    # A token begins at each character that is a whole one, and where a word does.
    is_part = roles == PART
    begins = is_part.copy()
    begins[1:] &= ~is_part[:-1]
    begins |= roles == WHOLE
    # Their places: taking by numbers is faster than by a mask.
    inside = np.flatnonzero(roles)
    codes, begins = codes.take(inside), begins.take(inside)
    if not codes.size:
        return np.empty(0, np.uint64)

    # A polynomial in the characters: the first of a token has the power 0. Arithmetic of
    # 64 bits wraps around.
    first = np.flatnonzero(begins)
    lengths = np.diff(np.append(first, codes.size))
    offsets = np.arange(codes.size) - first.repeat(lengths)
    powers = np.full(int(lengths.max()), BASE)
    powers[0] = 1
    powers = np.cumprod(powers, dtype=np.uint64)

    return _mix(np.add.reduceat(codes * powers.take(offsets), first))


def _sorted_set(hashes: Hashes) -> Hashes:
    """Sort the hashes in place, and return each once. np.unique takes six times as long."""
    hashes.sort()
    is_new = np.ones(hashes.size, np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=is_new[1:])
    return hashes[is_new]


def _mix(hashes: Hashes) -> Hashes:
    """Spread each hash over all 64 bits (the end of MurmurHash3)."""
    hashes = hashes ^ (hashes >> np.uint64(33))
    hashes = hashes * np.uint64(0xFF51AFD7ED558CCD)
    hashes = hashes ^ (hashes >> np.uint64(33))
    hashes = hashes * np.uint64(0xC4CEB9FE1A85EC53)
    return hashes ^ (hashes >> np.uint64(33))


@cache
def _roles() -> npt.NDArray[np.uint8]:
    """Return what each character is to a token: letters, digits and marks are part of a word."""
    roles = np.fromiter(
        (unicodedata.category(chr(code))[0] in "LMN" for code in range(0x110000)), np.uint8
    )
    for low, high in UNSPACED:
        block = roles[low:high]
        block[block == PART] = WHOLE
    return roles
