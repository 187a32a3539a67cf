"""How PostgreSQL joins the rows of a bulk statement."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_nested_loops() -> Iterator[None]:
    """Join by hash or merge in this block, which is in a transaction.

    PostgreSQL's statistics don't know the rows that a transaction has just added. It may take a
    table for empty, and join it by a nested loop that reads all of it for each row: an import of
    1,000 labels took 52 s. So that no table is read as a whole either, a statement in this block
    names the rows that it needs of a growing table: `article_id = ANY (…)`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_nestloop')")
        before = cursor.fetchone()[0]
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        # After an error, the rollback undoes the setting.
        cursor.execute("SELECT set_config('enable_nestloop', %s, true)", [before])
