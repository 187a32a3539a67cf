"""Where the sentences of an article begin and end, and which of its lines look like furniture. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

PIECE = 4_000  # characters given to sentencex at once: it is quadratic in the length of an unclosed quotation
SENTENCE_ENDS = frozenset(".!?…:;。！？．؟۔।॥։።|»”’\"')]")
FURNITURE_WORDS = 8  # a line of furniture ("Post a comment", "Share this story · 14 comments") has no more words


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence as `text[start:end]`, in code points; `paragraph` counts the lines that are not blank, from 1."""

    start: int
    end: int
    paragraph: int


def sentence_spans(text: str, language: str = "en") -> Iterator[Span]:
    """The sentences of `text` in order: no overlap, and only white space between them.

    A line is a paragraph, and no sentence goes across lines. `language` is a BCP 47 tag; one that sentencex does not
    know is split by the rules of a related language or of English. Time is linear in the length of the text.
    """
    paragraph = 0
    line_start = 0
    for line in text.split("\n"):
        if line.strip():
            paragraph += 1
            for start, end in _split_line(line, language.split("-")[0].lower()):
                yield Span(line_start + start, line_start + end, paragraph)
        line_start += len(line) + 1


def suggested_boilerplate(text: str, spans: Sequence[Span]) -> frozenset[int]:
    """The indexes in `spans` of the closing lines that look like furniture: share buttons, comment boxes, bylines.

    Such a line is short and does not end as a sentence does. Only the lines at the very end count, and a text that is
    nothing but such lines keeps them all.
    """
    suggested: set[int] = set()
    for index in range(len(spans) - 1, -1, -1):
        span = spans[index]
        if not _is_whole_line(index, spans) or not _looks_like_furniture(text[span.start : span.end]):
            return frozenset(suggested)
        suggested.add(index)
    return frozenset()


def _is_whole_line(index: int, spans: Sequence[Span]) -> bool:
    neighbours = [*spans[max(index - 1, 0) : index], *spans[index + 1 : index + 2]]
    return all(neighbour.paragraph != spans[index].paragraph for neighbour in neighbours)


def _looks_like_furniture(line: str) -> bool:
    return line[-1] not in SENTENCE_ENDS and len(line.split()) <= FURNITURE_WORDS


def _split_line(line: str, language: str) -> Iterator[tuple[int, int]]:
    """The stripped sentences of one line. Long lines go through sentencex in overlapping pieces."""
    position = 0
    while position < len(line):
        piece = line[position : position + PIECE]
        is_last = position + PIECE >= len(line)
        bounds = _boundaries(language, piece)
        if not is_last:
            # The last sentence of a piece may go on beyond it: it is looked at again, whole, as the next piece's first.
            bounds = bounds[:-1] or [(0, _last_break(piece))]
        for start, end in bounds:
            sentence = piece[start:end]
            if sentence.strip():
                first = position + start + len(sentence) - len(sentence.lstrip())
                yield first, first + len(sentence.strip())
        position += bounds[-1][1]


def _boundaries(language: str, piece: str) -> list[tuple[int, int]]:
    # sentencex 1.0.32 panics on white space other than the plain one before a full stop ("vitamin A\u00a0."), so it
    # gets plain spaces in its place: as many code points, the same offsets.
    plain = "".join(" " if letter.isspace() else letter for letter in piece)
    try:
        return [(found["start_index"], found["end_index"]) for found in get_sentence_boundaries(language, plain)]
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a panic in Rust looks like here: no Exception
            raise
        return [(0, len(piece))]


def _last_break(piece: str) -> int:
    """Where to cut a piece that is all one sentence: after its last white space, or at its end."""
    return max((index + 1 for index, letter in enumerate(piece) if letter.isspace()), default=len(piece))
