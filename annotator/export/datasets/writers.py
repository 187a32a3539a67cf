"""Rows that PostgreSQL wrote as CSV or JSON, as files in pieces: what memory holds is one piece,
however long the file.

`rows` are what COPY sends, one row each with its newline, in UTF-8 and without a header.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, RawIOBase
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from annotator.export.datasets.columns import Column, Kind

PIECE = 64 * 1024  # bytes sent at once
ROW_GROUP = 8 * 1024 * 1024  # bytes of CSV that make a row group
MARK = b"\xef\xbb\xbf"  # the byte order mark by which Excel knows UTF-8
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
    """A CSV file (RFC 4180 but for LF), with a byte order mark where `mark` asks for it."""
    yield (MARK if mark else b"") + ",".join(column.name for column in columns).encode() + b"\n"
    yield from collect(rows, PIECE)


def json_lines(rows: Iterable[bytes]) -> Iterator[bytes]:
    """One JSON object per line."""
    return collect(rows, PIECE)


def numbered_lines(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Rows of CSV, each with its number before it: 1, 2, …"""
    for number, row in enumerate(rows, start=1):
        yield b"%d,%b" % (number, row)


def numbered_objects(rows: Iterable[bytes], name: str) -> Iterator[bytes]:
    """JSON objects, each with its number as its first value, under this name."""
    for number, row in enumerate(rows, start=1):
        yield b'{"%b":%d,%b' % (name.encode(), number, row[1:])


def parquet_file(columns: Sequence[Column], rows: Iterable[bytes]) -> Iterator[bytes]:
    """A Parquet file, from rows as CSV: an empty cell is missing, \"\" is the empty string."""
    schema = arrow_schema(columns)
    sink = _Sink()
    with pa.parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        for block in collect(rows, ROW_GROUP):
            writer.write_table(_table(schema, block))
            yield sink.taken()
    yield sink.taken()
    pa.default_memory_pool().release_unused()


def arrow_schema(columns: Sequence[Column]) -> pa.Schema:
    """The columns with their types, and their meaning as the description of each field."""
    return pa.schema(
        [
            pa.field(column.name, ARROW[column.kind], metadata={"description": column.meaning})
            for column in columns
        ]
    )


def collect(rows: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Whole rows, as many at once as have about `size` bytes."""
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
    # One block, since no row may lie across two: an article can be longer than any that we would
    # choose.
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


class _Sink(RawIOBase):
    """What was written since it was last asked for."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken
