"""Rows that a fixture made once, put back for the next test: faster than making them again."""

import pickle
from collections.abc import Callable
from typing import TypeVar

from django.db import connection, transaction

from tests.support.emptying import filled_tables, is_superuser, without_triggers

Made = TypeVar("Made")
# What each fixture made, and its rows by table, as PostgreSQL copies them.
_remembered: dict[str, tuple[bytes, dict[str, bytes]]] = {}


def remember(name: str, make: Callable[[], Made]) -> Made:
    """Fill the tables, which are empty, with the rows that `make` makes, and return its result.

    Rows and result are the same each time, also their ids. Sequences only go on, so new rows get
    others.
    """
    if name not in _remembered or not is_superuser():
        made = make()
        _remembered[name] = pickle.dumps(made), _copies()
        return made

    made, copies = _remembered[name]
    _load(copies)
    return pickle.loads(made)


def _copies() -> dict[str, bytes]:
    copies = {}
    with connection.cursor() as cursor:
        for table in filled_tables():
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
                copies[table] = b"".join(bytes(piece) for piece in copy)
    return copies


def _load(copies: dict[str, bytes]) -> None:
    with transaction.atomic(), without_triggers(), connection.cursor() as cursor:
        for table, rows in copies.items():
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                copy.write(rows)
