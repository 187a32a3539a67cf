"""CSV and TSV in any dialect; bad rows are refused by line."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.corpus.readers.fields.missing_values import NO_TEXT
from annotator.corpus.readers.records import (
    ArticleRecord,
    ReadArticle,
    ReadOptions,
    Refused,
)
from tests.corpus.readers.support import account, read, records, refused, texts


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
        ("a.csv", 'id, text\n1, "The dam, they say, held."\n'),
        ("a.csv", "sep=^\nname^text\n1^The dam, they say, held.\n"),
        ("a.csv", "id;score;text\n1;3,5;The dam, they say, held.\n"),
        ("a.csv", "text\nThe dam, they say, held.\n"),
        ("a.tsv", 'id,text\n1,"The dam, they say, held."\n'),
        ("a.tab", "id\ttext\n1\tThe dam, they say, held.\n"),
        ("a.psv", "id|text\n1|The dam, they say, held.\n"),
        ("a.csv", '"id" "text"\n7 "The dam, they say, held."\n'),
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
    items = read("a.csv", table, ReadOptions(quoting="doubled"))
    assert [item.record.external_id for item in items if isinstance(item, ReadArticle)] == [
        "1",
        "5",
        "9",
        "10",
    ]
    assert [(item.source, item.reason) for item in items if isinstance(item, Refused)] == [
        ("a.csv, line 3", "has no text"),
        ("a.csv, line 4", "the row has 3 cells, more than the header, which has 2"),
        ("a.csv, line 5", "quotation mark inside a quoted cell isn’t doubled"),
        ("a.csv, line 7", "contains control characters (a binary file?)"),
        ("a.csv, line 8", "has no text"),
        ("a.csv, line 9", "unclosed quotation mark"),
    ]


def test_missing_cells_at_the_end_of_a_row_are_empty() -> None:
    table = (
        "sentence_id\tsentence\tlabel\tchecked\n"
        "s1\tThe dam is safe.\tclaim\tTrue\n"
        "s2\tThe mayor doubts it.\tdoubt\n"
    )
    found = records("dev.tsv", table)
    assert [(record.text, record.labels[0].name) for record in found] == [
        ("The dam is safe.", "claim"),
        ("The mayor doubts it.", "doubt"),
    ]
    assert account("dev.tsv", table)["padded"] == 1


def test_an_article_keeps_its_sentence_whose_row_is_short() -> None:
    table = (
        "article_id,position,sentence,label\n"
        "a1,1,One is here.,claim\na1,2,Two is here.\na1,3,Three is here.,denial\n"
    )
    (record,) = records("a.csv", table)
    assert record.sentences == ("One is here.", "Two is here.", "Three is here.")
    assert [(label.name, label.position) for label in record.labels] == [
        ("claim", 1),
        ("denial", 3),
    ]


def test_empty_cells_beyond_the_header_are_dropped() -> None:
    assert texts("a.csv", "id,text\n1,The dam held.,,\n") == ["The dam held."]


def test_a_row_that_repeats_the_header_is_refused() -> None:
    # Two files were put together, the second with its byte order mark.
    table = 'id,text\n1,The dam held.\n\ufeffid,text\n\ufeff2,"It did, he said."\n'
    items = read("a.csv", table)
    assert [item.record.text for item in items if isinstance(item, ReadArticle)] == [
        "The dam held.",
        "It did, he said.",
    ]
    assert refused("a.csv", table) == [("a.csv, line 3", "repeats the header")]


def test_rows_and_empty_rows_are_counted() -> None:
    found = account("a.csv", "id,text\n1,One.\n\n,\n2,Two.\n3,Three.,more\n")
    assert (found["rows"], found["blank"]) == (3, 2)


def test_a_cell_that_holds_rows_is_warned_of() -> None:
    table = 'id\ttext\n1\t"We lost.\n2\tWe will win."\n3\tFine.\n'
    first, second = read("q.tsv", table, ReadOptions(quoting="doubled"))
    assert isinstance(first, ReadArticle)
    assert [warning.reason for warning in first.warnings] == [
        "“text” contains what looks like 1 more row; if quotation marks are letters in this table, "
        "choose ‘part of the text; cells aren’t quoted’ at ‘Quotation marks inside cells’"
    ]
    assert isinstance(second, ReadArticle)
    assert not second.warnings
    # The way that the warning names.
    assert len(texts("q.tsv", table, ReadOptions(quoting="none"))) == 3


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        (",".join(f"c{n}" for n in range(10_000)), "10,000 columns; at most 1,000 can be read"),
        (
            "a,b\n1,2",
            "no text column found among “a”, “b”; choose the column that has the text: "
            "‘Article text’",
        ),
        ("id,text\n1," + "x" * 8_000_001, "line 2 is longer than 8,000,000 characters"),
    ],
)
def test_tables_that_cannot_be_read_are_refused(table: str, reason: str) -> None:
    assert refused("a.csv", table) == [("a.csv", reason)]


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
    cells = [cell for cell in cells if cell.strip() and cell.strip() not in NO_TEXT]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("id", "text"), *enumerate(cells)])
    assert texts("a.csv", out.getvalue() if cells else "text\nx", ReadOptions(rows="articles")) == (
        cells or ["x"]
    )


def test_many_stray_quotation_marks_do_not_take_quadratic_time() -> None:
    whole = "".join(f"The dam held for {day} days.,The Herald\n" for day in range(60))
    table = "text,source\n" + whole + 'x","\n' * 100_000
    found = read("a.csv", table, ReadOptions(quoting="doubled"))
    assert len([item for item in found if isinstance(item, ReadArticle)]) == 60
    last = found[-1]
    assert isinstance(last, Refused)
    assert "too many unclosed quotation marks" in last.reason
