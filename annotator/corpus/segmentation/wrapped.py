"""Recognises text whose lines were broken at a width, and joins its lines to paragraphs. Pure.

E-mail, wire copy and text out of PDFs are like that. A line was broken at a width if the first word
of the next line didn't fit into it any more. The author of a poem, a list or a table breaks lines
for other reasons, so most of their lines have room left.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import east_asian_width

from annotator.corpus.segmentation.boundary import Range

# Columns. Wider lines are paragraphs, and narrower ones are words in a list or a column
# of a table.
MIN_WIDTH, MAX_WIDTH = 25, 140
# Long addresses don't fit into any line, so this share may be wider.
MAX_WIDE = 0.05
# So many lines that go on in the next one are enough to tell.
MIN_LINES, MIN_LINES_WITHOUT_CASE = 3, 4
# From this number of lines on, a few may have room left.
MANY_LINES, MIN_FULL = 8, 0.85
# Fonts of PDFs have letters of unequal width, so that their lines differ in length. A line
# is almost full if, with the next word, it has more than this share of the width.
MIN_PDF_WIDTH, ALMOST_FULL, MIN_ALMOST_FULL = 55, 0.85, 0.85
# Lines above the text that aren't full: a headline, its author, the head of an e-mail.
MAX_HEAD = 4
MAX_SENTENCE_ENDS = 0.45
MAX_TABLES = 0.15
# German nouns have capitals, as verses have.
MIN_SMALL_LETTERS = 0.33
# Of the width that the longest lines have, to leave a headline out that is longer.
PERCENTILE = 0.95

ENDS_SENTENCE = re.compile(r"[.!?…:;。！？।॥۔؟։።។๚]['\"”’»“›)\]」』）]*$")
LIST_ITEM = re.compile(r"(?:[•·▪⁃*–—>|+-]|\(?\d{1,3}[.)]|\(?[a-z][.)])(?:\s|$)|>")
# A column of a table, or a time of a subtitle.
TABLE = re.compile(r"\S(?:\t|\s{3,}|\s\|\s)\S|\d\d:\d\d:\d\d[,.]\d+ -->")
# One of these is in each line of a table, unless it has other white space than a space.
TABLE_MARKS = ("   ", "|", "-->")
# The head of an e-mail or of a book: “Subject: The dam”.
HEAD_LINE = re.compile(r"[A-Z][A-Za-z-]{1,20}:\s")
WORD = re.compile(r"\w")
# Quoted mail has a mark before each line.
QUOTE_MARKS = "> \t\r"
# So many lines that stop within a sentence are worth a question, if they are this part of all.
MIN_OPEN, MIN_OPEN_SHARE = 2, 0.3
# Chinese and Japanese may be broken after nearly every letter; Thai, Lao, Burmese and
# Khmer have no spaces between words either.
EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
LONGEST_WORD, LONGEST_UNSPACED, LONGEST_EAST_ASIAN = 30, 12, 4
# A line with one of these at its end goes on, however short it is.
GOES_ON = (",", ";", "،", "؛", "，", "、", "-", "–", "—", "(")


class Line(NamedTuple):
    """A line that isn't blank, without white space around it, and where it starts in the text.

    `columns` is how wide it is, with its indent, and `first_word` how many columns its first word
    needs at least, to be broken off before it.
    """

    text: str
    start: int
    indent: int
    after_blank: bool
    columns: int
    first_word: int
    has_word: bool
    is_head: bool
    is_table: bool
    is_item: bool
    ends_sentence: bool


class JoinedParagraph:
    """A paragraph with its lines joined, and where the joined text was before."""

    def __init__(self, paragraph: str, between: str) -> None:
        """Join the lines with `between`, a space or nothing."""
        self.text = ""
        self._starts: list[int] = []
        self._offsets: list[int] = []
        lines: list[str] = []
        start = offset = 0

        for line in paragraph.split("\n"):
            stripped = line.strip()
            self._starts.append(start)
            self._offsets.append(offset + len(line) - len(line.lstrip()))
            lines.append(stripped)
            start += len(stripped) + len(between)
            offset += len(line) + 1

        self.text = between.join(lines)

    def restore(self, start: int, end: int) -> Range:
        """Return the range of the paragraph that the range of the joined text came from."""
        first = bisect_right(self._starts, start) - 1
        last = max(0, bisect_left(self._starts, end) - 1)
        return (
            self._offsets[first] + start - self._starts[first],
            self._offsets[last] + end - self._starts[last],
        )


def is_hard_wrapped(text: str) -> bool:
    """Whether the lines of the text were broken at a width. False if there are too few to tell."""
    if text.count("\n") < MIN_LINES or _has_wide_lines(text):
        return False

    lines = _lines(text)
    pairs = [pair for pair in pairwise(lines) if _may_go_on(*pair)]
    tables = sum(line.is_table for line in lines)
    if len(pairs) < MIN_LINES or tables > len(lines) * MAX_TABLES:
        return False

    width = _width(pairs)
    ends = sum(line.ends_sentence for line, _ in pairs)
    if width < MIN_WIDTH or ends > len(pairs) * MAX_SENTENCE_ENDS:
        return False

    # A line that ends a sentence may be the last one of its paragraph.
    inside = [pair for pair in pairs if not pair[0].ends_sentence]
    return _has_small_letters(pairs, width) and _is_prose(lines) and _are_full(inside, width)


def has_open_lines(text: str) -> bool:
    """Whether lines seem to stop within a sentence, so that they may be broken at a width.

    For texts that `is_hard_wrapped` doesn't recognise, such as quoted mail and few lines.
    """
    if "\n" not in text or _has_wide_lines(text):
        return False
    lines = [bare for line in text.split("\n") if (bare := line.strip(QUOTE_MARKS))]
    count = sum(_is_open(*pair) for pair in pairwise(lines))
    return count >= MIN_OPEN and count >= MIN_OPEN_SHARE * len(lines)


def _is_open(line: str, following: str) -> bool:
    """Whether a sentence seems to go on in the next line."""
    # Letters of scripts without capitals are neither small nor capitals.
    if not following[0].isalpha() or following[0].isupper():
        return False
    if _columns(line) < MIN_WIDTH or ENDS_SENTENCE.search(line[-9:]):
        return False
    return not (_is_table(line) or LIST_ITEM.match(line) or LIST_ITEM.match(following))


def _has_small_letters(pairs: Sequence[tuple[Line, Line]], width: int) -> bool:
    """Whether enough lines begin with small letters, in a script that has them: verses don't."""
    letters = [following.text[0] for _, following in pairs if following.text[0].isalpha()]
    small = sum(letter.islower() for letter in letters)
    capitals = sum(letter.isupper() for letter in letters)
    if 2 * (small + capitals) <= len(letters):
        return len(pairs) >= MIN_LINES_WITHOUT_CASE
    if small >= (small + capitals) * MIN_SMALL_LETTERS:
        return True

    # Half the words of a German page may be nouns; but no verse fills all of its lines.
    return len(pairs) >= MANY_LINES and all(_is_full(*pair, width) for pair in pairs)


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether most paragraphs of several lines end as sentences do: headlines and verses don't."""
    ended = several = 0
    for index, line in enumerate(lines):
        is_last = index + 1 == len(lines) or not _may_go_on(line, lines[index + 1])
        if is_last and index and _may_go_on(lines[index - 1], line):
            several += 1
            ended += line.ends_sentence
    return 2 * ended > several


