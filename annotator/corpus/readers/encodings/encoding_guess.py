"""Guesses the encoding of bytes that don't say it, from the letters that they would be."""

import functools
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from annotator.corpus.readers.encodings.alphabets import ALPHABETS, EAST_ASIAN, Alphabet

# Punctuation that is usual in articles of any language.
MARKS = frozenset("“”„‘’«»–—…€£\u00a0¿¡№،؛؟٪״׳\u200c\u200d\u200e\u200f")
RARE_MARKS = frozenset("‚‟‹›•·°§©®™")
EAST_ASIAN_MARKS = frozenset("。、，．・：；？！「」『』（）《》〈〉【】〔〕“”‘’…—～　")
APOSTROPHES = frozenset("’‘·\u200c\u200d")
# What no text has: a capital after a small letter, letters of two scripts side by side.
ODD = regex.compile(
    r"\p{Ll}(?=\p{Lu})|"
    r"\p{Latin}(?=[\p{Cyrillic}\p{Greek}\p{Hebrew}\p{Arabic}\p{Thai}])|"
    r"[\p{Cyrillic}\p{Greek}\p{Hebrew}\p{Arabic}\p{Thai}](?=\p{Latin})|"
    r"[\p{Hangul}\p{Han}](?=\p{Ll})"
)
RUN = regex.compile(r"(?:(?![a-zA-Z])[\p{L}\p{M}])++")
# With so many ASCII letters for each other one, a text is hardly in a script of its own if
# most of the others stand alone: they are accents.
MANY_ASCII = 10
LONE = 1.5
# A mark inside a word, or an opening mark at its end.
INSIDE = regex.compile(r"(?<=\p{L})(?:[^\p{L}\p{M}\p{N}\s\x00-\x7f](?=\p{L})|[‚„•](?!\p{L}))")
# Below this, a guess isn't plausible. The best is 1.
LEAST_SCORE = 0.5
LEAST_SCORE_OF_LANGUAGE = 0.75
# What a less likely encoding must be better by.
STEP = 0.01
# Bonus of the language that was given, if it is one of East Asia: its texts may be
# short, as names of files are, and then have few signs.
GIVEN_LANGUAGE = 0.2
# Bonus of a text of East Asia that has only frequent characters.
FREQUENT_CHARACTERS = 0.15
# The frequent Chinese characters are the first part of each standard.
COMMON_CHARACTERS = {
    "cp932": ("cp932", b"\x88\x9f", b"\x98\x72"),
    "euc_jp": ("cp932", b"\x88\x9f", b"\x98\x72"),
    "cp949": ("euc_kr", b"\xca\xa1", b"\xfd\xfe"),
    "gb18030": ("gb2312", b"\xb0\xa1", b"\xd7\xf9"),
    "big5hkscs": ("big5", b"\xa4\x40", b"\xc6\x7e"),
}
# Bytes that a guess is made from.
ENOUGH = 12_000
BEYOND_ASCII = regex.compile(rb"[\x00-\x7f]{0,60}+[\x80-\xff]++[\x00-\x7f]{0,60}+")
# Bonus of encodings of old Macs, for a file with their newlines.
OLD_MAC = 0.1


@dataclass(frozen=True, slots=True)
class _Letters:
    """The characters beyond ASCII of a text, and what is odd about them.

    `own_letters` of them are letters, and `runs` of these stand together.
    """

    counts: Counter[str]
    total: int
    own_letters: int
    runs: int
    ascii_letters: int
    odd: int


