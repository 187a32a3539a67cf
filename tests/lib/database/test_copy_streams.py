import pytest
from django.db import DataError, connection, transaction

from annotator.lib.database.copy_streams import integer_rows

pytestmark = pytest.mark.django_db


def test_rows_become_columns_of_integers() -> None:
    statement = "SELECT n::bigint, (n * %s)::bigint FROM generate_series(1, 3) n ORDER BY n"
    columns = integer_rows(statement, [-10], ["n", "product"])
    assert columns["n"].tolist() == [1, 2, 3]
    assert columns["product"].tolist() == [-10, -20, -30]


def test_no_rows_are_empty_columns() -> None:
    columns = integer_rows("SELECT 1::bigint WHERE false", [], ["one"])
    assert columns["one"].tolist() == []


@pytest.mark.parametrize("broken", ["SELECT 1::bigint / 0", "SELECT 10::bigint / (5 - n) FROM g"])
def test_after_an_error_the_connection_works(broken: str) -> None:
    statement = f"WITH g AS (SELECT n FROM generate_series(1, 9) n) {broken}"
    with pytest.raises(DataError, match="division by zero"), transaction.atomic():
        integer_rows(statement, [], ["quotient"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT 7")
        assert cursor.fetchone() == (7,)
