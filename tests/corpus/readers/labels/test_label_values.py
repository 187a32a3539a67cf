"""The values of labels, as tools and tables write them."""

from typing import Any

import pytest

from annotator.corpus.readers.labels.label_values import annotator_name, parse_labels
from annotator.corpus.readers.records import UnreadableError
from tests.corpus.readers.support import labels_of_row, read_row


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (0, ["0"]),
        (1.0, ["1"]),
        (12345678, ["12345678"]),
        (True, ["true"]),
        (None, []),
        ("  ", []),
        ("  claim ", ["claim"]),
        (["claim"], ["claim"]),
        ({"label": "claim", "score": 0.9}, ["claim"]),
        ({"name": "claim"}, ["claim"]),
        ({"choices": ["claim"]}, ["claim"]),
        ("['claim']", ["claim"]),
        ('["claim"]', ["claim"]),
        ("[]", []),
        ("[unclear]", ["[unclear]"]),
        ('{"choices": ["claim"]}', ["claim"]),
    ],
)
def test_a_label_is_found_in_any_form(value: Any, names: list[str]) -> None:
    assert [label.name for label in parse_labels(value)] == names


@pytest.mark.parametrize(
    "value",
    [
        [[0, 8, "claim"]],
        [0, 8, "claim"],
        [["claim", 0, 8]],
        [{"start": 0, "end": 8, "label": "claim"}],
        [{"start_offset": 0, "end_offset": 8, "label": "claim"}],
        '[{"start": 0, "end": 8, "text": "It held.", "labels": ["claim"]}]',
    ],
)
def test_a_span_is_found_in_any_form(value: Any) -> None:
    (label,) = parse_labels(value)
    assert (label.name, label.span) == ("claim", (0, 8))


@pytest.mark.parametrize(
    "cell", ["claim;denial", "claim | denial", "a#b", "['a', 'b']", "['a' 'b']"]
)
def test_several_labels_in_one_cell_are_refused(cell: str) -> None:
    with pytest.raises(UnreadableError, match="several labels in one cell"):
        parse_labels(cell)


@pytest.mark.parametrize("value", [{"colour": "red"}, [[1, 2]], {"label": "x", "start": "a"}])
def test_an_unknown_form_is_refused(value: Any) -> None:
    with pytest.raises(UnreadableError, match="label format not recognised"):
        parse_labels(value)


def test_a_missing_value_is_no_label() -> None:
    found = read_row({"text": "It held.", "label": "nan"})
    assert found.labels == ()
    assert [(warning.reason, warning.labels) for warning in found.warnings] == [
        ("“nan” stands for a missing value, so it isn’t a label", 1)
    ]
    assert labels_of_row({"text": "It held.", "label": "None"}) == [("None", "")]


def test_a_name_of_an_annotator_reveals_no_address() -> None:
    assert annotator_name({"id": 4, "email": "x@y.example"}) == "4"
    assert "@" not in annotator_name("x@y.example")
    assert annotator_name(None) == ""
    assert annotator_name(3.0) == "3"


def test_a_long_cell_takes_linear_time() -> None:
    # With a pattern that tries again, this would take hours.
    cell = "['a'" + " " * 200_000 + "x]"
    assert len(parse_labels(cell)) == 1


@pytest.mark.parametrize("nobody", ["NULL", "nan", "None", "N/A", " ", "undefined"])
def test_a_missing_value_is_no_annotator(nobody: str) -> None:
    assert annotator_name(nobody) == ""
    assert labels_of_row({"text": "It held.", "label": "claim", "annotator": nobody}) == [
        ("claim", "")
    ]


def test_a_name_like_a_missing_value_stays_a_name() -> None:
    assert annotator_name("Nan") == "Nan"
