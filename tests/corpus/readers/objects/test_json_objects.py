"""JSON Lines, arrays and single objects; bad objects are refused by line or item."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.corpus.readers.records import (
    ReadArticle,
    ReadOptions,
    Refused,
)
from tests.corpus.readers.support import account_of, read, records, refused, texts


def test_json_lines_are_read() -> None:
    data = '{"id": 7, "text": "The dam \\ud83d\\ude00.", "source": null}\n\n{"text": "The gate."}\n'
    assert texts("a.jsonl", data) == ["The dam 😀.", "The gate."]
    assert texts("a.json", data) == ["The dam 😀.", "The gate."]
    assert texts("a.ndjson", data.encode("utf-16")) == ["The dam 😀.", "The gate."]


def test_bad_lines_of_json_are_named() -> None:
    lines = [
        '{"text": "fine"}',
        "{bad}",
        "[1]",
        '{"text": "\\ud800"}',
        '{"text": 5.5}',
        '{"text": [1]}',
        '{"a": 1}',
    ]
    lines += [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"text": "x", "n": ' + "1" * 5000 + "}",
        '{"text": "last"}',
    ]
    items = read("a.jsonl", "\n".join(lines))
    assert [item.record.text for item in items if isinstance(item, ReadArticle)] == [
        "fine",
        "5.5",
        "x",
        "last",
    ]
    assert [item.source for item in items if isinstance(item, Refused)] == [
        f"a.jsonl, line {line}" for line in (2, 3, 4, 6, 7, 8, 9)
    ]


def test_a_json_array_is_read() -> None:
    assert texts("a.json", ' [ {"text": "One."} ,\n{"text": "Two."}]\n') == ["One.", "Two."]
    assert texts("a.json", '[{"text": "é"}]'.encode("utf-16")) == ["é"]
    assert refused("a.json", "[]") == [("a.json", "no articles found")]
    long = [{"text": "word " * 50_000}, {"text": "short"}] * 20
    assert [len(text) for text in texts("a.json", json.dumps(long))] == [250_000, 5] * 20


def test_an_incomplete_array_gives_the_items_before_the_error() -> None:
    items = read(
        "a.json", '[{"text": "One."}, 3, {"text": "\\ud800"}, {"text": "Two."}, {"text": "Th'
    )
    assert [item.record.text for item in items if isinstance(item, ReadArticle)] == ["One.", "Two."]
    reasons = [item.reason for item in items if isinstance(item, Refused)]
    assert reasons[:2] == [
        "not a JSON object",
        "text: contains bytes invalid in this encoding, or half a character",
    ]
    assert reasons[2].startswith("the rest can’t be read: not valid JSON")
    assert "nested too deeply" in refused("a.json", "[" * 200_000)[0][1]
    assert "comma missing" in refused("a.json", '[{"text": "One."} {"text": "Two."}]')[0][1]


@pytest.mark.parametrize("data", ['{\n "articles": []\n}', '"text"', "text", "12", '["text"]'])
def test_json_without_rows_is_refused(data: str) -> None:
    assert [place for place, _ in refused("a.json", data)] == ["a.json"]


def test_long_numbers_keep_their_digits() -> None:
    assert (
        records("a.jsonl", '{"text": "It held.", "id": %s}' % ("7" * 30))[0].external_id == "7" * 30
    )
    assert texts("a.json", '[{"text": "One."}, {"text": "Two.", "n": %s}]' % ("1" * 5000)) == [
        "One.",
        "Two.",
    ]
    table = f"article_id,position,sentence\nA,{'1' * 5000},One.\nA,2,Two.\n"
    assert records("s.csv", table)[0].sentences == ("One.", "Two.")


def test_an_object_with_too_many_fields_is_refused() -> None:
    fields = {f"field {number}": 1 for number in range(2_000)}
    assert refused("a.jsonl", json.dumps({"text": "The dam."} | fields)) == [
        ("a.jsonl, line 1", "2,001 fields; at most 1,000 can be read")
    ]
    assert refused("a.jsonl", json.dumps({"text": "The dam.", "a" * 200_000: 1})) == [
        ("a.jsonl, line 1", "the field names have more than 100,000 characters")
    ]


def test_a_file_that_is_one_object_is_one_article() -> None:
    article = {"id": "a1", "title": "The dam", "text": "The dam is safe. The mayor doubts it."}
    for data in (json.dumps(article), json.dumps(article, indent=2)):
        (record,) = records("one.json", data)
        assert (record.external_id, record.title, record.text) == tuple(article.values())
    assert account_of("one.json", json.dumps(article, indent=2))["rows"] == 1


def test_a_list_inside_an_object_holds_the_articles() -> None:
    articles = [{"title": "Rain", "content": "Rain fell all day."}, {"content": "It stopped."}]
    news = {"status": "ok", "totalResults": 2, "articles": articles}
    for data in (json.dumps(news), json.dumps(news, indent=1)):
        assert texts("wrapped.json", data) == ["Rain fell all day.", "It stopped."]
    entry = account_of("wrapped.json", json.dumps(news))
    assert entry["facts"]["layout"] == ["list: articles", "detected"]
    assert entry["rows"] == 2
    assert {"status", "totalResults"} <= set(entry["unused"])


def test_a_list_may_be_two_levels_inside() -> None:
    found = {"response": {"status": "ok", "results": [{"id": "g1", "fields": {"body": "Rain."}}]}}
    assert texts("a.json", json.dumps(found)) == ["Rain."]


def test_an_object_by_identifier_has_a_row_for_each() -> None:
    claims = {"123": {"text": "The dam is safe."}, "124": {"text": "It broke."}}
    for data in (json.dumps(claims), json.dumps(claims, indent=1)):
        assert [record.external_id for record in records("a.json", data)] == ["123", "124"]
    assert texts("a.json", json.dumps({"c1": "The dam is safe.", "c2": "It broke."})) == [
        "The dam is safe.",
        "It broke.",
    ]


def test_identifiers_may_be_inside_or_have_lists() -> None:
    inside = {"version": 1, "data": {"a1": {"text": "One."}, "a2": {"text": "Two."}}}
    assert [record.external_id for record in records("a.json", json.dumps(inside))] == ["a1", "a2"]
    assert account_of("a.json", json.dumps(inside))["unused"][-1] == "version"

    paragraphs = {"a1": ["One.", "Two."], "a2": ["Three."]}
    assert texts("a.json", json.dumps(paragraphs)) == ["One.\nTwo.", "Three."]

    sentences = {"a1": [{"sentence": "One."}, {"sentence": "Two."}], "a2": [{"sentence": "Three."}]}
    assert [
        (record.external_id, record.sentences)
        for record in records("a.json", json.dumps(sentences))
    ] == [("a1", ("One.", "Two.")), ("a2", ("Three.",))]

    years = {"2019": [{"text": "One."}], "2020": [{"text": "Two."}]}
    assert "several lists, “2019”, “2020”" in refused("a.json", json.dumps(years))[0][1]


def test_an_article_may_be_two_levels_inside() -> None:
    data = json.dumps({"status": "ok", "data": {"article": {"title": "Rain", "text": "It fell."}}})
    (record,) = records("a.json", data)
    assert (record.title, record.text) == ("Rain", "It fell.")


def test_annotations_are_no_list_of_articles() -> None:
    data = json.dumps({"uuid": "u1", "phrase-level-annotations": [{"text": "fierce", "start": 81}]})
    assert "no text column found" in refused("a.json", data)[0][1]


def test_commas_after_objects_are_no_error() -> None:
    lines = '{"text": "One."},\n{"text": "Two."},\n'
    assert texts("a.jsonl", lines) == ["One.", "Two."]
    assert texts("a.json", lines) == ["One.", "Two."]


def test_lists_named_as_splits_are_read_with_their_split() -> None:
    data = json.dumps({"train": [{"text": "One."}], "test": [{"text": "Two."}]})
    assert [(record.text, record.split) for record in records("a.json", data)] == [
        ("One.", "train"),
        ("Two.", "test"),
    ]


def test_an_object_by_column_is_read_by_row() -> None:
    data = json.dumps({"text": {"0": "One.", "1": "Two."}, "title": {"0": "A", "1": "B"}})
    assert [(record.text, record.title) for record in records("a.json", data)] == [
        ("One.", "A"),
        ("Two.", "B"),
    ]


def test_several_lists_are_refused_by_name() -> None:
    data = json.dumps({"news": [{"text": "One."}], "claims": [{"text": "Two."}]})
    assert refused("a.json", data) == [
        (
            "a.json",
            "the object has several lists, “news”, “claims”; put each into a file of its own",
        )
    ]


def test_objects_over_several_lines_follow_each_other() -> None:
    data = json.dumps({"text": "One."}, indent=1) + "\n" + json.dumps({"text": "Two."}, indent=1)
    assert texts("a.json", data) == ["One.", "Two."]
    assert texts("a.jsonl", data) == ["One.", "Two."]
    assert texts("a.jsonl", '[{"text": "One."},\n{"text": "Two."}]') == ["One.", "Two."]


def test_what_follows_an_array_is_named() -> None:
    items = read("a.json", '[{"text": "One."}]\n[{"text": "Two."}]')
    assert [item.record.text for item in items if isinstance(item, ReadArticle)] == ["One."]
    assert (
        "unexpected text after the end: “[{" in refused("a.json", '[{"text": "One."}] [{}]')[0][1]
    )


def test_a_list_of_texts_says_what_to_do() -> None:
    assert "write each as an object" in refused("a.json", '["One.", "Two."]')[0][1]
    assert "saved as CSV" in refused("a.json", '[["text"], ["One."]]')[0][1]


@pytest.mark.parametrize("form", ["list", "by id"])
def test_a_long_object_is_read_a_row_at_a_time(form: str) -> None:
    rows = [{"id": f"a{number}", "text": "The dam. " * 50_000} for number in range(25)]
    data = json.dumps(
        {"status": "ok", "keywords": ["x"], "articles": rows}
        if form == "list"
        else {row["id"]: row for row in rows}
    )
    assert len(data) > 8_000_000
    assert [record.external_id for record in records("a.json", data)] == [row["id"] for row in rows]
    assert account_of("a.json", data)["rows"] == 25


def test_a_list_that_is_cut_off_gives_the_rows_before_the_end() -> None:
    data = json.dumps({"status": "ok", "articles": [{"text": "One."}, {"text": "Two."}]})
    items = read("a.json", data[:-12])
    assert [item.record.text for item in items if isinstance(item, ReadArticle)] == ["One."]
    assert isinstance(items[-1], Refused)
    assert items[-1].reason.startswith("the rest can’t be read")


SPANS = st.lists(st.sampled_from(["claim", "denial", "nan", "NULL"]), max_size=3)
ROWS = st.lists(st.tuples(SPANS, st.sampled_from(["accept", "reject", "ignore", ""])), min_size=1)


def _write(rows: list[dict[str, Any]], layout: str) -> tuple[str, str]:
    """Return the name and text of a file that has the rows in this layout."""
    match layout:
        case "lines":
            return "a.jsonl", "\n".join(map(json.dumps, rows))
        case "array":
            return "a.json", json.dumps(rows, indent=1)
        case "list":
            return "a.json", json.dumps({"status": "ok", "articles": rows})
        case "by id":
            return "a.json", json.dumps({f"k{number}": row for number, row in enumerate(rows)})
    return "a.json", json.dumps(rows[0], indent=1)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from(["lines", "array", "list", "by id", "one"]))
def test_no_row_and_no_label_is_lost(answers: list[tuple[list[str], str]], layout: str) -> None:
    text = "The dam is safe. It held."
    rows: list[dict[str, Any]] = []
    for number, (names, answer) in enumerate(answers[: 1 if layout == "one" else None]):
        spans = [{"start": 0, "end": 16, "label": name} for name in names]
        # An answer that isn't a yes counts as a label that was left out.
        key = {"spans": spans, "answer": answer} if answer and spans else {"label": spans}
        rows.append({"id": f"a{number}", "text": text, **key})

    written = sum(len(row.get("spans", row.get("label"))) for row in rows)
    items = read(*_write(rows, layout), ReadOptions(rows="articles"))
    articles = [item for item in items if isinstance(item, ReadArticle)]
    assert [item.record.external_id for item in articles] == [row["id"] for row in rows]
    found = sum(len(item.record.labels) for item in articles)
    left_out = sum(warning.labels for item in articles for warning in item.warnings)
    assert found + left_out == written


def test_an_object_with_columns_and_data_is_a_table() -> None:
    rows = [["It held.", "claim"], ["Lucky!", "doubt"]]
    table = json.dumps({"columns": ["text", "label"], "index": [0, 1], "data": rows})

    assert texts("a.json", table) == ["It held.", "Lucky!"]
    assert [record.labels[0].name for record in records("a.json", table)] == ["claim", "doubt"]
    assert account_of("a.json", table)["unused"] == ["index"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ('{\n "text": "It held.",\n}', "not valid JSON: "),
        ('{\n "text": "It held.\n}', "not valid JSON: "),
        ("{}", "no articles found"),
    ],
)
def test_an_object_without_an_article_is_refused_with_the_reason(data: str, reason: str) -> None:
    [(_, found)] = refused("a.json", data)
    assert found.startswith(reason)


def test_a_line_may_be_a_page_of_results() -> None:
    page = (
        '{"data": [{"id": "1", "text": "It held."}, {"id": "2", "text": "It did."}], "meta": 2}\n'
    )
    found = records("a.jsonl", page + '{"data": [{"id": "3", "text": "Fine."}], "meta": 1}\n')
    assert [(record.external_id, record.text) for record in found] == [
        ("1", "It held."),
        ("2", "It did."),
        ("3", "Fine."),
    ]
    assert account_of("a.jsonl", page)["unused"] == ["meta"]


def test_a_line_with_several_lists_costs_no_other_line() -> None:
    several = '{"items": [{"text": "One."}], "rows": [{"text": "Two."}]}\n'
    first, second = read("a.jsonl", several + '{"text": "Fine."}\n')
    assert isinstance(first, Refused)
    assert "several lists" in first.reason
    assert isinstance(second, ReadArticle)
