"""The dialect of a table is the one that fits the whole sample, and its certainty is noted."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.records import ReadArticle, ReadOptions, Refused
from annotator.corpus.readers.tables.tables import read_table
from tests.corpus.readers.support import facts, read, refused, texts

PLAIN = [f"{number}\tSentence number {number} is plain." for number in range(1, 230)]


def tsv(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows]) + "\n"


def test_marks_go_around_cells_where_more_rows_then_fit_the_header() -> None:
    rows = list(PLAIN)
    rows[2] = '3\t"A cell with\ta tab in it."'
    rows[219] = '220\t"He said ""no"" today."'
    table = tsv("id\ttext", rows)
    found = texts("input.tsv", table)
    assert len(found) == 229
    assert (found[2], found[219]) == ("A cell with\ta tab in it.", 'He said "no" today.')
    assert facts("input.tsv", table)["quoting"] == ("doubled", "detected")


def test_marks_are_letters_where_more_rows_then_fit_the_header() -> None:
    rows = [f"{number}\tPlain statement {number}." for number in range(1, 60)]
    rows[4] = '5\t"This whole statement 5 is a quotation."'
    rows[49] = '50\t"This whole statement 50 is a quotation."'
    rows[54] = '55\t"Safe" is what he called it.'
    table = tsv("id\ttext", rows)
    found = texts("input.tsv", table)
    assert len(found) == 59
    assert found[4] == '"This whole statement 5 is a quotation."'
    assert found[54] == '"Safe" is what he called it.'
    assert facts("input.tsv", table)["quoting"] == ("none", "detected")


def test_marks_around_some_texts_only_are_probably_letters() -> None:
    table = tsv("id\ttext", [*PLAIN, '230\t"All of this is a quotation."'])
    assert texts("input.tsv", table)[-1] == '"All of this is a quotation."'
    assert facts("input.tsv", table)["quoting"] == ("none", "guessed")
    chosen = ReadOptions(quoting="doubled")
    assert texts("input.tsv", table, chosen)[-1] == "All of this is a quotation."
    assert facts("input.tsv", table, chosen)["quoting"] == ("doubled", "chosen")


def test_marks_around_all_cells_are_no_letters() -> None:
    table = '"id","text"\n"1","The dam held."\n"2","It broke."\n"3","Nobody knows\n'
    found = [item for item in read("a.csv", table) if isinstance(item, ReadArticle)]
    assert [item.record.text for item in found] == ["The dam held.", "It broke."]
    assert refused("a.csv", table) == [("a.csv, line 4", "unclosed quotation mark")]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r'"He said \"no\" today."', 'He said "no" today.'),
        (r'"\"No\", he said."', '"No", he said.'),
        (r'"It is in C:\news, \"they\" say."', r'It is in C:\news, "they" say.'),
        (r'"It ends in \\"', "It ends in \\"),
        ('"One \\"line\\".\nTwo lines."', 'One "line".\nTwo lines.'),
        (r"Yes\, it \"did\".", 'Yes, it "did".'),
    ],
)
def test_backslashes_before_marks_are_understood(written: str, text: str) -> None:
    table = f'id,text\n1,{written}\n2,"Fine, \\"thanks\\"."\n'
    assert texts("input.csv", table) == [text, 'Fine, "thanks".']
    assert facts("input.csv", table)["quoting"][0] == "backslash"


def test_a_missing_value_of_mysql_is_empty() -> None:
    table = 'id,title,text\n1,\\N,"He said \\"no\\"."\n'
    (item,) = read("input.csv", table)
    assert isinstance(item, ReadArticle)
    assert item.record.title == ""


def test_a_row_that_is_only_a_missing_value_is_empty() -> None:
    values, account = read_values(b"text\n\\N\nThe dam held.\n", ReadOptions(quoting="backslash"))
    assert values == [{"text": "The dam held."}]
    assert (account.rows, account.blank) == (1, 1)


@pytest.mark.parametrize("delimiter", ["^", "\t", "\\t", "tab", "semicolon"])
def test_a_delimiter_can_be_chosen(delimiter: str) -> None:
    mark = {"\\t": "\t", "tab": "\t", "semicolon": ";"}.get(delimiter, delimiter)
    table = f"id{mark}text\n1{mark}The dam, they say, held.\n"
    options = ReadOptions(delimiter=delimiter)
    assert texts("a.csv", table, options) == ["The dam, they say, held."]
    assert facts("a.csv", table, options)["delimiter"][1] == "chosen"


def test_a_delimiter_that_cannot_be_one_is_refused() -> None:
    assert refused("a.csv", "id,text\n1,a\n", ReadOptions(delimiter="::")) == [
        ("a.csv", "unknown delimiter “::”; use one character, or tab")
    ]


@pytest.mark.parametrize(
    ("table", "delimiter"),
    [
        ("id,text\n1,The dam held.\n", ("comma", "certain")),
        ("sep=;\nid;text\n1;The dam, it held.\n", ("semicolon", "stated")),
        ("text,text;x\n1,The dam held;it did\n", ("comma", "guessed")),
        ("text\nThe dam held.\n", ("none", "certain")),
    ],
)
def test_the_delimiter_is_noted(table: str, delimiter: tuple[str, str]) -> None:
    options = ReadOptions(columns={"text": "text"}, header="yes")
    table = table.replace("text;x", "text;text")
    account = FileAccount()
    list(read_table(io.BytesIO(table.encode()), "a.csv", options, account))
    fact = account.facts["delimiter"]
    assert (fact.value, fact.certainty.value) == delimiter


def test_the_sample_comes_from_the_whole_file() -> None:
    def rows(first: int, last: int) -> list[str]:
        return [f"{number}\tThe dam held for {number} days." for number in range(first, last)]

    # Only far below the beginning, marks go around cells.
    quoted = [f'{number}\t"The dam\theld, {number}."' for number in range(30_000, 33_000)]
    table = tsv("id\ttext", [*rows(0, 30_000), *quoted, *rows(33_000, 60_000)])
    assert len(table) > 1_500_000
    found = texts("a.tsv", table)
    assert len(found) == 60_000
    assert found[30_000] == "The dam\theld, 30000."


cells = st.text(st.sampled_from("ab\"\\ ,;|\t\n'é."), max_size=8)


def written(rows: list[list[str]], delimiter: str, quoting: str) -> bytes:
    if quoting == "none":
        return "".join(delimiter.join(row) + "\n" for row in rows).encode()
    stream = io.StringIO(newline="")
    is_doubled = quoting == "doubled"
    csv.writer(
        stream,
        delimiter=delimiter,
        lineterminator="\n",
        doublequote=is_doubled,
        escapechar=None if is_doubled else "\\",
    ).writerows(rows)
    return stream.getvalue().encode()


def read_values(
    data: bytes, options: ReadOptions
) -> tuple[list[dict[str, str] | Refused], FileAccount]:
    account = FileAccount()
    rows = list(read_table(io.BytesIO(data), "a.csv", options, account))
    return [row if isinstance(row, Refused) else row.values for row in rows], account


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda count: st.lists(
            st.lists(cells, min_size=count, max_size=count), min_size=1, max_size=6
        )
    ),
    st.sampled_from(",;\t|"),
    st.sampled_from(["doubled", "backslash", "none"]),
)
def test_a_table_is_read_as_it_was_written_or_the_guess_is_said(
    rows: list[list[str]], delimiter: str, quoting: str
) -> None:
    if quoting == "none":
        rows = [[cell.replace(delimiter, "x").replace("\n", "y") for cell in row] for row in rows]
    names = ["text", "id", "source", "title"][: len(rows[0])]
    data = written([names, *rows], delimiter, quoting)
    expected = [dict(zip(names, row, strict=True)) for row in rows if any(row)]

    options = ReadOptions(delimiter=delimiter, quoting=quoting, header="yes")
    values, account = read_values(data, options)
    assert values == expected
    assert account.rows + account.blank == len(rows)

    values, account = read_values(data, ReadOptions(header="yes"))
    certainties = {account.facts[fact].certainty for fact in ("delimiter", "quoting")}
    is_said = Certainty.GUESSED in certainties or any(isinstance(row, Refused) for row in values)
    assert values == expected or is_said


@pytest.mark.parametrize(
    "table",
    [
        'id|text|label\n1|"Nein", sagte er.|claim\n2|Vier, fünf.|doubt\n',
        'id|text\n1|"Nein", sagte er.\n2|Vier, fünf.\n',
    ],
)
def test_the_delimiter_that_gives_the_text_a_column_is_preferred(table: str) -> None:
    options = ReadOptions(rows="sentences")
    assert texts("a.csv", table, options) == ['"Nein", sagte er.', "Vier, fünf."]


def test_marks_around_cells_between_commas_are_quotes_though_the_table_is_short() -> None:
    table = 'document,sentence,label\n"It is safe. So be it.","It is safe.",claim\n'
    assert texts("a.csv", table) == ["It is safe."]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('id;text\n1;"He said \\"no\\"; today."\n2;"Fine; thanks."\n', 'He said "no"; today.'),
        ("id,text\n1,It held\\, she said.\n2,Fine\\, thanks.\n", "It held, she said."),
        ("id\ttext\turl\n1\tIn C:\\\\data it is.\t\\N\n2\tFine.\t\\N\n", "In C:\\data it is."),
    ],
)
def test_backslashes_of_short_tables_are_understood(table: str, expected: str) -> None:
    assert texts("a.csv", table)[0] == expected


def test_numbers_under_id_are_no_unnamed_row_numbers() -> None:
    table = "id,text\n1,'It held, she said.'\n2,'Fine, thanks.'\n"
    reasons = [reason for _source, reason in refused("a.csv", table)]
    assert reasons == ["the row has 3 cells, more than the header, which has 2"] * 2
    numbered = "id,text\n1,a7,It held.\n2,a8,It broke.\n"
    assert texts("a.csv", numbered) == ["It held.", "It broke."]
