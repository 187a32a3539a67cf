"""Tables of spreadsheets: cells as a person sees them, and a word about what isn't read."""

import datetime

import pytest

from annotator.corpus.readers.account import Certainty, Fact, FileAccount
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import ReadArticle, ReadOptions
from annotator.corpus.readers.row_files import Columns, detect_columns
from annotator.corpus.readers.rows.rows import TableRow
from annotator.corpus.readers.tables.spreadsheets import open_sheet
from tests.corpus.readers.office_files import ods, odt, sheet_rows, xlsx
from tests.corpus.readers.support import input_file, read, records, refused, texts

HEADER = ("id", "text")


def values(data: bytes) -> list[dict[str, object]]:
    file = input_file("a.xlsx", data)
    with file.open() as stream, open_sheet(stream, file, {}) as sheet:
        return [
            row.values
            for row in sheet.rows(FileAccount(), ReadOptions())
            if isinstance(row, TableRow)
        ]


def warnings(data: bytes) -> list[str]:
    return [
        warning.reason
        for item in read("a.xlsx", data)
        if isinstance(item, ReadArticle)
        for warning in item.warnings
    ]


def test_each_row_of_a_sheet_is_an_article() -> None:
    found = records("a.xlsx", xlsx(Data=sheet_rows(HEADER, (1, "It held."), (2, "It broke."))))

    assert [(record.external_id, record.text) for record in found] == [
        ("1", "It held."),
        ("2", "It broke."),
    ]


def test_cells_are_texts_as_a_person_sees_them() -> None:
    cells = (
        '<c><v>1</v></c><c><v>2.5</v></c><c t="b"><v>1</v></c><c s="1"><v>45719</v></c>'
        '<c t="str"><f>A1</f><v>held</v></c><c t="e"><v>#N/A</v></c><c><v>1234567890123456</v></c>'
    )
    data = xlsx(Data=sheet_rows(tuple("abcdefg")) + f"<row>{cells}</row>")
    assert values(data) == [
        {
            "a": "1",
            "b": "2.5",
            "c": "true",
            "d": "2025-03-03",
            "e": "held",
            "f": "",
            "g": "1234567890123456",
        }
    ]


def test_a_day_is_the_day_of_publication() -> None:
    data = xlsx(
        Data=sheet_rows(("text", "date"))
        + '<row><c t="inlineStr"><is><t>It held.</t></is></c><c s="1"><v>45719</v></c></row>'
    )
    assert records("a.xlsx", data)[0].published == datetime.date(2025, 3, 3)


def test_the_first_sheet_with_a_text_column_is_read_and_the_others_are_named() -> None:
    data = xlsx(
        Notes=sheet_rows(("note",), ("Read me.",)),
        Data=sheet_rows(HEADER, (1, "It held.")),
        hidden=sheet_rows(HEADER, (2, "It broke.")),
    )
    intake = Intake([input_file("a.xlsx", data)], ReadOptions())
    [item] = intake

    assert isinstance(item, ReadArticle)
    assert item.record.text == "It held."
    assert [warning.reason for warning in item.warnings] == [
        "other sheets not read: “Notes”; save them as files of their own",
        "hidden sheets not read: “hidden”",
    ]
    assert intake.account.entries[0]["facts"]["sheet"] == ["Data", Certainty.DETECTED.value]


def test_a_chosen_column_chooses_the_sheet() -> None:
    data = xlsx(One=sheet_rows(HEADER, (1, "It held.")), Two=sheet_rows(("xy",), ("It broke.",)))
    assert texts("a.xlsx", data, ReadOptions(columns={"text": "xy"})) == ["It held."]

    data = xlsx(One=sheet_rows(("note",), ("x",)), Two=sheet_rows(("xy",), ("It broke.",)))
    assert texts("a.xlsx", data, ReadOptions(columns={"text": "xy"})) == ["It broke."]


def test_what_cells_lack_is_said() -> None:
    error = '<row hidden="1"><c><v>1</v></c><c t="inlineStr"><is><t>It held.</t></is></c>'
    data = xlsx(
        Data=sheet_rows((*HEADER, "rights"))
        + f'{error}<c t="e"><v>#N/A</v></c></row><mergeCells><mergeCell ref="A4:B5"/></mergeCells>'
    )
    assert warnings(data) == [
        "1 merged cell: only its first cell has the value",
        "1 hidden row was read too",
        "1 cell with an error, such as #N/A, was read as empty",
    ]


def test_empty_rows_and_columns_are_passed_over() -> None:
    data = xlsx(
        Data="<row/><row/>"
        + sheet_rows(("", "", ""), ("", *HEADER), ("", "", ""), ("", 1, "It held."))
    )
    account = FileAccount()
    file = input_file("a.xlsx", data)
    with file.open() as stream, open_sheet(stream, file, {}) as sheet:
        [row] = sheet.rows(account, ReadOptions())
        again = list(sheet.rows(account, ReadOptions()))

    assert isinstance(row, TableRow)
    assert row.values == {"id": "1", "text": "It held."}
    assert again == [row]
    assert (account.rows, account.blank) == (1, 1)


def test_the_only_sheet_is_certain() -> None:
    file = input_file("a.xlsx", xlsx(Data=sheet_rows(HEADER)))
    account = FileAccount()
    with file.open() as stream, open_sheet(stream, file, {}) as sheet:
        sheet.note(account)
    assert account.facts == {"sheet": Fact("Data", Certainty.CERTAIN)}


def test_the_columns_of_a_sheet_are_detected_for_the_preview() -> None:
    file = input_file("a.xlsx", xlsx(Data=sheet_rows(HEADER, (1, "It held."))))
    assert detect_columns([file], ReadOptions(), 1_000) == Columns(
        ["id", "text"], {"text": "text", "external_id": "id"}, "articles"
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"text\nIt held.", "the file is damaged"),
        (xlsx(Data=""), "no visible sheet has cells"),
        (xlsx(hidden=sheet_rows(HEADER, (1, "It held."))), "no visible sheet has cells"),
        (
            xlsx(Data=sheet_rows(("xy", "z"), ("It held.", "It broke."))),
            "no text column found among “xy”, “z”",
        ),
        (odt(""), "the file is damaged"),
    ],
)
def test_a_spreadsheet_that_cannot_be_read_is_refused(data: bytes, reason: str) -> None:
    [(source, found)] = refused("a.xlsx", data)

    assert source == "a.xlsx"
    assert reason in found


def test_a_sheet_that_claims_billions_of_cells_is_refused() -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    near = '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>'
    [(_, reason)] = refused("a.xlsx", xlsx(Data=near + far))
    assert reason == "takes too much time or memory to read"


def test_an_open_document_sheet_is_read() -> None:
    data = ods(HEADER, (1, "It held."))
    assert texts("a.ods", data) == ["It held."]
