"""Corrects the sentences that sentencex finds in news. Pure.

First the rules of `breaks.py` break sentences further, then those of `joins.py` join what
belongs together. Each rule sees a bounded stretch of text around one boundary, so that the time
is linear.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from annotator.corpus.segmentation.boundary import (
    CONTEXT_BEFORE,
    FULL_STOPS,
    OPENING,
    Balance,
    Boundary,
    Range,
)
from annotator.corpus.segmentation.breaks import BREAKS
from annotator.corpus.segmentation.joins import JOINS, JOINS_AFTER_FULL_STOP
from annotator.corpus.segmentation.marks import (
    EAST_ASIAN,
    ONLY_ENDS,
    clear_ends,
    clear_marks,
)
from annotator.corpus.segmentation.openers import OPENERS
from annotator.corpus.segmentation.vocabulary import (
    AND_SO_ON,
    BEFORE_NUMBERS,
    BEFORE_NUMBERS_BY_LANGUAGE,
    FIRMS,
    FOREIGN_TITLES,
    HOURS,
    INTRODUCERS,
    INTRODUCERS_BY_LANGUAGE,
    LONG_DATES,
    ROMAN_NUMBERS,
    STREETS,
    TITLES,
    WORDS_LIKE_ABBREVIATIONS,
)

# A mark that may end a sentence, closing quotes and brackets, and the beginning of
# another.
CANDIDATE = re.compile(
    r"(?P<mark>[.!?…؟])(?P<closing>[\"'”’“»›)\]]*+)\s++(?=[\"'“‘„«(\[¿¡]*+[^\W_])"
)
# The marks of that pattern.
STOPS = ".!?…؟"
# A space and a quote: the quote belongs to what comes after it.
OPENING_QUOTES = re.compile(r"\s[\"'”’»“„«]+\s?$")
# A full stop before an ellipsis of spaced dots.
OMISSION = re.compile(r"(?<=[^\s.])\.(?=(?:\s\.){3}\s)")
# The number of spaces is limited, because each boundary in the first sentence tries
# this pattern again.
LIST_MARK = re.compile(
    r"(?P<open>(?:[•·▪⁃*-]\s{0,9})?\(?)(?P<value>\d{1,3}|[a-z])(?P<close>[.)]{1,2})(?=\s|$)"
)

QUOTES = frozenset("\"'”’»“„«")
ONLY_OPEN = ("«", "„")
MAX_QUOTES = 9
OPENS_WITH_66 = EAST_ASIAN | {"ko"}

FIRST_WORD = re.compile(r"\w+")
# Characters of the next sentence that are enough to know its first word.
LONGEST_OPENER = 20

LONGEST_LIST_MARK = 20

# Every word that a rule looks for before a full stop.
WORDS_WITH_RULES = frozenset().union(
    WORDS_LIKE_ABBREVIATIONS,
    FIRMS,
    STREETS,
    INTRODUCERS,
    BEFORE_NUMBERS,
    HOURS,
    AND_SO_ON,
    *TITLES.values(),
    FOREIGN_TITLES,
    ROMAN_NUMBERS,
    LONG_DATES,
    *INTRODUCERS_BY_LANGUAGE.values(),
    *BEFORE_NUMBERS_BY_LANGUAGE.values(),
)


def repair(line: str, sentences: Iterable[Range], language: str) -> Iterator[Range]:
    """Yield the corrected sentences of `line`, without white space around them.

    `sentences` are those of sentencex: adjacent ranges that cover the line.
    """
    items = _list_items(line)
    if _has_quotes(line):
        sentences = _with_opening_quotes(line, sentences, language)
    start = end = -1

    for left, right in _fragments(line, sentences, items, language):
        if end < 0:
            start, end = left, right
        elif not _is_clear_end(line, start, end, left) and _continues(
            Boundary(line, start, end, left, language), items
        ):
            end = right
        else:
            yield start, end
            start, end = left, right

    if end >= 0:
        yield start, end


def _has_quotes(line: str) -> bool:
    # Faster than a loop or a pattern, and asked about every line.
    return (
        '"' in line
        or "’" in line
        or "'" in line
        or "”" in line
        or "“" in line
        or "»" in line
        or "«" in line
        or "„" in line
    )


def _with_opening_quotes(line: str, sentences: Iterable[Range], language: str) -> Iterator[Range]:
    """Yield the ranges with each opening quote in the sentence that it opens.

    sentencex takes the second quote in “He left. "It rained."” for a closing one.
    """
    begin = 0
    for start, end in sentences:
        if line[end - 1] in QUOTES or line[end - 2] in ONLY_OPEN:
            end = _before_opening_quotes(line, max(begin, start), end, language)
        if end > begin:
            yield begin, end
            begin = end

    if begin < len(line):
        yield begin, len(line)


def _before_opening_quotes(line: str, start: int, end: int, language: str) -> int:
    """Return `end`, or where the opening quotes begin that come before it."""
    if end >= len(line):
        return end

    found = OPENING_QUOTES.search(line, max(start, end - MAX_QUOTES), end)
    if found:
        # “« Jamais »”: this quote has a space on both sides.
        is_spaced = found[0][-1].isspace()
        opens = found[0].strip() in ONLY_OPEN if is_spaced else line[end].isalnum()
        return found.start() + 1 if opens else end
    if language in OPENS_WITH_66 and line[end - 1] == "“":
        return end - 1
    return end


def _fragments(
    line: str, sentences: Iterable[Range], items: Sequence[int], language: str
) -> Iterator[Range]:
    """Yield the parts of the sentences after all breaks, stripped. Blank ones are left out."""
    # Nearly no line in Latin script has such a mark.
    marks = clear_marks(line, language)
    stops = [mark for mark in STOPS if mark in line]
    for start, end in sentences:
        # Most sentences have no mark but the last, and so nothing to break at.
        if not (items or marks) and not _has_inner_stop(line, start, end, stops):
            text = line[start:end].strip()
            if text:
                left = line.find(text, start)
                yield left, left + len(text)
            continue

        left = start
        cuts = _find_breaks(line, start, end, items, language, marks)
        for cut in (*cuts, end):
            piece = line[left:cut]
            text = piece.lstrip()
            if text:
                yield cut - len(text), left + len(piece.rstrip())
            left = cut


def _has_inner_stop(line: str, start: int, end: int, stops: Iterable[str]) -> bool:
    """Whether `CANDIDATE` may match, or an omission be there: a cheap test, asked of each sentence.

    At least a space and a letter come after such a mark.
    """
    last = end - 2
    # A loop takes half as long as any() does.
    for stop in stops:  # noqa: SIM110
        if line.find(stop, start, last) >= 0:
            return True
    return False


def _find_breaks(
    line: str, start: int, end: int, items: Sequence[int], language: str, marks: str
) -> list[int]:
    """Return where to break the sentence `line[start:end]`, in order."""
    # Most sentences have nothing to break at.
    has_omission = line.find(" . .", start, end) >= 0
    if not (items or marks or has_omission) and CANDIDATE.search(line, start, end) is None:
        return []

    cuts = [*items[bisect_right(items, start) : bisect_left(items, end)]] if items else []
    if marks:
        cuts += clear_ends(line, start, end, language, marks)
    if has_omission:
        cuts += [found.end() for found in OMISSION.finditer(line, start, end)]

    balance = None
    sentence_start = counted = start

    for found in CANDIDATE.finditer(line, start, end):
        after = line[found.end() : found.end() + LONGEST_OPENER].lstrip(OPENING + "¿¡")
        if (
            not after
            or after[0].islower()
            or not (found["closing"] or _may_end(line, sentence_start, found, after, language))
        ):
            continue

        # No sentence ends inside a quotation or a parenthesis that is still open. The
        # counts go on from the last candidate, so that each character is counted once.
        balance = balance or Balance()
        balance.count(line, counted, found.end())
        counted = found.end()
        if not balance.is_closed:
            continue

        while line[sentence_start].isspace():
            sentence_start += 1
        boundary = Boundary(line, sentence_start, found.end("closing"), found.end(), language)
        if any(ends(boundary) for ends in BREAKS):
            cuts.append(found.end())
            sentence_start = found.end()

    return sorted(set(cuts)) if len(cuts) > 1 else cuts


def _may_end(line: str, start: int, found: re.Match[str], after: str, language: str) -> bool:
    """Whether a rule may break at a mark that no quote or bracket closes: a cheap test."""
    if found["mark"] == "…" or line.startswith("...", found.start() - 2):
        return True
    return found["mark"] == "." and (
        _may_have_rule(_last_word(line, start, found.start()))
        or (language != "en" and _first_word(after).lower() in OPENERS.get(language, ()))
    )


def _first_word(text: str) -> str:
    found = FIRST_WORD.match(text)
    return found[0] if found else ""


def _continues(boundary: Boundary, items: Sequence[int]) -> bool:
    """Whether the sentence continues after the boundary."""
    # Each item of a list is a sentence, whatever it begins with.
    if items and _contains(items, boundary.next):
        return False

    # "1." alone is not a sentence.
    if boundary.end - boundary.start <= LONGEST_LIST_MARK:
        mark = LIST_MARK.match(boundary.line, boundary.start)
        is_item = boundary.start == 0 or _contains(items, boundary.start)
        if mark and mark.end() == boundary.end and (is_item or mark["value"].isdigit()):
            return True

    if any(join(boundary) for join in JOINS):
        return True
    has_stop = boundary.line[boundary.end - 1] in FULL_STOPS
    return has_stop and any(join(boundary) for join in JOINS_AFTER_FULL_STOP)


def _is_clear_end(line: str, start: int, end: int, following: int) -> bool:
    """Whether no join can apply: a plain word ends the sentence, and no small letter follows.

    Most ends of sentences are like this, and asking all joins about each would be slow.
    """
    letter = line[following]
    if not letter.isupper() and (letter.islower() or not letter.isalpha()):
        return False

    mark = line[end - 1]
    if mark in FULL_STOPS:
        return end < following and not _may_have_rule(_last_word(line, start, end - 1))
    return (mark in "!?" and end < following) or mark in ONLY_ENDS


def _last_word(line: str, start: int, stop: int) -> str:
    """Return the word before the full stop at `stop`, or the end of a very long one."""
    before = line[max(start, stop - CONTEXT_BEFORE) : stop]
    return before[before.rfind(" ") + 1 :]


# Cached, because few words end most sentences of a file.
@lru_cache(maxsize=10_000)
def _may_have_rule(word: str) -> bool:
    """Whether a rule may apply to this word before a full stop."""
    # Single letters may be initials, and other characters part of an abbreviation such
    # as “p.m”.
    if len(word) < 2 or not word.isalpha() or word.lower() in WORDS_WITH_RULES:
        return True
    # Thai and Lao have a rule for every word.
    return "\u0e00" <= word[0] <= "\u0eff"


def _list_items(line: str) -> Sequence[int]:
    """Return where the items of a list in this line begin, after the first: “1. Open 2. Close”.

    The line begins with the first mark, and the values of the marks follow one another.
    """
    mark = LIST_MARK.match(line)
    return list(_following_items(line, mark)) if mark else ()


def _following_items(line: str, mark: re.Match[str]) -> Iterator[int]:
    value, position = mark["value"], mark.end()
    while True:
        value = str(int(value) + 1) if value.isdigit() else chr(ord(value) + 1)
        following = mark["open"] + value + mark["close"]
        position = line.find(f" {following} ", position)
        if position < 0:
            return
        yield position + 1
        position += len(following) + 1


def _contains(ordered: Sequence[int], value: int) -> bool:
    index = bisect_left(ordered, value)
    return index < len(ordered) and ordered[index] == value
