"""Django's PostgreSQL backend, with two changes for web workers.

First, they report at once that the database is unavailable. Otherwise each request would wait for
the pool's timeout, several times before its error page is rendered, and many requests would keep
all threads waiting long after the server is back. So only one thread at a time tries to connect,
and the others get the error at once.

Second, the statements of `prepared_cursor` are planned once for each connection.
"""

import select
import threading
from collections import defaultdict
from time import monotonic
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

from annotator.lib.database.slow_queries import log_if_slow

# The time between two attempts to connect to a server that was unavailable.
PAUSE_SECONDS = 0.5


class Outage:
    """Whether this process could reach a database server, and which thread tries it again."""

    def __init__(self) -> None:
        self._is_away = False
        self._asked_at = float("-inf")
        self._asking = threading.Lock()

    def begin(self) -> bool:
        """Return whether this thread is the one that tries an unavailable server again.

        Raises psycopg.OperationalError if another thread is trying, or tried a moment ago.
        """
        if not self._is_away:
            return False
        if monotonic() < self._asked_at + PAUSE_SECONDS or not self._asking.acquire(blocking=False):
            raise psycopg.OperationalError("the database is unavailable")
        return True

    def record(self, *, is_away: bool, holds_lock: bool) -> None:
        """Store the result of an attempt. `holds_lock` is what `begin` returned."""
        self._is_away, self._asked_at = is_away, monotonic()
        if holds_lock:
            self._asking.release()


def _has_unread_data(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server sent something without a request. Mostly it closed the connection."""
    readable, _, _ = select.select([connection], [], [], 0)
    return bool(readable)


_outages: defaultdict[str, Outage] = defaultdict(Outage)


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.SLOW_QUERY_MS:
            self.execute_wrappers.append(log_if_slow)

    def _configure_connection(self, connection: psycopg.Connection[Any]) -> bool:
        if self._is_pooled:
            # By itself the server would plan each execution anew, because it
            # underestimates the cost of planning.
            connection.execute("SET plan_cache_mode = force_generic_plan")
            # Django sets this to None, which turns prepared statements off.
            connection.prepare_threshold = 0

        # By statements, because poolers such as PgBouncer refuse them as options of a new
        # connection.
        for name, value in settings.CONNECTION_LIMITS.items():
            connection.execute("SELECT set_config(%s, %s, false)", [name, value])
        must_commit = super()._configure_connection(connection)  # type: ignore[misc]
        return bool(must_commit or settings.CONNECTION_LIMITS)

    @property
    def _is_pooled(self) -> bool:
        return bool(self.settings_dict["OPTIONS"].get("pool"))

    def _get_living_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection from the pool that the server hasn't closed.

        The kernel knows if the server closed a connection. So this needs no query in each request,
        unlike Django's CONN_HEALTH_CHECKS.
        """
        while True:
            connection = super().get_new_connection(conn_params)
            if not _has_unread_data(connection):
                return connection

            # It may also be a notice, so ask the server whether the connection works.
            try:
                ConnectionPool.check_connection(connection)
                return connection
            except psycopg.OperationalError:
                # The pool replaces a closed connection by a new one.
                connection.close()
                self.pool.putconn(connection)  # type: ignore[attr-defined]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not self._is_pooled:
            return super().get_new_connection(conn_params)
        outage = _outages[self.alias]
        holds_lock = outage.begin()
        is_away = True
        try:
            connection = self._get_living_connection(conn_params)
            is_away = False
            return connection
        finally:
            outage.record(is_away=is_away, holds_lock=holds_lock)
