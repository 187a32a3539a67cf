"""Columns that each have the labels of one annotator are recognised, and read when chosen."""

from typing import Any

import pytest

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.labels.annotator_columns import (
    find_annotator_columns,
    note_annotator_columns,
)
from annotator.corpus.readers.records import ReadOptions
from tests.corpus.readers.support import labels_of_row, records

CELLS = ["claim", "denial", "claim", "claim", "", "denial", "claim", "denial", "claim", "claim"]


def _rows(*columns: str, cells: list[Any] = CELLS) -> list[dict[str, Any]]:
    return [
        {
            "id": str(number),
            "sentence": f"Rain fell {number} times.",
            **dict.fromkeys(columns, cell),
        }
        for number, cell in enumerate(cells)
    ]


@pytest.mark.parametrize(
    "columns",
    [
        ["annotator1", "annotator2"],
        ["annotator_r", "annotator_p", "annotator_s"],
        ["coder_a", "coder_b"],
        ["Rater 1", "Rater 2"],
        ["label_anna", "label_ben"],
        ["ana_label", "ben_label"],
        ["annotations.ana.label", "annotations.ben.label"],
    ],
)
def test_columns_of_annotators_are_found(columns: list[str]) -> None:
    names = ["id", "sentence", *columns, "label_count"]
    assert find_annotator_columns(names, _rows(*columns)) == columns


def test_a_single_row_is_enough_for_a_sure_name() -> None:
    row = {"id": "1", "sentence": "Rain.", "annotator1": "claim", "annotator2": "denial"}
    assert find_annotator_columns(list(row), [row]) == ["annotator1", "annotator2"]


def test_columns_with_other_values_are_no_annotators() -> None:
    rows = [
        {"label_bias": bias, "label_opinion": opinion, "annotator_id": "7", "annotator_name": "x"}
        for bias, opinion in [("biased", "fact"), ("fair", "opinion")] * 5
    ]
    assert find_annotator_columns(list(rows[0]), rows) == []
    times = _rows("annotator1", "annotator2", cells=[f"{n}.{n}" for n in range(30)])
    assert find_annotator_columns(list(times[0]), times) == []
    long = _rows("user_a", "user_b", cells=["A comment of many words. " * 5] * 10)
    assert find_annotator_columns(list(long[0]), long) == []


def test_found_columns_are_a_fact_of_the_account() -> None:
    account = FileAccount()
    rows = _rows("coder_a", "coder_b")
    found = note_annotator_columns(account, list(rows[0]), rows, ReadOptions())
    assert found == ["coder_a", "coder_b"]
    assert account.facts["annotator columns"].value == "coder_a, coder_b"


def test_chosen_columns_are_read() -> None:
    table = "id,sentence,annotator1,annotator2\n1,Rain fell all day.,claim,denial\n2,Why?,,claim\n"
    chosen = ReadOptions(annotator_columns=("annotator1", "annotator2"))
    first, second = records("wide.csv", table, chosen)
    assert [(label.name, label.annotator) for label in first.labels] == [
        ("claim", "annotator1"),
        ("denial", "annotator2"),
    ]
    assert [(label.name, label.annotator) for label in second.labels] == [("claim", "annotator2")]
    assert [record.labels for record in records("wide.csv", table)] == [(), ()]


def test_chosen_columns_apply_only_to_rows_that_have_them() -> None:
    chosen = ReadOptions(annotator_columns=("annotator1", "annotator2"))
    assert labels_of_row({"text": "Rain.", "label": "claim"}, chosen) == [("claim", "")]
