"""Prepared statements for the most frequent queries.

The server plans them once per connection of a web worker. Planning the joins of a save took
ten times as long as running them. See PostgreSQL documentation, PREPARE, section Notes.
"""

from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor  # type: ignore[attr-defined]
from django.db.backends.utils import CursorWrapper


class _PreparedCursor(ServerBindingCursor):  # type: ignore[misc]
    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, prepare=True, **options)


def prepared_cursor() -> CursorWrapper:
    """Return a cursor that prepares its statements on the server.

    The server gets the values separately, so a statement must cast those that need a type.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(_PreparedCursor(connection.connection))  # type: ignore[attr-defined,no-any-return]
