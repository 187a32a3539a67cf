"""A table may lack a header, name two columns alike, or have lines above its header."""

import re

import pytest

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.records import ReadOptions, UnreadableError
from annotator.corpus.readers.tables.tables import rows_of_cells
from annotator.lib.ways import COMMAND, worded_for
from tests.corpus.readers.support import account, facts, records, refused, texts

LIAR = "1.json\ttrue\tThe dam is safe.\tdams\t0\t0\n2.json\tfalse\tThe dam will fall.\tdams\t0\t0\n"
NUMBERED = "7,The dam is safe.,claim\n8,The mayor doubts it.,doubt\n"


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("noheader.tsv", LIAR),
        ("input.csv", NUMBERED),
        ("one.csv", "The dam is safe.\nThe mayor doubts it.\n"),
        ("dates.csv", "2024-05-03;The dam is safe.\n2024-05-04;The mayor doubts it.\n"),
        ("links.csv", "https://courier.example/1,The dam is safe\nhttps://a.example/2,It isn’t\n"),
        ("short.csv", "1,The dam is safe.\n"),
    ],
)
def test_a_table_without_a_header_is_refused_with_a_way_that_works(name: str, table: str) -> None:
    with worded_for(COMMAND):
        ((_source, reason),) = refused(name, table)
    assert reason.startswith("the first row looks like data, not like names of columns: 1 “")

    column = re.search(r"--header no --column text=(\d+)", reason)
    assert column
    found = texts(name, table, ReadOptions(header="no", columns={"text": column[1]}))
    assert len(found) == table.count("\n")
    assert found[0].startswith("The dam is safe")


def test_the_message_shows_the_numbered_columns() -> None:
    with worded_for(COMMAND):
        ((_source, reason),) = refused("noheader.tsv", LIAR)
    assert "1 “1.json”, 2 “true”, 3 “The dam is safe.”, 4 “dams”, 5 “0”, 6 “0”;" in reason
    assert "if it is the header, choose --header yes" in reason


def test_columns_without_a_header_have_numbers() -> None:
    options = ReadOptions(
        header="no", rows="sentences", columns={"article": "1", "text": "2", "label": "3"}
    )
    found = records("input.csv", NUMBERED, options)
    assert [(item.external_id, item.text, item.labels[0].name) for item in found] == [
        ("7", "The dam is safe.", "claim"),
        ("8", "The mayor doubts it.", "doubt"),
    ]
    assert facts("input.csv", NUMBERED, options)["header"] == ("no", "chosen")


def test_no_row_of_a_table_without_a_header_is_passed_over() -> None:
    table = "Dam,,\n# The dam held.,it,did\n3,It broke.,yes\n4,It held.,no\n"
    found = texts("a.csv", table, ReadOptions(header="no", columns={"text": "1"}))
    assert found == ["Dam", "# The dam held.", "3", "4"]


def test_short_rows_do_not_hide_columns_of_a_table_without_a_header() -> None:
    options = ReadOptions(header="no", columns={"text": "2", "title": "3"})
    found = records("a.csv", "1,The dam held.\n2,It did.\n3,It broke.,Dam\n", options)
    assert [record.title for record in found] == ["", "", "Dam"]


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ("id,text\n1,The dam held.\n", ("yes", "detected")),
        ("id,text,2019,2020\n1,The dam held.,4,5\n", ("yes", "detected")),
        ("When,text,Is this sentence biased?\n2024-05-03,It is.,4\n", ("yes", "detected")),
        # Whether these are names or values, nobody can tell.
        ("text,other\nfoo,bar\n", ("yes", "detected")),
        (",0,1\n0,The dam held.,claim\n", ("yes", "guessed")),
    ],
)
def test_a_header_is_noted(table: str, header: tuple[str, str]) -> None:
    noted = FileAccount()
    cells = ((number, line.split(",")) for number, line in enumerate(table.splitlines(), start=1))
    list(rows_of_cells(cells, "a.csv", noted))
    fact = noted.facts["header"]
    assert (fact.value, fact.certainty.value) == header


def test_words_over_words_are_guessed_to_be_a_header() -> None:
    noted = FileAccount()
    list(rows_of_cells(iter([(1, ["foo", "bar"]), (2, ["baz", "qux"])]), "a.csv", noted))
    assert noted.facts["header"].certainty.value == "guessed"


