"""Statements that the server plans once for each connection of a web worker: those of the hot path.

To plan the joins of a save took ten times as long as to run them. PostgreSQL documentation,
PREPARE, section Notes.
"""

from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor  # type: ignore[attr-defined]
from django.db.backends.utils import CursorWrapper


class _PreparedCursor(ServerBindingCursor):  # type: ignore[misc]
    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, prepare=True, **options)


def prepared_cursor() -> CursorWrapper:
    """A cursor of the connection. Values go to the server apart from their statement, which casts
    what needs a type; in processes without a pool each is planned anew.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(_PreparedCursor(connection.connection))  # type: ignore[attr-defined,no-any-return]
