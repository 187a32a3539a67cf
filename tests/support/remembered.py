"""Rows that a fixture made once, put back for the next test: faster than making them again."""

import pickle
from collections.abc import Callable
from typing import TypeVar

from django.db import connection, transaction

from tests.support.emptying import filled_tables, is_superuser, without_triggers

Made = TypeVar("Made")
# What each fixture made, and its rows by table and columns, as PostgreSQL copies them.
_remembered: dict[str, tuple[bytes, dict[str, bytes]]] = {}


def remember(name: str, make: Callable[[], Made]) -> Made:
    """Add the rows that `make` makes, and return its result.

    Rows and result are the same each time, also their ids. Sequences only go on, so new rows get
    others. Nothing is remembered while the tables have rows of something else.
    """
    if name in _remembered and is_superuser():
        made, copies = _remembered[name]
        _load(copies)
        return pickle.loads(made)

    others = filled_tables()
    result = make()
    if not others:
        _remembered[name] = pickle.dumps(result), _copies()
    return result


def _copies() -> dict[str, bytes]:
    copies = {}
    with connection.cursor() as cursor:
        for table in filled_tables():
            # Named, because a test of a migration can leave a table with another order of columns.
            target = f"{table} ({', '.join(_columns(table))})"
            with cursor.copy(f"COPY {target} TO STDOUT (FORMAT binary)") as copy:
                copies[target] = b"".join(bytes(piece) for piece in copy)
    return copies


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass "
            "AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def _load(copies: dict[str, bytes]) -> None:
    with transaction.atomic(), without_triggers(), connection.cursor() as cursor:
        for target, rows in copies.items():
            with cursor.copy(f"COPY {target} FROM STDIN (FORMAT binary)") as copy:
                copy.write(rows)
