"""Streams into and out of PostgreSQL by COPY: no row objects, no list in memory."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from numpy.typing import NDArray
from psycopg import sql

from annotator.lib.database.replica import reading

HEADER = 19  # bytes: the signature, flags, and the length of an extension that there is none of


# A line of JSON holds no control character, so that CSV with two of these for quote and comma
# leaves it as it is.
JSON = r"FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02'"
CSV = "FORMAT csv"


def copy_out(
    statement: str,
    parameters: Sequence[object],
    how: str = CSV,
    *,
    using: BaseDatabaseWrapper | None = None,
) -> Iterator[bytes]:
    """The rows of a SELECT as PostgreSQL writes them, one after the other, each with its newline.

    `how` is CSV (UTF-8, NULL as nothing, '' as \"\"), or JSON, for one column of JSON.
    """
    with (
        (using or reading()).cursor() as cursor,
        # Django's wrapper of a cursor, while debugging, copies without parameters: its own cursor
        # doesn't.
        cursor.cursor.copy(f"COPY ({statement}) TO STDOUT ({how})", parameters) as rows,
    ):
        for row in rows:
            yield bytes(row)


def integer_rows(
    statement: str, parameters: Sequence[object], names: Sequence[str]
) -> dict[str, NDArray[np.int64]]:
    """The columns of a SELECT of bigints, none of them NULL: (rows,) each.

    COPY's binary format gives such rows one width, so that numpy reads them where they lie: two
    bytes with the number of columns, then for each column four bytes with its length and eight with
    its value. PostgreSQL documentation, COPY, section Binary Format.
    """
    row = np.dtype(
        [("count", ">i2")] + [(part, kind) for name in names for part, kind in _field(name)]
    )
    received = bytearray()
    with (
        reading().cursor() as cursor,
        cursor.cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT binary)", parameters) as pieces,
    ):
        for piece in pieces:
            received += piece
    rows = np.frombuffer(
        received, dtype=row, offset=HEADER, count=(len(received) - HEADER) // row.itemsize
    )
    return {name: rows[name].astype(np.int64) for name in names}


def _field(name: str) -> list[tuple[str, str]]:
    return [(f"{name} length", ">i4"), (name, ">i8")]


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write `rows` into `table` by COPY, as one statement of the transaction that is open."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
