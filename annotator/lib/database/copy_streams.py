"""Streaming rows into and out of PostgreSQL with COPY, without lists in memory."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from numpy.typing import NDArray
from psycopg import ClientCursor, sql
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from annotator.lib.database.replica import reading

# In bytes: the signature, the flags and the length of the (empty) header extension.
HEADER_BYTES = 19

# A line of JSON has no control characters. CSV with two of them as quote and delimiter
# doesn't change it.
JSON = r"FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02'"
CSV, TEXT = "FORMAT csv", "FORMAT text"


def copy_out(
    statement: str,
    parameters: Sequence[object],
    how: str = CSV,
    *,
    using: BaseDatabaseWrapper | None = None,
) -> Iterator[bytes]:
    """Yield the rows of a SELECT as PostgreSQL writes them, each with its newline.

    `how` is CSV (UTF-8, NULL as an empty cell, '' as \"\"), TEXT (COPY's own format), or JSON, for
    one column of JSON.
    """
    with (
        (using or reading()).cursor() as cursor,
        # Django's debug cursor ignores the parameters of a copy. The cursor inside it
        # doesn't.
        cursor.cursor.copy(f"COPY ({statement}) TO STDOUT ({how})", parameters) as rows,
    ):
        for row in rows:
            yield bytes(row)


def integer_rows(
    statement: str,
    parameters: Sequence[object],
    names: Sequence[str],
    *,
    using: BaseDatabaseWrapper | None = None,
) -> dict[str, NDArray[np.int64]]:
    """Return the columns of a SELECT of bigints without NULL, each with shape (rows,).

    In COPY's binary format such rows have a fixed width, so numpy can read them without
    parsing: two bytes with the number of columns, then for each column four bytes with its
    length and eight with its value. See PostgreSQL documentation, COPY, section Binary Format.
    """
    row = np.dtype(
        [("count", ">i2")] + [(part, kind) for name in names for part, kind in _field(name)]
    )
    received = _binary_copy(using or reading(), statement, parameters)
    rows = np.frombuffer(
        received,
        dtype=row,
        offset=HEADER_BYTES,
        count=(len(received) - HEADER_BYTES) // row.itemsize,
    )
    return {name: rows[name].astype(np.int64) for name in names}


def _binary_copy(
    database: BaseDatabaseWrapper, statement: str, parameters: Sequence[object]
) -> bytearray:
    """Return what COPY writes in its binary format. Raises the errors of Django."""
    received = bytearray()
    database.ensure_connection()
    copied = ClientCursor(database.connection).mogrify(
        f"COPY ({statement}) TO STDOUT (FORMAT binary)", parameters
    )

    with database.wrap_database_errors:
        # psycopg's own loop waits for each row in Python, which takes most of the time where there
        # are a million rows. libpq waits as well.
        pgconn = database.connection.pgconn
        result = pgconn.exec_(copied.encode())
        if result.status != ExecStatus.COPY_OUT:
            raise error_from_result(result)
        while True:
            length, row = pgconn.get_copy_data(0)
            if length <= 0:
                break
            received += row

        # All results must be fetched, also after an error: else libpq takes no other statement.
        results = list(iter(pgconn.get_result, None))
        for result in results:
            if result.status != ExecStatus.COMMAND_OK:
                raise error_from_result(result)
    return received


def _field(name: str) -> list[tuple[str, str]]:
    return [(f"{name} length", ">i4"), (name, ">i8")]


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write `rows` into `table` with COPY, as one statement of the current transaction."""
    with connection.cursor() as cursor, cursor.cursor.copy(_copy_to(table, columns)) as copy:
        for row in rows:
            copy.write_row(row)


def copy_lines_in(table: str, columns: Sequence[str], lines: Iterable[bytes]) -> None:
    """The same for rows that are written in COPY's text format, a line each.

    An item may be several lines.
    """
    with connection.cursor() as cursor, cursor.cursor.copy(_copy_to(table, columns)) as copy:
        for line in lines:
            copy.write(line)


def _copy_to(table: str, columns: Sequence[str]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
