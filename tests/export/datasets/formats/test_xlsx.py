import gc
import io
import json
import resource
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from annotator.export.datasets.columns import Column, Kind
from annotator.export.datasets.formats.xlsx import MAX_CELL, xlsx_file
from annotator.export.datasets.queries import DATASETS
from annotator.projects.models import Project
from tests.export.datasets.test_exports import exported

COLUMNS = (Column("number", Kind.WHOLE, "a number"), Column("text", Kind.TEXT, "a text"))


def made(rows: list[dict[str, Any]], **asked: int) -> Workbook:
    lines = [json.dumps(row).encode() for row in rows]
    return load_workbook(io.BytesIO(b"".join(xlsx_file("rows", COLUMNS, lines, **asked))))


def texts_of(book: Workbook) -> list[str]:
    return [row[1] for row in book["rows"].iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("dataset", list(DATASETS))
def test_the_cells_have_the_values_of_the_other_formats(labelled: Project, dataset: str) -> None:
    book = load_workbook(io.BytesIO(exported(labelled, dataset, "xlsx")))
    assert book.sheetnames == [dataset, "columns"]
    header, *rows = book[dataset].iter_rows(values_only=True)
    objects = [json.loads(line) for line in exported(labelled, dataset, "jsonl").splitlines()]
    assert [dict(zip(header, map(_as_json, row), strict=True)) for row in rows] == objects

    assert book[dataset].freeze_panes == "A2"
    described = list(book["columns"].iter_rows(values_only=True))[1:]
    assert described == [
        (column.name, column.kind.value, column.meaning)
        for column in DATASETS[dataset](labelled).columns
    ]


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        is_day = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if is_day else f"{value.isoformat()}.000Z"
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+5 metres",
        "-and",
        "@dam",
        "\ttab",
        "https://example.org/",
        "قال: لم يفشل",
        "{=1}",
        " a ",
    ],
)
def test_a_text_is_a_text_whatever_it_begins_with(text: str) -> None:
    book = made([{"number": 7, "text": text}])
    number, cell = book["rows"]["A2"], book["rows"]["B2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))
    assert (number.data_type, number.value) == ("n", 7)


def test_a_text_that_is_too_long_is_cut_and_listed() -> None:
    whole, emojis = "a" * MAX_CELL, "😀" * MAX_CELL
    rows = [{"number": 1, "text": text} for text in (whole, whole + "b", emojis)]
    book = made(rows)
    first, second, third = texts_of(book)
    assert first == whole
    assert second == "a" * (MAX_CELL - 4) + " […]"
    assert third == "😀" * ((MAX_CELL - 4) // 2) + " […]"
    assert list(book["cut texts"].iter_rows(min_row=2, values_only=True)) == [
        ("rows", 3, "text", MAX_CELL + 1),
        ("rows", 4, "text", MAX_CELL),
    ]


@pytest.mark.parametrize(
    ("count", "sheets"), [(0, ["rows"]), (2, ["rows"]), (5, ["rows", "rows 2", "rows 3"])]
)
def test_a_full_sheet_is_followed_by_another(count: int, sheets: list[str]) -> None:
    book = made([{"number": number, "text": "a"} for number in range(count)], sheet_rows=3)
    assert book.sheetnames == [*sheets, "columns"]
    rows = [book[name].iter_rows(values_only=True) for name in sheets]
    assert [next(found) for found in rows] == [("number", "text")] * len(sheets)
    assert [number for found in rows for number, _ in found] == list(range(count))


def test_days_before_1900_are_texts() -> None:
    column = (Column("published", Kind.DATE, "a day"),)
    lines = [b'{"published": "1899-12-31"}', b'{"published": "2031-03-03"}']
    book = load_workbook(io.BytesIO(b"".join(xlsx_file("rows", column, lines))))
    found = [row[0] for row in book["rows"].iter_rows(min_row=2, values_only=True)]
    assert found == ["1899-12-31", datetime(2031, 3, 3)]  # noqa: DTZ001


@pytest.mark.filterwarnings("ignore:.*unclosed file:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_a_full_disk_is_an_error_of_the_system() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            made([{"number": 1, "text": "a"}])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    # The library leaves its temporary files to the garbage collector.
    gc.collect()
