"""Prepared statements for the most frequent queries.

The server plans them once per connection of a web worker. Planning the joins of a save took
ten times as long as running them. See PostgreSQL documentation, PREPARE, section Notes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor  # type: ignore[attr-defined]
from django.db.backends.utils import CursorWrapper
from psycopg.pq import TransactionStatus

# The statements that each connection has run.
_planned: WeakKeyDictionary[psycopg.Connection[Any], set[str]] = WeakKeyDictionary()


class _PreparedCursor(ServerBindingCursor):  # type: ignore[misc]
    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        planned = _planned.setdefault(self.connection, set())
        if query in planned:
            return super().execute(query, params, prepare=True, **options)

        with _plans_for_full_tables(self.connection):
            result = super().execute(query, params, prepare=True, **options)
        planned.add(query)
        return result


@contextmanager
def _plans_for_full_tables(server: psycopg.Connection[Any]) -> Iterator[None]:
    """Let the server plan as if every table was full.

    It keeps the plan. In a new installation, the tables have a page or two at first. The server
    would read them completely instead of looking up a key, and would still do so minutes later,
    when they are large. Each of our statements looks up keys.
    """
    server.execute("SET enable_seqscan = off")
    try:
        yield
    finally:
        # After an error within a transaction, its end takes the setting back.
        if server.info.transaction_status != TransactionStatus.INERROR:
            server.execute("RESET enable_seqscan")


def prepared_cursor() -> CursorWrapper:
    """Return a cursor that prepares its statements on the server.

    The server gets the values separately, so a statement must cast those that need a type.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(_PreparedCursor(connection.connection))  # type: ignore[attr-defined,no-any-return]
