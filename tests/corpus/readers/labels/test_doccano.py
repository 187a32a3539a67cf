"""Lists of labels as doccano writes them, and lists that are something else."""

import json

from annotator.corpus.readers.records import ReadOptions
from tests.corpus.readers.support import labels, labels_of_row, read_row, records, refused, texts

OLD = {"label": "claim", "start_offset": 0, "end_offset": 16, "user": 1}


def test_the_text_may_be_in_data() -> None:
    line = '{"id": 52, "data": "The dam is safe. It holds.", "label": [[0, 16, "claim"]]}'
    (record,) = records("a.jsonl", line, ReadOptions(columns={"text": "data"}))
    assert [(label.name, label.start, label.end) for label in record.labels] == [("claim", 0, 16)]


def test_labels_of_old_versions_have_their_user() -> None:
    line = json.dumps({"id": 15, "text": "The dam is safe. It holds.", "annotations": [OLD]})
    assert labels("a.jsonl", line) == [("claim", "1", 0, 0, 16)]


def test_numbers_of_labels_are_refused_with_the_way_round() -> None:
    line = json.dumps({"id": 15, "text": "The dam is safe.", "annotations": [OLD | {"label": 7}]})
    assert "its labels are numbers, not names" in refused("a.jsonl", line)[0][1]
    assert texts("a.jsonl", line, ReadOptions(columns={"label": ""})) == ["The dam is safe."]


def test_entities_of_tweets_are_no_labels() -> None:
    lines = (
        '{"id":1,"text":"The dam is safe, says the mayor.","entities":{"hashtags":[],"urls":[]}}\n'
        '{"id":2,"text":"Nobody knows.","entities":[{"type":"hashtag"}]}\n'
    )
    for options in (ReadOptions(), ReadOptions(columns={"label": ""})):
        assert [record.labels for record in records("a.jsonl", lines, options)] == [(), ()]
    chosen = ReadOptions(columns={"label": "entities"})
    assert "label format not recognised" in refused("a.jsonl", lines, chosen)[0][1]


def test_no_label_column_means_no_labels() -> None:
    off = ReadOptions(columns={"label": ""})
    for column, value in (
        ("entities", [OLD]),
        ("annotations", [OLD]),
        ("label", "claim"),
        ("accept", ["claim"]),
    ):
        assert labels_of_row({"text": "It held.", "answer": "accept", column: value}, off) == []


def test_a_label_column_comes_before_a_list() -> None:
    found = read_row({"text": "It held.", "label": "claim", "annotations": [{"label": "x"}]})
    assert [label.name for label in found.labels] == ["claim"]
    assert "annotations" not in found.used_columns({"label": "label", "text": "text"})


def test_the_columns_that_were_read_are_named() -> None:
    found = read_row({"text": "It held.", "entities": [OLD]})
    assert found.used_columns({"text": "text"}) == {"text": "text", "entities": "label"}
    unread = read_row({"text": "It held.", "entities": {"urls": []}})
    assert unread.used_columns({"text": "text"}) == {"text": "text"}
