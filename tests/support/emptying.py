"""Empties the tables after a test that commits, in a tenth of the time that Django takes.

Django truncates every table, most of which are empty, and then makes the permissions and content
types again. Here these stay, as they do after a test that rolls back.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.test import TransactionTestCase

# Rows that the migrations made.
KEPT = {"auth_permission", "django_content_type"}

flush = TransactionTestCase._fixture_teardown


@contextmanager
def quick_emptying() -> Iterator[None]:
    """Meanwhile, tests that commit end with `empty_tables`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
        yield


def _empty(test: TransactionTestCase) -> None:
    has_others = set(test._databases_names(include_mirrors=False)) != {DEFAULT_DB_ALIAS}
    # Others may not switch triggers off.
    if has_others or not is_superuser():
        flush(test)
    else:
        empty_tables()


def is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        return bool(cursor.fetchone() == ("on",))


def empty_tables() -> None:
    """Delete all rows but those of KEPT. No trigger prevents it, and no foreign key."""
    with transaction.atomic(), without_triggers(), connection.cursor() as cursor:
        for name in filled_tables():
            cursor.execute(f"DELETE FROM {name}")


def filled_tables() -> list[str]:
    """The tables that have rows, without KEPT."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    probes = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in {*names} - KEPT]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(probes))
        return [name for (name,) in cursor.fetchall()]


@contextmanager
def without_triggers() -> Iterator[None]:
    """Meanwhile, in this transaction, no trigger runs and no foreign key is checked."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
