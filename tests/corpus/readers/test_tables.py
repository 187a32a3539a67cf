"""CSV and TSV in any dialect; bad rows are refused by line."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.corpus.readers.records import (
    ArticleRecord,
    ReadArticle,
    ReadOptions,
    Refused,
)
from tests.corpus.readers.support import read, records, refused, texts


def test_a_table_is_read_by_its_header() -> None:
    table = (
        "\ufeffHeadline,Body,Publisher,Link,Date,Lang,id\r\n"
        '"=SUM(A1)","He said ""no"".\r\nThen he left.",Courier,https://courier.example/1,3 May '
        "2024,de,x1\r\n"
    )
    assert records("crawl.csv", table) == [
        ArticleRecord(
            "x1",
            'He said "no".\nThen he left.',
            title="=SUM(A1)",
            source="Courier",
            url="https://courier.example/1",
            published=date(2024, 5, 3),
            language="de",
        )
    ]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("a.csv", "id;text\n1;The dam, they say, held.\n"),
        ("a.csv", "sep=;\nid;text\n1;The dam, they say, held.\n"),
        ("a.csv", "id|text\n1|The dam, they say, held.\n"),
        ("a.csv", "id\ttext\n1\tThe dam, they say, held.\n"),
        ("a.tsv", 'id\ttext\n1\t"The dam, they say, held."\n'),
        ("a.csv", '\n\nid,text\n\n1,"The dam, they say, held."\n\n'),
        ("a.csv", 'id,text\r1,"The dam, they say, held."\r'),
    ],
)
def test_the_dialect_is_detected(name: str, table: str) -> None:
    assert texts(name, table) == ["The dam, they say, held."]


def test_unclosed_quotation_marks_in_a_table_with_tabs_are_text() -> None:
    assert texts("a.tsv", 'id\ttext\n1\t"Lies," he said.\n2\tShe said "yes.\n') == [
        '"Lies," he said.',
        'She said "yes.',
    ]


def test_tables_in_old_encodings_are_read() -> None:
    table = "Title;Text\nDer Damm;Die Behörde erklärte, „nichts“ sei geschehen.\n"
    assert texts("a.csv", table.encode("cp1252")) == [
        "Die Behörde erklärte, „nichts“ sei geschehen."
    ]
    assert texts("a.csv", table.encode("utf-16")) == [
        "Die Behörde erklärte, „nichts“ sei geschehen."
    ]
    assert texts(
        "a.csv", "Title;Text\nDer Damm;Die Behörde\n".encode("cp850"), ReadOptions(encoding="cp850")
    ) == ["Die Behörde"]


def test_a_bad_row_does_not_stop_the_others() -> None:
    table = (
        'id,text\n1,One.\n2\n3,Three.,more\n4,"Four" said.\n5,Five.\n6,a\0b\n7,   '
        '\n8,"Eight\n9,Nine.\n10,Ten.\n'
    )
    items = read("a.csv", table)
    assert [item.record.external_id for item in items if isinstance(item, ReadArticle)] == [
        "1",
        "5",
        "9",
        "10",
    ]
    assert [(item.source, item.reason) for item in items if isinstance(item, Refused)] == [
        ("a.csv, line 3", "1 cell, but the header has 2"),
        ("a.csv, line 4", "3 cells, but the header has 2"),
        ("a.csv, line 5", "quotation mark inside a quoted cell isn’t doubled"),
        ("a.csv, line 7", "contains control characters (a binary file?)"),
        ("a.csv, line 8", "has no text"),
        ("a.csv, line 9", "unclosed quotation mark"),
    ]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        (",".join(f"c{n}" for n in range(10_000)), "10,000 columns; at most 1,000 can be read"),
        ("text,text\na,b", "two columns are named “text”"),
        (
            "a,b\n1,2",
            "no text column found among “a”, “b”; choose the column that has the text",
        ),
        ("id,text\n1," + "x" * 8_000_001, "line 2 is longer than 8,000,000 characters"),
    ],
)
def test_tables_that_cannot_be_read_are_refused(table: str, reason: str) -> None:
    assert refused("a.csv", table) == [("a.csv", reason)]


def test_the_majority_of_rows_decides_whether_cells_are_quoted() -> None:
    letters = 'id\ttext\n1\t"We lost.\n2\tWe will win."\n3\tFine.\n'
    assert texts("q.tsv", letters) == ['"We lost.', 'We will win."', "Fine."]
    quoted = 'id\ttext\n1\t"One ""two""\nthree."\n2\t"Lies," he said.\n3\t"Four."\n'
    items = read("q.tsv", quoted)
    assert [item.record.text for item in items if isinstance(item, ReadArticle)] == [
        'One "two"\nthree.',
        "Four.",
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"])
            | st.sampled_from('", ;\n\t'),
            min_size=1,
        )
    )
)
def test_a_written_table_is_read_unchanged(cells: list[str]) -> None:
    cells = [cell for cell in cells if cell.strip()]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("id", "text"), *enumerate(cells)])
    assert texts("a.csv", out.getvalue() if cells else "text\nx", ReadOptions(rows="articles")) == (
        cells or ["x"]
    )


def test_many_stray_quotation_marks_do_not_take_quadratic_time() -> None:
    whole = "".join(f"The dam held for {day} days.,The Herald\n" for day in range(60))
    found = read("a.csv", "text,source\n" + whole + 'x","\n' * 100_000)
    assert len([item for item in found if isinstance(item, ReadArticle)]) == 60
    last = found[-1]
    assert isinstance(last, Refused)
    assert "too many unclosed quotation marks" in last.reason
