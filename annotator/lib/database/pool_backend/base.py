"""Django's PostgreSQL backend, with two things more for web workers.

They say at once that the database is away. Every request that asks a pool for a connection to a
server that is gone waits for the pool's patience to end, several times before its page of apology
is made; a crowd of them keeps every thread waiting long after the server is back. So one thread at
a time finds out whether it is back, and all others are told at once.

And the statements of `prepared_cursor` are planned once for each of their connections.
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

PAUSE_SECONDS = 0.5  # between two attempts to find out


class Outage:
    """What this process knows of a server that could not be reached."""

    def __init__(self) -> None:
        self._is_away = False
        self._asked_at = float("-inf")
        self._asking = threading.Lock()

    def begin(self) -> bool:
        """Whether this thread is the one that finds out. Raises psycopg.OperationalError where
        another one does, or did just now.
        """
        if not self._is_away:
            return False
        if monotonic() < self._asked_at + PAUSE_SECONDS or not self._asking.acquire(blocking=False):
            raise psycopg.OperationalError("the database is away")
        return True

    def found(self, *, is_away: bool, asked: bool) -> None:
        self._is_away, self._asked_at = is_away, monotonic()
        if asked:
            self._asking.release()


def _has_news(connection: psycopg.Connection[Any]) -> bool:
    """Whether something arrived that nobody asked for: the end of the connection, most likely."""
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
            # One-off plans look cheaper to the server, which reckons little for making them.
            connection.execute("SET plan_cache_mode = force_generic_plan")
            connection.prepare_threshold = 0
        return bool(super()._configure_connection(connection))  # type: ignore[misc]

    @property
    def _is_pooled(self) -> bool:
        return bool(self.settings_dict["OPTIONS"].get("pool"))

    def _get_living_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection from the pool that the server has not closed.

        A server that ends, or is killed, closes its connections, which the kernel knows: no
        question has to go to the server and back at every request, as with CONN_HEALTH_CHECKS.
        """
        while True:
            connection = super().get_new_connection(conn_params)
            if not _has_news(connection):
                return connection

            try:
                ConnectionPool.check_connection(connection)
                return connection
            except psycopg.OperationalError:
                # The pool drops it, and makes another.
                connection.close()
                self.pool.putconn(connection)  # type: ignore[attr-defined]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not self._is_pooled:
            return super().get_new_connection(conn_params)
        outage = _outages[self.alias]
        asked = outage.begin()
        is_away = True
        try:
            connection = self._get_living_connection(conn_params)
            is_away = False
            return connection
        finally:
            outage.found(is_away=is_away, asked=asked)
