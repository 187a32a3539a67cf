"""The text of an object may be nested, or a list of paragraphs."""

import json
from typing import Any

import pytest

from annotator.corpus.readers.records import ReadArticle, ReadOptions
from tests.corpus.readers.support import account_of, read, records, refused, texts


@pytest.mark.parametrize(
    "article",
    [
        {"text": ["It rained.", "It stopped."]},
        {"body": [{"text": "It rained."}, {"text": "It stopped."}]},
        {"title": "Rain", "paragraphs": ["It rained.", "It stopped."]},
        {"title": "Rain", "body-paragraphs": [["It", "rained."], ["It stopped."]]},
    ],
)
def test_paragraphs_in_a_list_are_lines(article: dict[str, Any]) -> None:
    assert texts("a.json", json.dumps(article, indent=1)) == ["It rained.\nIt stopped."]
    assert texts("a.jsonl", json.dumps(article)) == ["It rained.\nIt stopped."]


def test_what_isn_t_read_of_a_list_is_named() -> None:
    data = json.dumps({"id": 1, "body": [{"text": "It rained.", "type": "p"}, {"image": "x.png"}]})
    (item,) = read("a.jsonl", data)
    assert isinstance(item, ReadArticle)
    assert [warning.reason for warning in item.warnings] == [
        "parts of “body” that have no text are left out: 1"
    ]
    entry = account_of("a.jsonl", data)
    assert entry["facts"]["paragraphs"] == ["body", "certain"]
    assert {"body[].type", "body[].image"} <= set(entry["unused"])


def test_a_list_without_texts_is_refused() -> None:
    assert refused("a.jsonl", '{"text": [1, 2]}')[0][1] == "“text” is a list without texts"


def test_a_nested_text_is_found() -> None:
    (record,) = records(
        "a.jsonl",
        json.dumps(
            {"id": 4, "news": {"title": "Rain", "content": "It rained."}, "user": {"id": 9}}
        ),
    )
    assert (record.external_id, record.title, record.text) == ("4", "Rain", "It rained.")


def test_a_key_of_an_object_inside_can_be_chosen() -> None:
    line = json.dumps({"text": "Short.", "news": {"bericht": "It rained."}})
    chosen = ReadOptions(columns={"text": "news.bericht"})
    assert texts("a.jsonl", line, chosen) == ["It rained."]
    unknown = json.dumps({"news": {"bericht": "It rained.", "anriss": "Rain came. Read on."}})
    assert "“news.bericht”" in refused("a.jsonl", unknown)[0][1]


def test_sentences_can_be_objects_with_labels() -> None:
    sentences = [{"text": "It rained.", "label": "claim", "annotator": "ana"}, {"text": "Why?"}]
    for article in ({"sentences": sentences}, {"text": "It rained.  Why?", "sentences": sentences}):
        (record,) = records("a.json", json.dumps(article))
        assert record.sentences == ("It rained.", "Why?")
        assert [
            (label.name, label.annotator, label.start, label.end) for label in record.labels
        ] == [("claim", "ana", 0, 10)]
    missing = {"text": "It rained.", "sentences": [{"text": "It snowed."}]}
    assert "sentence 1 isn’t in the text" in refused("a.json", json.dumps(missing))[0][1]
