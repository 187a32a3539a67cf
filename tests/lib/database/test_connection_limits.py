"""The limits of a web worker's statements."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

LIMITS = {"statement_timeout": "61s", "lock_timeout": "14s"}


@pytest.fixture
def new_connection(transactional_db: None, settings: LazySettings) -> Iterator[BaseDatabaseWrapper]:
    settings.CONNECTION_LIMITS = LIMITS
    own = connection.copy()
    yield own
    own.close()


def test_a_new_connection_has_the_limits_of_the_settings(
    new_connection: BaseDatabaseWrapper,
) -> None:
    for name, value in LIMITS.items():
        with new_connection.cursor() as cursor:
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == (value,)


def test_they_outlive_a_rollback(new_connection: BaseDatabaseWrapper) -> None:
    """A first transaction that fails must not take them back."""
    new_connection.connect()
    new_connection.set_autocommit(False)
    new_connection.rollback()
    with new_connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("61s",)