def _are_full(pairs: Sequence[tuple[Line, Line]], width: int) -> bool:
    head = [_is_full(*pair, width) for pair in pairs[:MAX_HEAD]]
    pairs = pairs[head.index(True) if True in head else 0 :]
    if len(pairs) < MIN_LINES:
        return False

    full = sum(_is_full(line, following, width) for line, following in pairs)
    if len(pairs) < MANY_LINES:
        return full == len(pairs)
    if full >= len(pairs) * MIN_FULL:
        return True

    almost = sum(_is_full(line, following, width * ALMOST_FULL) for line, following in pairs)
    return width >= MIN_PDF_WIDTH and almost >= len(pairs) * MIN_ALMOST_FULL


def joined_lines(text: str) -> Iterator[Range]:
    """Yield the paragraphs of a text whose lines were broken at a width, in order.

    Each is a range of `text` without white space around it. A line goes on in the next one if it
    is full, or if it stops inside a sentence; blank lines, indents, items and tables end it.
    """
    lines = _lines(text)
    width = _width([pair for pair in pairwise(lines) if _may_go_on(*pair)])
    start = 0

    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if following is None or not _goes_on(line, following, width):
            yield lines[start].start, line.start + len(line.text)
            start = index + 1


def _may_go_on(line: Line, following: Line) -> bool:
    """Whether nothing shows that the next line begins a paragraph, an item or a table."""
    if following.after_blank or line.is_table or following.is_table:
        return False
    if line.is_head and following.is_head:
        return False
    # A line of dashes or stars is between two parts.
    if not (line.has_word and following.has_word):
        return False
    # The further lines of an item have an indent too.
    if following.indent > line.indent and not line.is_item:
        return False
    # “am / 12. Mai”, “Tore, / z. B.” and “der Damm / – nicht das Tor –” are no items.
    may_be_word = following.text[0].isalnum() or following.text[0] in "–—"
    return not following.is_item or (may_be_word and not line.ends_sentence)


