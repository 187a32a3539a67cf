"""JSON Lines are what PostgreSQL's row_to_json writes, byte for byte."""

import pytest
from django.db import connection

from annotator.export.datasets import json_objects as module
from annotator.export.datasets.columns import Column, Kind
from annotator.export.datasets.json_objects import json_objects, json_pieces
from annotator.lib.database.copy_streams import JSON, TEXT, copy_out

COLUMNS = [
    Column("n", Kind.WHOLE, ""),
    Column("p_50% é\\", Kind.TEXT, ""),
    Column("share", Kind.NUMBER, ""),
    Column("last", Kind.TEXT, ""),
]
ODD = [
    "", r"\N", '"\\N"', r":\N", r"\\N", "null", '"', "\\", '\\"', "a\tb\nc\rd\be\ff", "\v", r"\v",
    "\\\v", "".join(map(chr, range(1, 0x20))), "\x7f\x85\u2028", "“é” 😀", "50% %b %s", "}\n{",
    r"\u0001", "\x01\\v",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("piece", [1, 10**6])
def test_objects_are_those_of_row_to_json(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECE", piece)
    names = ", ".join(connection.ops.quote_name(column.name) for column in COLUMNS)
    # Each odd text once beside a NULL, and once before a number.
    statement = (
        "SELECT n, t, CASE n % 2 WHEN 0 THEN n / 7.0::float8 END, NULLIF(t, '') "
        "FROM unnest(%s::text[] || %s::text[]) WITH ORDINALITY AS odd (t, n)"
    ).replace("n % 2", "n %% 2")
    odd = [ODD, ["x", *ODD]]

    objects = f"SELECT row_to_json(line) FROM ({statement}) AS line ({names.replace('%', '%%')})"
    expected = list(copy_out(objects, odd, JSON))
    assert len(expected) == 2 * len(ODD) + 1
    assert list(json_objects(COLUMNS, copy_out(statement, odd, TEXT))) == expected

    # The number comes first, as if it were not in the query.
    without = (row.partition(b"\t")[2] for row in copy_out(statement, odd, TEXT))
    assert b"".join(json_pieces(COLUMNS, without, numbered=True)) == b"".join(expected)


def test_no_rows_make_no_objects() -> None:
    assert list(json_pieces(COLUMNS, [])) == []
