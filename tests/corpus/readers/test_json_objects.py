"""JSON Lines and arrays; bad objects are refused by line or item."""

import json

import pytest

from annotator.corpus.readers.records import (
    ReadArticle,
    Refused,
)
from tests.corpus.readers.support import read, records, refused, texts


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
        '{"text": ["a"]}',
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


@pytest.mark.parametrize("data", ['{\n "articles": []\n}', '"text"', "text", "12"])
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
