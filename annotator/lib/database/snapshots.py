"""A connection beside the pool for a long read: one snapshot of the data, and no more than a few at
once.

A download lasts as long as its reader is slow. It must not keep a connection from those who label,
and whatever becomes of the reader, its transaction must end.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from django.db import Error, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from annotator.lib.database.replica import reading

MAX_READS = 4  # at once, over all processes
MAX_READS_OF_PROJECT = 3
MAX_READS_OF_PERSON = 2
# The first keys of the advisory locks that count them: any numbers that nobody else uses.
ALL_READS, READS_OF_PROJECT, READS_OF_PERSON = 7_304_127, 7_304_128, 7_304_129
REPEATABLE_READ = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class TooManyError(Exception):
    """As many long reads as there may be go on already; one more can be tried in a while."""


@contextmanager
def own_snapshot(
    *, project: int | None = None, person: int | None = None
) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, in a read-only transaction that sees the data as they were when it
    began.

    The ids of the project and of the person's account say for whom it is: neither can take all
    places. Raises TooManyError.
    """
    own = reading().copy()
    own.settings_dict["OPTIONS"] = {
        k: v for k, v in own.settings_dict["OPTIONS"].items() if k != "pool"
    }
    own.inc_thread_sharing()  # whoever ends a response may not be the thread that began it
    try:
        _take_place(own, READS_OF_PERSON, person, MAX_READS_OF_PERSON)
        _take_place(own, READS_OF_PROJECT, project, MAX_READS_OF_PROJECT)
        _take_place(own, ALL_READS, 0, MAX_READS)
        own.set_autocommit(False)
        with own.cursor() as cursor:
            # A download may take long: the front drops the client that does not read it.
            cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
            cursor.execute(REPEATABLE_READ)
        yield own
    finally:
        # The end of the connection would be the end of both, too, but at a moment of the server's
        # own choice.
        with suppress(Error):
            own.rollback()
            own.set_autocommit(True)
            with own.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_all()")
        with suppress(Error):
            own.close()


@contextmanager
def one_snapshot() -> Iterator[None]:
    """All that the block reads through Django is as it was when the block began; it can't write."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(REPEATABLE_READ)
        yield


def _take_place(own: BaseDatabaseWrapper, kind: int, number: int | None, limit: int) -> None:
    """Take one of the `limit` locks of this kind and number. Raises TooManyError."""
    if number is None:
        return

    with own.cursor() as cursor:
        for place in range(limit):
            key = (number * limit + place) % 2**31
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, key])
            if cursor.fetchone() == (True,):
                return
    raise TooManyError


class Held(Iterator[bytes]):
    """Pieces of a stream, and what is to be closed when the stream ends or its reader has gone."""

    def __init__(self, pieces: Iterator[bytes], closing: ExitStack) -> None:
        self._pieces = pieces
        self._closing = closing

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:  # its end, too, is one
            self.close()
            raise

    def close(self) -> None:
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()
        self._closing.close()
