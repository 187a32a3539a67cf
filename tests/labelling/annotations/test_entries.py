from typing import Any
from uuid import uuid4

import pytest

from annotator.labelling.annotations.entries import Entry, RefusedEntriesError, read_entries

ID = "0b5a3a34-0a1c-4f0e-9d3c-1f3b8a3c2d11"


def test_only_submission_and_sentence_are_required() -> None:
    (entry,) = read_entries({"submission": ID, "sentence": 7})
    assert (str(entry.submission), entry.sentence, entry.label, entry.skip_reason) == (
        ID,
        7,
        None,
        "",
    )


def test_an_entry_can_have_all_fields() -> None:
    item = {
        "submission": ID, "sentence": 7, "label": "denial", "target": "none", "confidence": 2,
        "note": "n", "target_rank": 0,
        "seconds": 1.5, "age": 3, "codebook_version": 1, "skip_reason": None,
    }  # fmt: skip
    (entry,) = read_entries([item])
    assert entry == Entry(entry.submission, 7, "denial", "", None, True, 0, 2, "n", 1.5, 3, 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"submission": "x"}, "submission"),
        ({"submission": None}, "submission"),
        ({"sentence": None}, "sentence"),
        ({"sentence": "7"}, "sentence"),
        ({"sentence": True}, "sentence"),
        ({"sentence": 2**63}, "sentence"),
        ({"label": 1}, "label"),
        ({"label": "claim", "skip_reason": "question"}, "give only one of them"),
        ({"skip_reason": "tired"}, "skip_reason"),
        ({"target": 8}, "only a label"),
        ({"label": "denial", "target": 7}, "can’t be its own target"),
        ({"label": "denial", "target": "8"}, "target"),
        ({"label": "denial", "target": 8, "target_rank": 4}, "from 0 to 3"),
        ({"label": "denial", "target": 8, "target_rank": -1}, "from 0 to 3"),
        ({"label": "denial", "target_rank": 0}, "only a target can have a rank"),
        ({"label": "denial", "target": "none", "target_rank": 1}, "must be 0"),
        ({"confidence": 4}, "confidence"),
        ({"note": "a\0b"}, "note"),
        ({"note": "\ud800"}, "note"),
        ({"label": "\udfff"}, "label"),
        ({"\ud800": 1}, "unknown field"),
        ({"note": "x" * 5001}, "note"),
        ({"seconds": -1}, "seconds"),
        ({"age": float("nan")}, "age"),
        ({"age": float("inf")}, "age"),
        ({"codebook_version": 0}, "codebook_version"),
        ({"annotator": "ben"}, "unknown field: 'annotator'"),
    ],
)
def test_a_malformed_entry_is_rejected_with_a_reason(change: dict[str, Any], reason: str) -> None:
    good = {"submission": str(uuid4()), "sentence": 7}
    with pytest.raises(RefusedEntriesError) as refused:
        read_entries([good, good | change])
    assert list(refused.value.reasons) == [1]
    assert reason in refused.value.reasons[1]


@pytest.mark.parametrize("payload", [None, "x", 7, [None], [[]]])
def test_an_entry_that_is_not_an_object_is_rejected(payload: object) -> None:
    with pytest.raises(RefusedEntriesError):
        read_entries(payload)


def test_a_request_with_too_many_entries_is_rejected() -> None:
    with pytest.raises(RefusedEntriesError):
        read_entries([{"submission": str(uuid4()), "sentence": 1}] * 1001)
