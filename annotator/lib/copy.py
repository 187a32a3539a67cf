"""Streams out of PostgreSQL by COPY: no row objects, no list in memory."""

from collections.abc import Iterator, Sequence

from django.db import connection


def csv_stream(statement: str, parameters: Sequence[object]) -> Iterator[bytes]:
    """The rows of a SELECT as CSV in pieces (RFC 4180 but for LF, UTF-8): header first, NULL as nothing, '' as \"\"."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)", parameters) as rows,
    ):
        for piece in rows:
            yield bytes(piece)
