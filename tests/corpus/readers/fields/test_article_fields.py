"""An optional field that can't be read costs no article: it is left out, with a warning."""

import json
from datetime import date

import pytest

from annotator.corpus.readers.fields.article_fields import keep_valid_fields
from annotator.corpus.readers.records import ArticleRecord, ReadArticle, ReadOptions
from tests.corpus.readers.support import read, records


def read_row(**cells: object) -> ReadArticle:
    (item,) = read("a.jsonl", json.dumps({"text": "The dam is safe."} | cells))
    assert isinstance(item, ReadArticle)
    return item


def warnings(item: ReadArticle) -> list[str]:
    return [warning.reason for warning in item.warnings]


def test_values_that_mean_nothing_are_nothing() -> None:
    table = (
        "id,text,url,date\n"
        "1,The dam is safe.,www.news.example/1,2024-01-01\n"
        "2,The mayor doubts it.,https://x.example/,NULL\n"
        "3,Nobody knows.,None,nan\n"
    )
    items = [item for item in read("a.csv", table) if isinstance(item, ReadArticle)]
    assert [(item.record.url, item.record.published) for item in items] == [
        ("https://www.news.example/1", date(2024, 1, 1)),
        ("https://x.example/", None),
        ("", None),
    ]
    assert [warnings(item) for item in items] == [
        ["the URL “www.news.example/1” has no https://, which was added"],
        [],
        [],
    ]
    assert items[0].warnings[0].source == "a.csv, line 2"


@pytest.mark.parametrize(
    "nothing",
    ["NULL", "nan", "NaN", "None", "NA", "N/A", "n/a", "-", "–", " ", "<NA>", "\\N", "#REF!"],
)
def test_every_field_knows_what_is_nothing(nothing: str) -> None:
    names = ["title", "source", "url", "date", "language", "rights", "group", "split"]
    item = read_row(**dict.fromkeys(names, nothing))
    assert item.record == read_row().record
    assert item.warnings == ()


def test_values_as_mongodb_exports_them_are_read() -> None:
    dates = ({"$date": "2024-03-01T10:00:00Z"}, {"$date": {"$numberLong": "1709287200000"}})
    for day in dates:
        item = read_row(_id={"$oid": "65e1a0"}, date=day)
        assert (item.record.external_id, item.record.published) == ("65e1a0", date(2024, 3, 1))
        assert item.warnings == ()


def test_an_address_of_nothing_but_https_is_left_out() -> None:
    item = read_row(url="https://")
    assert item.record.url == ""
    assert len(item.warnings) == 1


def test_dates_of_data_sets_are_read_and_a_fold_is_left_out() -> None:
    lines = (
        '{"id":1,"text":"The dam is safe.","published":"1474934400.0"}\n'
        '{"id":2,"text":"Rain fell.","published":"nan"}\n'
        '{"id":3,"text":"It stopped.","split":"fold3"}\n'
    )
    items = [item for item in read("a.jsonl", lines) if isinstance(item, ReadArticle)]
    assert [item.record.published for item in items] == [date(2016, 9, 27), None, None]
    assert [warnings(item) for item in items] == [
        [],
        [],
        ["split left empty: unknown split “fold3”; must be train, validation or test"],
    ]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (
            {"date": "03/04/2025"},
            "published left empty: “03/04/2025” may begin with the day or the month; set dates to "
            "day-first or month-first",
        ),
        (
            {"date": "soon"},
            "published left empty: date “soon” not recognised; use 2025-04-03",
        ),
        (
            {"url": "javascript:alert(1)"},
            "url left empty: the URL “javascript:alert(1)” doesn’t start with http:// or https://",
        ),
        (
            {"url": "ana@news.example"},
            "url left empty: the URL “ana@news.example” doesn’t start with http:// or https://",
        ),
        (
            {"language": "klingon!"},
            "language left empty: unknown language tag “klingon!”; use one such as en, de or pt-BR",
        ),
        (
            {"title": "x" * 2001},
            "title left empty: title: 2,001 characters, but at most 2,000 are allowed",
        ),
        ({"source": "a\x07"}, "source left empty: source: contains control characters"),
        ({"rights": ["CC0"]}, "rights left empty: rights isn’t text"),
    ],
)
def test_what_is_left_out_is_named(cells: dict[str, object], reason: str) -> None:
    item = read_row(**cells)
    assert item.record == read_row().record
    assert warnings(item) == [reason]


def test_an_identifier_that_is_too_long_is_made_from_the_text() -> None:
    rows = json.dumps({"id": "x" * 501, "text": "The dam held."})

    (item,) = read("a.jsonl", rows, ReadOptions(columns={"external_id": "id"}))

    assert item.record.external_id.startswith("a-")
    assert warnings(item) == [
        "external_id: 501 characters, but at most 500 are allowed; an identifier was made from the "
        "text instead"
    ]


def test_the_ways_that_the_warnings_name_work() -> None:
    ambiguous = json.dumps({"text": "The dam.", "date": "03/04/2025"})
    for order, day in [("day-first", date(2025, 4, 3)), ("month-first", date(2025, 3, 4))]:
        (record,) = records("a.jsonl", ambiguous, ReadOptions(dates=order))
        assert record.published == day

    for tag in ["en", "de", "pt-BR"]:
        assert read_row(language=tag).record.language == tag
    for split in ["train", "validation", "test"]:
        assert read_row(split=split).record.split == split


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("news.example/a?b=1", "https://news.example/a?b=1"),
        ("//news.example/a", "https://news.example/a"),
        ("news.example:8080/a", "https://news.example:8080/a"),
        ("новости.example/a", "https://новости.example/a"),
        ("HTTP://news.example", "HTTP://news.example"),
    ],
)
def test_an_address_without_a_scheme_is_kept(written: str, kept: str) -> None:
    assert read_row(url=written).record.url == kept


@pytest.mark.parametrize(
    "written", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "see below", "a.b c"]
)
def test_what_is_no_address_is_left_out(written: str) -> None:
    item = read_row(url=written)
    assert item.record.url == ""
    assert len(item.warnings) == 1


def test_a_publisher_may_be_an_object_with_a_name() -> None:
    assert read_row(source={"id": None, "name": "Courier"}).record.source == "Courier"


def test_a_missing_identifier_is_made_from_the_text() -> None:
    assert read_row(id="NaN").record.external_id == read_row().record.external_id
    # This one may be a country.
    assert read_row(id="NA").record.external_id == "NA"


def test_articles_that_were_no_rows_keep_their_valid_fields() -> None:
    record = ArticleRecord("a", "The dam.", title="x" * 3000, source="Courier", language="x!")
    kept, left_out = keep_valid_fields(record, "a.html")
    assert kept == ArticleRecord("a", "The dam.", source="Courier", language="")
    assert [(warning.source, warning.reason.split(":")[0]) for warning in left_out] == [
        ("a.html", "title left empty"),
        ("a.html", "language left empty"),
    ]
