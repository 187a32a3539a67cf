"""Holds an import in the middle, for as long as a test needs, on any machine."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg

from annotator.lib.database.embedded import EmbeddedPostgres
from tools.cluster import query
from tools.served import wait_for

LOCK = "LOCK TABLE corpus_article IN SHARE MODE"
WAITING = """
SELECT count(*) FROM pg_locks WHERE relation = 'corpus_article'::regclass AND NOT granted
"""


@contextmanager
def held_after_one_batch(server: EmbeddedPostgres, start: Callable[[], object]) -> Iterator[None]:
    """Meanwhile, the import that `start` starts has stored a batch, and waits with the next.

    PostgreSQL gives locks in the order in which they were asked for. The import asks between our
    two: after the first it stores a batch, and with the next batch it waits for the second.
    """
    where = f"host={server.socket_folder} user=skepsis dbname=skepsis"

    def is_queued(length: int) -> bool:
        return query(server, WAITING) == str(length)

    with (
        ThreadPoolExecutor(1) as thread,
        psycopg.connect(where) as first,
        psycopg.connect(where) as second,
    ):
        first.execute(LOCK)
        start()
        wait_for(lambda: is_queued(1))
        locked = thread.submit(second.execute, LOCK)
        wait_for(lambda: is_queued(2))

        first.rollback()
        locked.result()
        wait_for(lambda: is_queued(1))
        yield
