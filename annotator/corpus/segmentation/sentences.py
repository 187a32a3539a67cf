"""Where the sentences of an article begin and end. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from sentencex import segment

from annotator.corpus.segmentation.news_rules import Balance, Range, repair

# Characters given to sentencex at once.
PIECE = 4_000
# The same if many quotations stay open: for each one, sentencex reads to the end of the
# piece.
SMALL_PIECE = 400
MANY = 16
# At least this share of a piece is taken each time, so that no part of a text is read more
# than about eight times.
LEAST_READ = 1 / 8
QUOTATIONS = tuple(zip("“‘„«»‹《「", "”’“»«›》」", strict=True))
OTHER_SPACE = re.compile(r"[^\S ]")
# Marks of direction, joiners and the like: invisible, and not a sentence by themselves.
INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
MARK = re.compile(f"[{INVISIBLE}]")
MARKS = re.compile(f"[{INVISIBLE}]+(?=\\s|$)")


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence as `text[start:end]`, in code points; `paragraph` counts the lines that are not
    blank, from 1.
    """

    start: int
    end: int
    paragraph: int


def sentence_spans(text: str, language: str = "en") -> Iterator[Span]:
    """The sentences of `text` in order: no overlap, and only white space between them.

    A line is a paragraph, and no sentence goes across lines. `language` is a BCP 47 tag; one that
    sentencex does not know is split by the rules of a related language or of English. Time is
    linear in the length of the text. White space at the end changes nothing.
    """
    language = language.split("-")[0].lower()
    paragraph = 0
    line_start = 0

    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            paragraph += 1
            offset = line_start + len(line) - len(line.lstrip())
            ranges = repair(stripped, _split_line(stripped, language), language)
            for start, end in _with_marks(stripped, ranges) if MARK.search(stripped) else ranges:
                yield Span(offset + start, offset + end, paragraph)
        line_start += len(line) + 1


def _with_marks(line: str, ranges: Iterable[Range]) -> Iterator[Range]:
    """The ranges with invisible marks where they belong: after a sentence, to that sentence; alone,
    to the one before, or where there is none, to the one after.
    """
    held: Range | None = None
    held_is_seen = False
    for start, end in ranges:
        if held is not None and held[1] == start and (marks := MARKS.match(line, start)):
            held = held[0], min(marks.end(), end)
            start = end - len(line[held[1] : end].lstrip())
            if start == end:
                continue

        is_seen = _is_seen(line, (start, end))
        if held is not None and not (held_is_seen and is_seen):
            held = held[0], end
            held_is_seen = held_is_seen or is_seen
        else:
            if held is not None:
                yield held
            held, held_is_seen = (start, end), is_seen

    if held is not None:
        yield held


def _is_seen(line: str, place: Range) -> bool:
    return bool(line[place[0] : place[1]].strip(INVISIBLE + " "))


def _split_line(line: str, language: str) -> Iterator[Range]:
    """The sentences that sentencex sees in `line`, with the white space after them: they join up
    and cover the line.

    sentencex is quadratic in the length of what it gets, so a long line goes through it in
    overlapping pieces. The last sentence of a piece may go on beyond it: it is looked at again, as
    the next piece's first.
    """
    start = position = 0
    while position < len(line):
        piece = _piece(line, position)
        ends = _sentence_ends(piece, language)
        if position + len(piece) < len(line):
            ends = _closed_ends(piece, ends[:-1])
        for end in ends:
            yield start, position + end
            start = position + end

        if ends and ends[-1] >= len(piece) * LEAST_READ:
            position = start
            continue

        # A sentence that fills the piece continues. Only the reading starts again, between two
        # words.
        position = max(start, position + _last_break(piece))
    if start < len(line):
        yield start, len(line)


def _piece(line: str, position: int) -> str:
    piece = line[position : position + PIECE]
    if len(piece) <= SMALL_PIECE:
        return piece
    still_open = sum(
        piece.count(opening, piece.rfind(closing) + 1) for opening, closing in QUOTATIONS
    )
    return piece if still_open <= MANY else piece[:SMALL_PIECE]


def _sentence_ends(piece: str, language: str) -> list[int]:
    # sentencex 1.0.32 panics on white space other than the plain one before a full stop ("vitamin
    # A\u00a0."), so it gets plain spaces in its place: as many code points, the same offsets.
    plain = piece if piece.isprintable() else OTHER_SPACE.sub(" ", piece)
    try:
        ends = list(accumulate(map(len, segment(language, plain))))
    except BaseException as error:
        if (
            type(error).__name__ != "PanicException"
            # What a panic in Rust looks like here: no Exception.
        ):
            raise
        return [len(piece)]

    # Its sentences are slices that join up to the whole; were they ever not, no offset could be
    # trusted.
    return ends if ends and ends[-1] == len(piece) else [len(piece)]


def _closed_ends(piece: str, ends: list[int]) -> list[int]:
    """The ends up to the last one where no quotation is open; all of them if there is none, or only
    very early.

    A quotation that is open here may close in the next piece, and sentencex does not break one that
    is closed.
    """
    balance = Balance()
    counted = closed = 0

    for index, end in enumerate(ends, start=1):
        balance.count(piece, counted, end)
        counted = end
        if balance.is_even and end >= len(piece) * LEAST_READ:
            closed = index

    return ends[:closed] or ends


def _last_break(piece: str) -> int:
    """Where to cut a piece that is all one sentence: after its last white space, or at its end."""
    return max((found.end() for found in re.finditer(r"\s+", piece)), default=len(piece))
