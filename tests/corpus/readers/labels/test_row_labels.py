"""Which labels of a row count, and what is left out with a warning."""

from typing import Any

import pytest

from annotator.corpus.readers.records import ReadOptions, UnreadableError
from tests.corpus.readers.support import labels_of_row, read_row

ROW = {"sentence": "It held.", "label": "claim", "annotator": "ana"}


def test_a_label_belongs_to_its_annotator() -> None:
    assert labels_of_row(ROW) == [("claim", "ana")]
    assert read_row(ROW).used_columns({"label": "label"}) == {"label": "label"}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("AssignmentStatus", "Rejected"),
        ("status", "Discarded"),
        ("was_cancelled", "true"),
        ("ASSIGNMENT:status", "REJECTED"),
        ("is_skipped", "1"),
        ("timed_out", "True"),
        ("skipped", 1),
        ("is_valid", "False"),
    ],
)
def test_a_row_that_says_no_has_no_label(column: str, value: Any) -> None:
    found = read_row(ROW | {column: value})
    assert found.labels == ()
    assert [warning.labels for warning in found.warnings] == [1]
    assert column in found.warnings[0].reason


@pytest.mark.parametrize(
    ("column", "value"), [("status", "rejected"), ("skipped", "no"), ("approved", "yes")]
)
def test_other_states_say_nothing_about_the_label(column: str, value: str) -> None:
    assert labels_of_row(ROW | {column: value}) == [("claim", "ana")]


def test_a_state_that_may_be_that_of_the_article_is_said() -> None:
    (warning,) = read_row(ROW | {"status": "rejected"}).warnings
    assert "may be said of the label or of the article; the label is imported" in warning.reason
    assert not read_row(ROW | {"status": "approved"}).warnings


def test_what_is_no_label_is_left_out_with_a_warning() -> None:
    found = read_row(ROW | {"label": {"colour": "red"}})
    assert (found.labels, [warning.labels for warning in found.warnings]) == ((), [1])
    assert "label" not in found.used_columns({"label": "label"})
    with pytest.raises(UnreadableError):
        read_row(ROW | {"label": {"colour": "red"}}, ReadOptions(columns={"label": "label"}))
    # Labels among other things would be lost.
    with pytest.raises(UnreadableError):
        read_row(ROW | {"label": [{"colour": "red"}, {"label": "claim"}]})


def test_addresses_of_annotators_are_refused() -> None:
    with pytest.raises(UnreadableError, match="e-mail addresses"):
        read_row(ROW | {"annotator": "x@y.example"})
    chosen = ReadOptions(columns={"annotator": ""})
    assert labels_of_row(ROW | {"annotator": "x@y.example"}, chosen) == [("claim", "")]
