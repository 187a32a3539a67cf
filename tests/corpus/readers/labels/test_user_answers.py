"""Labels by annotator or by question: GATE Teamware and Potato."""

from typing import Any

import pytest

from annotator.corpus.readers.records import UnreadableError
from tests.corpus.readers.support import labels_of_row, read_row

TEXT = {"id": 1, "text": "The dam held."}


def _teamware(**answers: dict[str, Any]) -> dict[str, Any]:
    sets = {
        user: {"name": user, "annotations": [{"type": "Document", "features": {"label": answer}}]}
        for user, answer in answers.items()
    }
    return TEXT | {"annotation_sets": sets}


def test_answers_in_teamware_are_by_user() -> None:
    assert labels_of_row(_teamware(ana={"bias": "yes"}, ben={"bias": "no"})) == [
        ("yes", "ana"),
        ("no", "ben"),
    ]
    flat = {"ana": {"label": "yes"}, "ben": {"bias": "no", "duration_seconds": 3.5}}
    assert labels_of_row(TEXT | {"annotations": flat}) == [("yes", "ana"), ("no", "ben")]


def test_several_questions_are_refused_by_name() -> None:
    with pytest.raises(UnreadableError, match="several questions, “bias”, “tone”"):
        read_row(_teamware(ana={"bias": "yes", "tone": "calm"}))


def test_answers_in_potato_are_by_option() -> None:
    row = TEXT | {
        "user_id": "ana",
        "label_annotations": {"bias": {"yes": True, "no": False}},
        "span_annotations": [],
    }
    assert labels_of_row(row) == [("yes", "ana")]
    found = read_row(row | {"span_annotations": [{"start": 0}]})
    assert [warning.labels for warning in found.warnings] == [1]


def test_other_objects_of_annotations_are_no_labels() -> None:
    assert labels_of_row(TEXT | {"annotations": {"sentiment": {"score": 0.3}}}) == []
