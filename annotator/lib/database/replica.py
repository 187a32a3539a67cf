"""Reading large pages from a streaming replica that includes every acknowledged write.

Before such a page is rendered, the primary reports the position of its log on disk, which
includes every acknowledged write. The page waits until the replica has replayed that much. If
the replica takes too long or is unavailable, the primary serves the page. So no page misses a
label that was saved before. See PostgreSQL documentation, System Administration Functions,
Backup and Recovery Control Functions.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from time import monotonic, sleep
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from prometheus_client import Counter

from annotator.lib.database.outage import AWAY

ALIAS = "replica"
# A page waits at most this long for the replica.
PATIENCE_SECONDS = 0.3
PAUSE_SECONDS = 0.005
# A replica that was unavailable or behind isn't used again for this long.
SHUNNED_SECONDS = 5.0

PAGES = Counter(
    "skepsis_replica_pages",
    "Pages that may be read from the replica, by where they were",
    ["source"],
)

logger = logging.getLogger(__name__)
_reading: ContextVar[str] = ContextVar("reading", default=DEFAULT_DB_ALIAS)
_shunned_until = float("-inf")

P = ParamSpec("P")
R = TypeVar("R")


def reading() -> BaseDatabaseWrapper:
    """The connection that this page reads from."""
    return connections[_reading.get()]


class Router:
    """Sends the reads of such a page to its database, and every write to the primary."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return _reading.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        # Both databases have the same rows.
        return True

    def allow_migrate(self, alias: str, *_: object, **hints: Any) -> bool:
        return alias == DEFAULT_DB_ALIAS


def from_replica(view: Callable[P, R]) -> Callable[P, R]:
    """Let a read-only view read from the replica if possible, else from the primary.

    If the replica fails during the view, the view runs again.
    """

    @wraps(view)
    def on_either(*args: P.args, **kwargs: P.kwargs) -> R:
        if ALIAS not in connections.settings:
            return view(*args, **kwargs)

        if _has_caught_up():
            try:
                with _reading_from_replica():
                    answer = view(*args, **kwargs)
                PAGES.labels("replica").inc()
                return answer
            except AWAY as error:
                _shun(f"it became unavailable: {type(error).__name__}")

        PAGES.labels("primary").inc()
        return view(*args, **kwargs)

    return on_either


@contextmanager
def _reading_from_replica() -> Iterator[None]:
    token = _reading.set(ALIAS)
    try:
        yield
    finally:
        _reading.reset(token)


def _has_caught_up() -> bool:
    """Whether the replica catches up in time with what the primary has now."""
    if monotonic() < _shunned_until:
        return False

    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_flush_lsn()::text")
        (position,) = cursor.fetchone()
    deadline = monotonic() + PATIENCE_SECONDS

    try:
        with connections[ALIAS].cursor() as cursor:
            while True:
                # The result is NULL if the server isn't a replica.
                cursor.execute(
                    "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn",
                    [position],
                )
                if cursor.fetchone() == (True,):
                    return True
                if monotonic() > deadline:
                    break
                sleep(PAUSE_SECONDS)
    except AWAY as error:
        _shun(f"it is unavailable: {type(error).__name__}")
        return False

    _shun(f"it is more than {PATIENCE_SECONDS} s behind")
    return False


def _shun(why: str) -> None:
    global _shunned_until
    _shunned_until = monotonic() + SHUNNED_SECONDS
    logger.warning("the replica isn't used for %s s: %s", SHUNNED_SECONDS, why)
