import pytest
from django.db import connection

from annotator.lib.database.copy_streams import copy_out
from annotator.lib.database.snapshots import one_snapshot


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