def test_a_header_that_looks_like_data_can_be_chosen() -> None:
    options = ReadOptions(header="yes", columns={"text": "The dam is safe."})
    assert texts("input.csv", NUMBERED, options) == ["The mayor doubts it."]
    assert facts("input.csv", NUMBERED, options)["header"] == ("yes", "chosen")


def test_the_second_column_of_a_name_has_a_number() -> None:
    table = "id,text,note,note,note.1,note\n1,The dam is safe.,a,b,c,d\n"
    assert texts("twins.csv", table) == ["The dam is safe."]
    assert facts("twins.csv", table)["columns of one name"] == ("note.2, note.3", "certain")
    found = records("twins.csv", table, ReadOptions(columns={"title": "note.2"}))
    assert found[0].title == "b"


def test_the_first_of_two_columns_of_the_text_is_a_guess() -> None:
    table = "text,text\nThe dam is safe.,It broke.\n"
    assert texts("twins.csv", table) == ["The dam is safe."]
    assert facts("twins.csv", table)["columns of one name"] == ("text.1", "guessed")
    assert texts("twins.csv", table, ReadOptions(columns={"text": "text.1"})) == ["It broke."]


@pytest.mark.parametrize(
    "above",
    [
        "# from the archive, 2024\n# more\n",
        "Export of 3 May 2024\n\n",
        "Export of 3 May, 2024,,\n",
        ",,\n",
    ],
)
def test_lines_above_the_header_are_passed_over(above: str) -> None:
    table = f"{above}id,text,source\n1,The dam held.,Courier\n2,It broke.,Courier\n"
    assert texts("a.csv", table) == ["The dam held.", "It broke."]
    assert account("a.csv", table)["rows"] == 2


def test_a_title_is_passed_over_above_names_that_are_not_known() -> None:
    table = "Export of May\nnr,was,wer\n1,The dam held.,Courier\n2,It broke.,Courier\n"
    options = ReadOptions(columns={"text": "was"})
    assert texts("a.csv", table, options) == ["The dam held.", "It broke."]


def test_lines_above_the_header_are_noted() -> None:
    table = "# one\n# two\nid,text,source\n1,The dam held.,Courier\n"
    assert facts("a.csv", table)["rows above the header"] == ("2", "detected")
    assert "rows above the header" not in facts("a.csv", "id,text\n1,The dam held.\n")


def test_row_names_of_r_have_no_header() -> None:
    table = '"text" "source"\n"1" "The dam held." "Courier"\n"2" "It broke." "Courier"\n'
    assert texts("a.csv", table) == ["The dam held.", "It broke."]


def test_a_text_with_an_unquoted_comma_is_not_taken_for_a_row_name() -> None:
    assert refused("a.csv", "text,source\nNo, it broke.,Courier\n") == [
        ("a.csv, line 2", "the row has 3 cells, more than the header, which has 2")
    ]


def test_rows_of_a_spreadsheet_are_read_alike() -> None:
    noted = FileAccount()
    sheet: list[tuple[int, list[str] | str]] = [
        (1, ["Export", "", ""]),
        (2, ["id", "text", "note"]),
        (4, ["1", "The dam held."]),
        (5, ["", "", ""]),
    ]
    (row,) = rows_of_cells(iter(sheet), "a.xlsx", noted)
    assert row.line == 4
    assert (noted.rows, noted.blank, noted.padded) == (1, 1, 1)
    with pytest.raises(UnreadableError, match="the first row looks like data"):
        list(rows_of_cells(iter([(1, ["7", "The dam is safe."])]), "a.xlsx", FileAccount()))


def test_a_comment_above_the_header_is_no_header() -> None:
    table = "# comment\nid,sentence,label\n1,It held.,claim\n2,It did.,claim\n"
    assert texts("a.csv", table) == ["It held.", "It did."]
    assert facts("a.csv", table)["rows above the header"] == ("1", "detected")


def test_a_column_without_a_name_is_counted() -> None:
    table = ",text,,label\n0,It held.,,claim\n1,It did.,,claim\n"
    assert facts("a.csv", table)["columns without a name"] == ("1", "certain")
