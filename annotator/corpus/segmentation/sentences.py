"""Where the sentences of an article begin and end. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

from sentencex import segment

from annotator.corpus.segmentation.boundary import CURRENCIES, Balance, Range
from annotator.corpus.segmentation.marks import EAST_ASIAN
from annotator.corpus.segmentation.news_rules import repair
from annotator.corpus.segmentation.quotes import repair_quotes
from annotator.corpus.segmentation.wrapped import JoinedParagraph, is_hard_wrapped, joined_lines

LineBreaks = Literal["auto", "paragraph", "wrapped"]
# Characters given to sentencex at once.
PIECE = 4_000
# The same if many quotations stay open: for each one, sentencex reads to the end of the
# piece.
SMALL_PIECE = 400
MANY_QUOTATIONS = 16
# At least this share of a piece is taken each time, so that no part of a text is read
# more than about eight times.
MIN_SHARE = 1 / 8
QUOTATIONS = tuple(zip("“‘„«»‹《「", "”’“»«›》」", strict=True))
# A number that may begin a sentence, perhaps after a quote or the sign of a currency. Two patterns,
# because a search for a full stop is fast.
NUMBER_AFTER_STOP = re.compile(rf"(\.[\"”»’“)]? [\"“„«‚‘(]?)(?:\d|[{CURRENCIES}](?=\d))")
OTHER_MARKS = "!?…։।۔؟"
NUMBER_AFTER_MARK = re.compile(
    rf"([{OTHER_MARKS}][\"”»’“)]? [\"“„«‚‘(]?)(?:\d|[{CURRENCIES}](?=\d))"
)
OTHER_SPACE = re.compile(r"[^\S ]")
# Direction marks, joiners and the like, which aren't a sentence by themselves.
INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
MARK = re.compile(f"[{INVISIBLE}]")
MARKS = re.compile(f"[{INVISIBLE}]+(?=\\s|$)")


NEW = tuple.__new__


class Span(NamedTuple):
    """A sentence as `text[start:end]`, in code points.

    `paragraph` is the number of its paragraph, from 1.
    """

    start: int
    end: int
    paragraph: int


def sentence_spans(
    text: str, language: str = "en", *, line_breaks: LineBreaks = "auto"
) -> Iterator[Span]:
    """Yield the sentences of `text` in order: no overlap, and only white space between them.

    `language` is a BCP 47 tag. If sentencex doesn't know it, it uses the rules of a related
    language or of English. With `line_breaks` "paragraph", a line is a paragraph, and no sentence
    crosses lines; with "wrapped", lines were broken at a width, and are joined: a sentence may
    hold line breaks. "auto" asks the text. Time is linear in the length of the text. White space
    at the end changes nothing.
    """
    # Only the language matters to the rules, not its country: en-GB is en.
    language = language.split("-")[0].lower()
    if line_breaks == "wrapped" or (line_breaks == "auto" and is_hard_wrapped(text)):
        yield from _spans_of_wrapped(text, language)
        return

    for number, (start, end) in enumerate(_lines(text), start=1):
        for left, right in _sentences(text[start:end], language):
            # As Span(…) does, without its call in Python.
            yield NEW(Span, (start + left, start + right, number))


def _spans_of_wrapped(text: str, language: str) -> Iterator[Span]:
    # Chinese and Japanese have no space where the lines meet.
    between = "" if language in EAST_ASIAN else " "

    for number, (start, end) in enumerate(joined_lines(text), start=1):
        paragraph = JoinedParagraph(text[start:end], between)
        for sentence in _sentences(paragraph.text, language):
            left, right = paragraph.restore(*sentence)
            yield Span(start + left, start + right, number)


def _sentences(paragraph: str, language: str) -> Iterable[Range]:
    plain = repair_quotes(paragraph)
    ranges = repair(plain, _split_line(plain, language), language)
    # Few paragraphs have invisible marks, so the others skip the step.
    return _attach_marks(plain, ranges) if MARK.search(plain) else ranges


def _lines(text: str) -> Iterator[Range]:
    """Yield the lines that aren't blank, without white space around them."""
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            left = start + len(line) - len(line.lstrip())
            yield left, left + len(stripped)
        start += len(line) + 1


