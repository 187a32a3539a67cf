"""Files from rows that PostgreSQL wrote as CSV or JSON. Only one piece of a file is in memory.

`rows` are what COPY sends: one row each with its newline, in UTF-8 and without a header.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import RawIOBase
from typing import Any

from annotator.export.datasets.columns import Column

# In bytes: what is sent at once.
PIECE = 64 * 1024
# Excel reads a CSV file as UTF-8 only with this byte order mark.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def csv_file(
    columns: Sequence[Column], rows: Iterable[bytes], *, mark: bool = False
) -> Iterator[bytes]:
    """Yield a CSV file (RFC 4180, but with LF). `mark` adds a byte order mark."""
    yield (
        (BYTE_ORDER_MARK if mark else b"")
        + ",".join(column.name for column in columns).encode()
        + b"\n"
    )
    yield from collect(rows, PIECE)


def numbered_lines(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the rows of CSV with their numbers, from 1, as their first cells."""
    for number, row in enumerate(rows, start=1):
        yield b"%d,%b" % (number, row)


def collect(rows: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield whole rows, joined into pieces of about `size` bytes."""
    held, length = [], 0
    for row in rows:
        held.append(row)
        length += len(row)
        if length >= size:
            yield b"".join(held)
            held, length = [], 0
    if held:
        yield b"".join(held)


class Sink(RawIOBase):
    """A file that hands out what was written to it since the last call of `take`."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(self._pieces[-1])

    def take(self) -> bytes:
        written, self._pieces = b"".join(self._pieces), []
        return written
