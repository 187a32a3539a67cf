"""Exports of Label Studio."""

import json

from tests.corpus.readers.support import labels, records, task


def test_a_task_with_choices_is_a_sentence() -> None:
    choice = {"type": "choices", "value": {"choices": ["Opinion"]}}
    given = [
        {"completed_by": 3, "result": [choice], "was_cancelled": False},
        {"completed_by": {"id": 4, "email": "x@y.example"}, "result": [choice]},
        {"completed_by": {"email": "x@y.example"}, "result": [choice]},
        {"completed_by": 5, "result": [choice], "was_cancelled": True},
    ]
    data = json.dumps([task("Lucky!", *given)])
    (record,) = records("export.json", data)
    assert (record.external_id, record.source, record.sentences) == ("7", "Courier", ("Lucky!",))
    says = labels("export.json", data)
    assert [label[:3] for label in says[:2]] == [("Opinion", "3", 1), ("Opinion", "4", 1)]
    assert len(says) == 3
    assert "@" not in says[2][1]


def test_an_emoji_counts_as_two_characters() -> None:
    span = {
        "type": "labels",
        "value": {"start": 3, "end": 16, "text": "The dam held.", "labels": ["Claim"]},
    }
    data = json.dumps([task("😀 The dam held. It broke.", {"completed_by": 1, "result": [span]})])
    assert labels("export.json", data) == [("Claim", "1", 0, 2, 15)]


def test_a_choice_on_a_region_is_a_label_of_the_region() -> None:
    place = {"start": 0, "end": 8, "text": "It held."}
    results = [
        {"type": "labels", "value": {**place, "labels": ["Claim"]}},
        {"type": "choices", "value": {**place, "choices": ["Sure"]}},
    ]
    data = json.dumps([task("It held. Lucky!", {"completed_by": 1, "result": results})])
    assert labels("a.json", data) == [("Claim", "1", 0, 0, 8), ("Sure", "1", 0, 0, 8)]
