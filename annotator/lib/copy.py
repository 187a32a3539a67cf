"""Streams into and out of PostgreSQL by COPY: no row objects, no list in memory."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection
from psycopg import sql


def csv_stream(statement: str, parameters: Sequence[object]) -> Iterator[bytes]:
    """The rows of a SELECT as CSV in pieces (RFC 4180 but for LF, UTF-8): header first, NULL as nothing, '' as \"\"."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)", parameters) as rows,
    ):
        for piece in rows:
            yield bytes(piece)


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write `rows` into `table` by COPY, as one statement of the transaction that is open."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
