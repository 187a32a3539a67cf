"""Answers of Prodigy: only what was accepted is a label."""

import json
from typing import Any

import pytest

from annotator.corpus.readers.records import ReadOptions, UnreadableError
from tests.corpus.readers.support import labels, labels_of_row, read_row

CHOICE: dict[str, Any] = {
    "text": "Water is clean.",
    "options": [{"id": "claim", "text": "Claim"}, {"id": "denial", "text": "Denial"}],
    "accept": ["claim"],
    "answer": "accept",
    "_annotator_id": "news-ana",
}


def test_a_rejected_or_ignored_answer_is_no_label() -> None:
    lines = [
        {"text": "The dam is safe.", "label": "claim", "answer": "accept", "_annotator_id": "a"},
        {
            "text": "The mayor doubts it.",
            "label": "claim",
            "answer": "reject",
            "_annotator_id": "a",
        },
        {"text": "Nobody knows.", "label": "claim", "answer": "ignore", "_annotator_id": "a"},
    ]
    assert labels("a.jsonl", "\n".join(map(json.dumps, lines))) == [("claim", "a", 1, 0, 0)]
    found = read_row(lines[1])
    assert [(warning.reason, warning.labels) for warning in found.warnings] == [
        ("the answer is “reject”, so its label doesn’t count", 1)
    ]


def test_a_chosen_option_is_a_label() -> None:
    assert labels_of_row(CHOICE) == [("claim", "news-ana")]
    assert labels_of_row(CHOICE | {"accept": []}) == []
    numbered = {"options": [{"id": 1, "text": "Claim"}], "accept": [1]}
    assert labels_of_row(CHOICE | numbered) == [("Claim", "news-ana")]
    assert read_row(CHOICE).used == {
        "accept": "label",
        "answer": "label",
        "_annotator_id": "annotator",
    }


def test_spans_are_on_characters() -> None:
    answer = {
        "text": "It held. Lucky!",
        "spans": [{"start": 0, "end": 8, "label": "claim", "token_start": 0}],
        "answer": "accept",
        "_session_id": "news-ben",
        "_task_hash": 1,
    }
    assert labels("a.jsonl", json.dumps(answer)) == [("claim", "news-ben", 0, 0, 8)]
    assert read_row(answer | {"answer": "reject"}).warnings[0].labels == 1


def test_an_unknown_answer_is_refused_with_the_way_round() -> None:
    with pytest.raises(UnreadableError, match="unknown answer “maybe”"):
        read_row(CHOICE | {"answer": "maybe"})
    both = {"text": "It held.", "label": "x", "spans": [{"start": 0, "end": 2, "label": "y"}]}
    with pytest.raises(UnreadableError, match="choose ‘no column has labels’ at ‘Label’"):
        read_row(both | {"answer": "accept"})
    assert labels_of_row(both | {"answer": "accept"}, ReadOptions(columns={"label": ""})) == []


def test_other_columns_named_answer_are_no_answers() -> None:
    assert labels_of_row({"text": "Who?", "answer": "Ana", "label": "claim"}) == [("claim", "")]
