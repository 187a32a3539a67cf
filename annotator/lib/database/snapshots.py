"""Long reads on a connection outside the pool, from one snapshot of the data.

Only a few can run at once. A download takes as long as its client is slow, so it must not use
a connection that annotators need. Its transaction must end, whatever the client does.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from django.db import Error, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

from annotator.lib.database.replica import reading

# At the same time, over all processes.
MAX_READS = 4
MAX_READS_OF_PROJECT = 3
MAX_READS_OF_PERSON = 2
# The first keys of the advisory locks that count them. Nothing else uses these numbers.
ALL_READS, READS_OF_PROJECT, READS_OF_PERSON = 7_304_127, 7_304_128, 7_304_129
REPEATABLE_READ = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class TooManyError(Exception):
    """Too many long reads are running: `limit` of all, of a project or of a person."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


@contextmanager
def own_snapshot(
    *, project: int | None = None, person: int | None = None
) -> Iterator[BaseDatabaseWrapper]:
    """Open a connection with a read-only transaction on one snapshot of the data.

    The ids of the project and of the person's account limit how many each of them can have.
    Raises TooManyError.
    """
    own = reading().copy()
    own.settings_dict["OPTIONS"] = {
        k: v for k, v in own.settings_dict["OPTIONS"].items() if k != "pool"
    }
    # Another thread may finish the response.
    own.inc_thread_sharing()

    try:
        _take_place(own, READS_OF_PERSON, person, MAX_READS_OF_PERSON)
        _take_place(own, READS_OF_PROJECT, project, MAX_READS_OF_PROJECT)
        _take_place(own, ALL_READS, 0, MAX_READS)
        own.set_autocommit(False)

        with own.cursor() as cursor:
            # A download can take long. The front server drops clients that don't read
            # it.
            cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
            cursor.execute(REPEATABLE_READ)
        yield own
    finally:
        with suppress(Error):
            if not _closed_during_copy(own):
                _release(own)
        with suppress(Error):
            own.close()


def _release(own: BaseDatabaseWrapper) -> None:
    """End the transaction and the locks.

    Closing the connection would do this too, but only when the server notices it.
    """
    own.rollback()
    own.set_autocommit(True)
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Let everything that the block reads through Django come from one snapshot, read-only."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(REPEATABLE_READ)

        try:
            yield
        except BaseException:
            _closed_during_copy(connection)
            raise


def _closed_during_copy(using: BaseDatabaseWrapper) -> bool:
    """Close the connection if a COPY was not read to its end, as when the disk is full.

    The COPY holds psycopg's lock of the connection, so a rollback would wait for it for ever.
    """
    driver = using.connection
    if driver is None or driver.info.transaction_status != TransactionStatus.ACTIVE:
        return False

    driver.close()
    # Django then knows that there is nothing to roll back.
    using.close()
    return True


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
    raise TooManyError(limit)


class Held(Iterator[bytes]):
    """A stream, with resources to close when it ends or when its client is gone."""

    def __init__(self, pieces: Iterator[bytes], closing: ExitStack) -> None:
        self._pieces = pieces
        self._closing = closing

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            # This includes StopIteration at its end.
            self.close()
            raise

    def close(self) -> None:
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()
        self._closing.close()
