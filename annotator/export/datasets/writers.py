"""Files from rows that PostgreSQL wrote as CSV or JSON. Only one piece of a file is in memory.

`rows` are what COPY sends: one row each with its newline, in UTF-8 and without a header.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, RawIOBase
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from annotator.export.datasets.columns import Column, Kind

# In bytes: what is sent at once, and the CSV of one row group of a Parquet file.
PIECE = 64 * 1024
ROW_GROUP = 8 * 1024 * 1024
# Excel reads a CSV file as UTF-8 only with this byte order mark.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
ARROW = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.timestamp("ms", tz="UTC"),
}


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


def json_lines(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a file with one JSON object per line."""
    return collect(rows, PIECE)


def numbered_lines(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the rows of CSV with their numbers, from 1, as their first cells."""
    for number, row in enumerate(rows, start=1):
        yield b"%d,%b" % (number, row)


def numbered_objects(rows: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Yield the JSON objects with their numbers, from 1, as their first values under this name."""
    for number, row in enumerate(rows, start=1):
        # The row without its opening brace.
        yield b'{"%b":%d,%b' % (name.encode(), number, row[1:])


def parquet_file(columns: Sequence[Column], rows: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a Parquet file from rows of CSV. An empty cell is a missing value, \"\" is not."""
    schema = arrow_schema(columns)
    sink = Sink()
    with pa.parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        for block in collect(rows, ROW_GROUP):
            writer.write_table(_table(schema, block))
            yield sink.take()
    # The writer adds the footer when it is closed.
    yield sink.take()
    # Arrow keeps freed memory for itself until it is told to return it.
    pa.default_memory_pool().release_unused()


def arrow_schema(columns: Sequence[Column]) -> pa.Schema:
    """Return the columns with their types, and their meanings as descriptions."""
    return pa.schema(
        [
            pa.field(column.name, ARROW[column.kind], metadata={"description": column.meaning})
            for column in columns
        ]
    )


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


def _table(schema: pa.Schema, block: bytes) -> pa.Table:
    # Arrow fails if a row is longer than its block, and an article can be longer than
    # any size that we would choose. So the whole text is one block.
    return pa.csv.read_csv(
        BytesIO(block),
        read_options=pa.csv.ReadOptions(column_names=schema.names, block_size=len(block) + 1),
        parse_options=pa.csv.ParseOptions(newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["true"],
            false_values=["false"],
        ),
    ).cast(schema)


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
