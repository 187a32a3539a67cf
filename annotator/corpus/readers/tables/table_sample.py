"""Takes a sample of a table's lines, from its beginning, its middle and its end."""

import io
from dataclasses import dataclass
from typing import BinaryIO

from annotator.corpus.readers.encodings.encoding import bounded_lines, open_text
from annotator.corpus.readers.records import UnreadableError
from annotator.lib.translation import gettext as _

# Characters from the beginning of a file, and bytes of each other piece.
BEGINNING = 300_000
PIECE = 100_000
# Lines of a piece are at most so long, or it has no whole line.
CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """Lines of a table, in pieces. The first piece is the beginning, `is_whole` if it is all."""

    pieces: list[list[str]]
    is_whole: bool


def take_sample(stream: BinaryIO, encoding: str) -> Sample:
    """Return a sample of bounded size. The position in the stream changes.

    Raises UnreadableError if the beginning isn't in the encoding.
    """
    try:
        beginning, is_whole = _read_beginning(stream, encoding)
    except UnicodeError:
        raise UnreadableError(_("not in the encoding you chose")) from None
    if is_whole:
        return Sample([beginning], True)

    size = stream.seek(0, io.SEEK_END)
    places = [size // 2, max(0, size - PIECE)]
    # Quotation marks are what the dialects differ in.
    if not any('"' in line for line in beginning):
        places.append(_find_mark(stream))

    pieces = [_read_piece(stream, encoding, place) for place in places if place >= 0]
    return Sample([beginning, *filter(None, pieces)], False)


def _read_beginning(stream: BinaryIO, encoding: str) -> tuple[list[str], bool]:
    """Return the first lines, and whether they are the whole file."""
    lines: list[str] = []
    count = 0

    for line in bounded_lines(open_text(stream, encoding)):
        if count + len(line) > BEGINNING and lines:
            return lines, False
        lines.append(line)
        count += len(line)

    return lines, True


def _find_mark(stream: BinaryIO) -> int:
    """Return a place shortly before the first quotation mark, or -1 if there is none."""
    position = stream.seek(0)
    while chunk := stream.read(CHUNK):
        found = chunk.find(b'"')
        if found >= 0:
            return max(0, position + found - PIECE // 10)
        position += len(chunk)
    return -1


def _read_piece(stream: BinaryIO, encoding: str, place: int) -> list[str]:
    """Return the whole lines of the piece at this place."""
    # UTF-16 and UTF-32 need the byte order mark, which says which byte comes first.
    stream.seek(0)
    mark = stream.read({"utf-16": 2, "utf-32": 4}.get(encoding.replace("_", "-").lower(), 0))
    # All their characters begin at such a place.
    stream.seek(place - place % 4)

    try:
        text = (mark + stream.read(PIECE)).decode(encoding, "replace")
    except UnicodeError:
        return []
    # The first and the last line are cut.
    return list(io.StringIO(text, newline=""))[1:-1]