def guess_encodings(data: bytes, language: str, first: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the encodings in which `data` is plausible text, the likeliest first.

    Those of the language come first if the text is plausible in one of them; "" if the language
    isn't known. The encodings in `first` are likelier than usual.
    """
    # English, the default, has hardly any letter beyond ASCII that could tell.
    language = language[:2].lower().replace("en", "")
    data = _telling_part(data)
    scores: dict[str, float] = {}
    own: dict[str, float] = {}

    for encoding, alphabet_language, score in _scores(data, language, first):
        scores[encoding] = max(score, scores.get(encoding, -1))
        if alphabet_language:
            own[encoding] = max(score, own.get(encoding, -1))

    for found, least in ((own, LEAST_SCORE_OF_LANGUAGE), (scores, LEAST_SCORE)):
        for encoding in sorted(found, key=found.__getitem__, reverse=True):
            if found[encoding] >= least:
                yield encoding


def _telling_part(data: bytes) -> bytes:
    """Return the bytes beyond ASCII with what is around them, as many as are enough."""
    if data.isascii() or len(data) <= ENOUGH:
        return data
    return b"".join(match[0] for match in BEYOND_ASCII.finditer(data[: 10 * ENOUGH]))[:ENOUGH]


def _scores(
    data: bytes, language: str, first: tuple[str, ...]
) -> Iterator[tuple[str, bool, float]]:
    """Yield each encoding, whether it is one of the language, and how plausible its text is."""
    is_old_mac = b"\r" in data and b"\n" not in data
    letters = functools.cache(functools.partial(_decode, data))

    for alphabet in ALPHABETS:
        encodings = sorted(alphabet.encodings, key=lambda name: name not in first)
        for place, encoding in enumerate(encodings):
            found = letters(encoding)
            if found is not None:
                score = _score(found, alphabet) - STEP * place
                score += OLD_MAC * (is_old_mac and encoding.startswith("mac"))
                yield encoding, language in alphabet.languages, score

    for own, east_asian in EAST_ASIAN.items():
        for place, encoding in enumerate(east_asian):
            found = letters(encoding)
            if found is not None:
                score = _east_asian_score(found, own, encoding) - STEP * place
                score += GIVEN_LANGUAGE * (language == own)
                yield encoding, language == own, score


def _decode(data: bytes, encoding: str) -> _Letters | None:
    """Return the letters of `data`, or None if it isn't in this encoding."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # A sample may end inside a character.
        if error.start < len(data) - 4:
            return None
        text = data[: error.start].decode(encoding)

    counts = Counter(text)
    ascii_letters = sum(
        counts[letter] for letter in counts if letter.isascii() and letter.isalpha()
    )
    for letter in [letter for letter in counts if letter.isascii()]:
        del counts[letter]
    odd = sum(
        not match[0].isascii() or not _next(text, match).isascii() for match in ODD.finditer(text)
    )
    odd += sum(match[0] not in APOSTROPHES for match in INSIDE.finditer(text))
    runs = RUN.findall(text)
    own_letters = sum(map(len, runs))
    return _Letters(counts, counts.total(), own_letters, len(runs), ascii_letters, odd)


def _next(text: str, match: "regex.Match[str]") -> str:
    return text[match.end() : match.end() + 1]


def _score(found: _Letters, alphabet: Alphabet) -> float:
    """Return how plausible the text is in the languages of this alphabet: about 1 at best."""
    if not found.total:
        return 0

    points = 0.0
    own = 0
    for letter, count in found.counts.items():
        if letter in alphabet.letters:
            own += count
            # In scripts of their own, the frequent letters tell the encodings apart.
            points += count * (1 if not alphabet.common or letter in alphabet.common else 0.5)
        elif letter in MARKS:
            points += count * (1 if letter in APOSTROPHES else 0.9)
        elif letter in RARE_MARKS:
            points += 0.4 * count
        elif letter.isalpha():
            # Names from abroad keep their accents.
            points -= count * (1.5 if alphabet.common else 0.5)
        else:
            points -= count

    # Among ASCII letters, few letters have accents.
    if not alphabet.common and own > 0.5 * (found.ascii_letters + own):
        points -= own
    if alphabet.common:
        # Some three quarters of the letters are frequent ones.
        points = points / 0.9 - _unlikely_script(found, alphabet)
    elif "en" in alphabet.languages:
        # It has the letters of many languages, each of which is likelier by itself.
        points *= 0.95
    return (points - 1.5 * found.odd) / found.total


def _unlikely_script(found: _Letters, alphabet: Alphabet) -> float:
    """Return a malus for lone letters, for a text in capitals, and for Thai without signs."""
    is_lone = found.own_letters < LONE * found.runs
    if is_lone and found.ascii_letters > MANY_ASCII * found.total:
        return 0.3 * found.total
    capitals = sum(count for letter, count in found.counts.items() if letter.isupper())
    signs = sum(
        count for letter, count in found.counts.items() if unicodedata.category(letter) == "Mn"
    )
    if 2 * capitals > found.total or ("th" in alphabet.languages and 12 * signs < found.total):
        return 0.3 * found.total
    return 0


def _east_asian_score(found: _Letters, language: str, encoding: str) -> float:
    if not found.total:
        return 0
    points = sum(
        count * _east_asian_points(letter, language, encoding)
        for letter, count in found.counts.items()
    )
    # Without its own letters, a text is in another of these languages.
    if language == "ja" and not any("\u3041" <= letter <= "\u30ff" for letter in found.counts):
        points -= 0.2 * found.total
    score = (points - 1.5 * found.odd) / found.total
    # Two bytes that are a frequent character by chance are rarer than one.
    return score + FREQUENT_CHARACTERS if score > 0.8 and found.total > 3 else score


def _east_asian_points(letter: str, language: str, encoding: str) -> float:
    if letter in EAST_ASIAN_MARKS or "\uff01" <= letter <= "\uff5e":
        return 0.8
    if "\u3041" <= letter <= "\u30ff":
        return 1 if language == "ja" else -0.5
    if "\uac00" <= letter <= "\ud7a3":
        return (
            1
            if language == "ko" and _is_between(letter, "euc_kr", b"\xb0\xa1", b"\xc8\xfe")
            else -1
        )
    if "\u4e00" <= letter <= "\u9fff":
        is_common = _is_between(letter, *COMMON_CHARACTERS[encoding])
        return {"ja": 0.8, "ko": 0.1}.get(language, 0.9) if is_common else -0.3
    return 0.3 if unicodedata.category(letter)[0] in "NP" else -1


def _is_between(letter: str, encoding: str, first: bytes, last: bytes) -> bool:
    """Whether the encoding has this letter in this range."""
    try:
        return first <= letter.encode(encoding) <= last
    except UnicodeEncodeError:
        return False
