import pytest
from django.db import connection

from annotator.lib.database.copy_streams import copy_out
from annotator.lib.database.snapshots import one_snapshot, own_snapshot


@pytest.mark.django_db(transaction=True)
def test_an_error_in_the_middle_of_a_copy_ends_the_snapshot() -> None:
    """As when the disk is full while a release is written: the rollback waited for ever."""
    rows = copy_out("SELECT generate_series(1, 100000)", ())

    def write() -> None:
        with one_snapshot():
            next(rows)
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write()

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_an_error_in_the_middle_of_a_copy_ends_a_snapshot_of_its_own() -> None:
    """As when the disk is full while an Excel file is made: the request waited for ever."""
    unfinished = []

    def write() -> None:
        with own_snapshot() as own:
            rows = copy_out("SELECT generate_series(1, 100000)", (), using=own)
            unfinished.append(rows)
            next(rows)
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write()
