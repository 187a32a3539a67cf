"""Exports of Label Studio."""

import json
from typing import Any

from annotator.corpus.readers.records import ReadArticle, ReadOptions
from tests.corpus.readers.support import (
    account_of,
    labels,
    labels_of_row,
    read,
    records,
    refused,
    task,
    texts,
)


def _choice(name: str) -> list[dict[str, Any]]:
    return [{"type": "choices", "value": {"choices": [name]}}]


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


def test_the_last_annotation_of_a_person_counts() -> None:
    given = [
        {"completed_by": 3, "updated_at": "2024-05-02T10:00:00Z", "result": _choice("Claim")},
        {"completed_by": 3, "updated_at": "2024-05-01T10:00:00Z", "result": _choice("Denial")},
        {"completed_by": 4, "result": _choice("Denial")},
    ]
    (item,) = read("a.json", json.dumps([task("It held.\nLucky!", *given)]), WHOLE)
    assert isinstance(item, ReadArticle)
    assert [(label.name, label.annotator) for label in item.record.labels] == [
        ("Denial", "4"),
        ("Claim", "3"),
    ]


WHOLE = ReadOptions(rows="sentences")


def test_what_is_no_label_of_a_person_is_named() -> None:
    span = [{"value": {"start": 0, "end": 8, "text": "It held.", "labels": ["Claim"]}}]
    item = task(
        "It held. Lucky!",
        {"completed_by": 3, "result": span},
        {"completed_by": 3, "result": span},
        {"completed_by": 4, "result": span, "was_cancelled": True},
    ) | {"drafts": [{"result": span}], "predictions": [{"result": span}]}
    data = json.dumps([item])
    (found,) = read("a.json", data)
    assert isinstance(found, ReadArticle)
    assert len(found.record.labels) == 1
    assert [(warning.reason, warning.labels) for warning in found.warnings] == [
        ("the same annotator labelled this task again; the last labels count", 1),
        ("an annotation that was cancelled is left out", 1),
        ("a draft that wasn’t submitted is left out", 1),
        ("the predictions of a model are left out", 0),
    ]
    assert {"drafts", "predictions"} <= set(account_of("a.json", data)["unused"])


def test_answers_that_are_no_labels_are_named() -> None:
    results = [*_choice("Claim"), {"type": "rating", "value": {"rating": 4}}]
    (item,) = read("a.json", json.dumps([task("It held.", {"completed_by": 3, "result": results})]))
    assert isinstance(item, ReadArticle)
    assert [label.name for label in item.record.labels] == ["Claim"]


def test_a_label_of_a_document_has_two_ways_out() -> None:
    text = "It held. Lucky!\n" * 60
    data = json.dumps([task(text, {"completed_by": 3, "result": _choice("Claim")})])
    assert "the label “Claim” is on the whole row" in refused("a.json", data)[0][1]
    (record,) = records("a.json", data, WHOLE)
    assert (len(record.sentences), [label.name for label in record.labels]) == (1, ["Claim"])
    assert texts("a.json", data, ReadOptions(columns={"label": ""})) == [text]


def test_unknown_labels_can_be_left_out() -> None:
    boxes = [{"type": "rectanglelabels", "value": {"rectanglelabels": ["Claim"]}}]
    data = json.dumps([task("It held.", {"completed_by": 3, "result": boxes})])
    assert "labels of type “rectanglelabels”" in refused("a.json", data)[0][1]
    assert texts("a.json", data, ReadOptions(columns={"label": ""})) == ["It held."]


def test_labels_of_a_task_are_not_in_its_data() -> None:
    item = task("It held.")
    item["data"] = {"text": "It held.", "label": "Claim"}
    assert labels("a.json", json.dumps([item])) == []
    chosen = ReadOptions(columns={"label": "label"})
    (record,) = records("a.json", json.dumps([item]), chosen)
    assert [label.name for label in record.labels] == ["Claim"]


FLAT = {"text": "It held.", "id": 1, "sentiment": "Good", "annotator": 7, "annotation_id": 3}


def test_flat_rows_have_the_question_as_column() -> None:
    row = FLAT | {"lead_time": 3.2}
    assert labels_of_row(row) == [("Good", "7")]
    assert labels_of_row(row | {"sentiment": {"choices": ["Good"]}}) == [("Good", "7")]
    spans = [{"start": 0, "end": 8, "text": "It held.", "labels": ["Good"]}]
    assert labels_of_row(row | {"sentiment": spans}) == [("Good", "7")]


def test_a_flat_row_with_two_questions_needs_a_choice() -> None:
    row = {"text": "It held.", "id": 1, "tone": "calm", "bias": "no", "annotator": 7}
    row |= {"annotation_id": 3, "lead_time": 3.2}
    assert labels_of_row(row) == []
    assert labels_of_row(row, ReadOptions(columns={"label": "bias"})) == [("no", "7")]


def test_an_export_as_csv_is_read() -> None:
    table = (
        "annotation_id,annotator,created_at,id,label,lead_time,text,updated_at\n"
        '1,5,x,1,"[{""start"":0,""end"":8,""text"":""It held."",""labels"":[""Good""]}]",3.2,'
        "It held. Lucky!,x\n"
    )
    assert labels("a.csv", table) == [("Good", "5", 0, 0, 8)]


def test_labels_on_several_texts_of_a_task_are_refused() -> None:
    def label(text: str) -> dict[str, Any]:
        value = {"start": 0, "end": 8, "labels": ["Claim"]}
        return {"type": "labels", "to_name": text, "value": value}

    def of(*results: dict[str, Any]) -> str:
        return json.dumps([task("It held. Lucky!", {"completed_by": 3, "result": list(results)})])

    reason = refused("a.json", of(label("title"), label("text")))[0][1]
    assert "several texts: “text”, “title”" in reason
    assert len(labels("a.json", of(label("text"), label("text")))) == 2


def _named(name: str, label: str) -> list[dict[str, Any]]:
    named = {"from_name": "annotator", "type": "textarea", "value": {"text": [name]}}
    return [named, *_choice(label)]


def test_an_annotator_who_is_an_answer_is_not_the_person_who_imported_the_task() -> None:
    item = task(
        "It held.",
        {"completed_by": 3, "result": _named("B2", "Claim"), "lead_time": 4.5},
        {"completed_by": 3, "result": _named("C3", "Denial")},
        {"completed_by": 3, "result": _choice("Claim"), "ground_truth": True},
    )
    (found,) = read("a.json", json.dumps([item]))
    assert isinstance(found, ReadArticle)
    assert [(label.annotator, label.name) for label in found.record.labels] == [
        ("B2", "Claim"),
        ("C3", "Denial"),
    ]
    assert [(warning.reason, warning.labels) for warning in found.warnings] == [
        ("the final label of an exported dataset is left out", 1)
    ]


def test_a_ground_truth_that_a_person_gave_is_a_label() -> None:
    truth = {"completed_by": 3, "result": _choice("Claim"), "ground_truth": True}
    assert len(labels("a.json", json.dumps([task("It held.", truth)]))) == 1

    beside = {"completed_by": 3, "result": _named("B2", "Claim")}
    timed = {**truth, "lead_time": 2.5}
    assert len(labels("a.json", json.dumps([task("It held.", beside, timed)]))) == 2