def _goes_on(line: Line, following: Line, width: int) -> bool:
    if not _may_go_on(line, following):
        return False
    if _is_full(line, following, width * ALMOST_FULL) or line.text.endswith(GOES_ON):
        return True
    return following.text[0].islower() and not line.ends_sentence


def _has_wide_lines(text: str) -> bool:
    """Whether too many lines are wider than any that was broken at a width: a cheap test."""
    # If the average is wider already, the lines needn't be looked at.
    if len(text) > MAX_WIDTH * (text.count("\n") + 1):
        return True
    lengths = [len(line) for line in text.split("\n")]
    if max(lengths) <= MAX_WIDTH:
        return False
    return sum(length > MAX_WIDTH for length in lengths) > len(lengths) * MAX_WIDE


# Cached, because the same text is first asked about, and then joined.
@lru_cache(maxsize=1)
def _lines(text: str) -> tuple[Line, ...]:
    lines: list[Line] = []
    offset, after_blank = 0, False

    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            indent = len(raw) - len(raw.lstrip())
            lines.append(_line(stripped, offset + indent, indent, after_blank))
        after_blank = not stripped
        offset += len(raw) + 1

    return tuple(lines)


def _line(text: str, start: int, indent: int, after_blank: bool) -> Line:
    return Line(
        text,
        start,
        indent,
        after_blank,
        columns=indent + _columns(text),
        first_word=_first_word(text),
        has_word=WORD.search(text) is not None,
        is_head=HEAD_LINE.match(text) is not None,
        is_table=_is_table(text),
        is_item=LIST_ITEM.match(text) is not None,
        # A bounded stretch, so that a pattern at the end takes no time.
        ends_sentence=ENDS_SENTENCE.search(text[-9:]) is not None,
    )


def _is_table(line: str) -> bool:
    # Most lines have none of its marks, and the pattern takes long.
    may_be = not line.isprintable() or any(map(line.__contains__, TABLE_MARKS))
    return may_be and TABLE.search(line) is not None


def _first_word(line: str) -> int:
    word = line.split(None, 1)[0]
    if word.isascii():
        longest = LONGEST_WORD
    elif EAST_ASIAN.match(word):
        longest = LONGEST_EAST_ASIAN
    else:
        longest = LONGEST_UNSPACED if UNSPACED.match(word) else LONGEST_WORD
    return min(_columns(word), longest)


def _columns(line: str) -> int:
    if line.isascii() or EAST_ASIAN.search(line) is None:
        return len(line)
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line)


def _width(pairs: Sequence[tuple[Line, Line]]) -> int:
    """Return the width in columns, without the few lines that are longer than the rest."""
    columns = sorted(line.columns for line, _ in pairs)
    if not columns:
        return 0
    return columns[-1] if len(columns) < MANY_LINES else columns[int(len(columns) * PERCENTILE)]


def _is_full(line: Line, following: Line, width: float) -> bool:
    """Whether the first word of the next line didn't fit into this one any more."""
    return line.columns + 1 + following.first_word > width