def _attach_marks(line: str, ranges: Iterable[Range]) -> Iterator[Range]:
    """Yield the ranges, with each invisible mark in a sentence that has visible text.

    A mark after a sentence belongs to that sentence. A range of marks alone is added to the
    sentence before it, or to the one after it if there is none before.
    """
    pending: Range | None = None
    pending_is_visible = False
    for start, end in ranges:
        if pending is not None and pending[1] == start and (marks := MARKS.match(line, start)):
            pending = pending[0], min(marks.end(), end)
            start = end - len(line[pending[1] : end].lstrip())
            # The range had nothing but these marks.
            if start == end:
                continue

        is_visible = _is_visible(line, (start, end))
        if pending is not None and not (pending_is_visible and is_visible):
            pending = pending[0], end
            pending_is_visible = pending_is_visible or is_visible
        else:
            if pending is not None:
                yield pending
            pending, pending_is_visible = (start, end), is_visible

    if pending is not None:
        yield pending


def _is_visible(line: str, span: Range) -> bool:
    return bool(line[span[0] : span[1]].strip(INVISIBLE + " "))


def _split_line(line: str, language: str) -> Iterator[Range]:
    """Return the sentences that sentencex finds in `line`, with the white space after them.

    The ranges are adjacent and cover the line.
    """
    # Nearly every line is one piece, whose ends are those of the line.
    if len(_piece(line, 0)) == len(line):
        return pairwise((0, *_sentence_ends(line, language)))
    return _split_long_line(line, language)


def _split_long_line(line: str, language: str) -> Iterator[Range]:
    # sentencex takes quadratic time, so a long line goes through it in overlapping
    # pieces. The last sentence of a piece may continue after it, so the next piece
    # begins with that sentence.
    start = position = 0
    while position < len(line):
        piece = _piece(line, position)
        ends = _sentence_ends(piece, language)
        if position + len(piece) < len(line):
            ends = _closed_ends(piece, ends[:-1])
        for end in ends:
            yield start, position + end
            start = position + end

        if ends and ends[-1] >= len(piece) * MIN_SHARE:
            position = start
            continue

        # One sentence fills the piece and continues in the next one, which begins
        # between two words.
        position = max(start, position + _last_break(piece))
    if start < len(line):
        yield start, len(line)


def _piece(line: str, position: int) -> str:
    piece = line[position : position + PIECE]
    if len(piece) <= SMALL_PIECE:
        return piece
    still_open = sum(
        piece.count(opening, piece.rfind(closing) + 1)
        for opening, closing in QUOTATIONS
        if opening in piece
    )
    return piece if still_open <= MANY_QUOTATIONS else piece[:SMALL_PIECE]


def _sentence_ends(piece: str, language: str) -> list[int]:
    # sentencex 1.0.32 panics if white space other than a plain space comes before a
    # full stop ("vitamin A\u00a0."). Plain spaces instead have the same length, so
    # offsets stay right.
    plain = piece if piece.isprintable() else OTHER_SPACE.sub(" ", piece)
    plain = _without_first_numbers(plain) if language != "en" else plain
    try:
        ends = list(accumulate(map(len, segment(language, plain))))
    except BaseException as error:
        # A panic in Rust is a BaseException, but not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        return [len(piece)]

    # Its sentences are slices that add up to the whole. If they ever don't, no offset
    # is right.
    return ends if ends and ends[-1] == len(piece) else [len(piece)]


def _without_first_numbers(piece: str) -> str:
    """Return the piece with a capital where a number may begin a sentence.

    In many languages, sentencex takes a digit for a small letter, and breaks only before a
    capital.
    """
    piece = NUMBER_AFTER_STOP.sub(r"\1X", piece)
    if any(mark in piece for mark in OTHER_MARKS):
        piece = NUMBER_AFTER_MARK.sub(r"\1X", piece)
    return piece


def _closed_ends(piece: str, ends: list[int]) -> list[int]:
    """Return the ends up to the last one where no quotation is open.

    Return all of them if there is no such end, or only a very early one.
    """
    # A quotation that is open here may close in the next piece, and sentencex doesn't
    # break inside a closed one.
    balance = Balance()
    counted = closed = 0

    for index, end in enumerate(ends, start=1):
        balance.count(piece, counted, end)
        counted = end
        if balance.is_closed and end >= len(piece) * MIN_SHARE:
            closed = index

    return ends[:closed] or ends


def _last_break(piece: str) -> int:
    """Return where to cut a piece without an end: after its last white space, or at its end."""
    return max((found.end() for found in re.finditer(r"\s+", piece)), default=len(piece))
