"""Reads labels that a row has in a list beside a list of annotators.

{"annotators": ["ana", "ben"], "annotations": ["claim", "denial"]}; a table has both as text. The
data sets of SemEval-2023 task 11 (“Learning with Disagreements”) are such.
"""

from dataclasses import replace
from typing import Any

from annotator.corpus.readers.labels.label_values import (
    FoundLabels,
    annotator_name,
    cell_value,
    parse_labels,
)
from annotator.corpus.readers.rows.rows import RowLabel

ANNOTATORS = ("annotators", "annotator_ids", "annotator_names", "annotator_id", "annotator")
LABELS = (
    "annotator_labels", "annotator_annotations", "annotations", "labels", "label", "judgments",
    "judgements", "ratings", "votes",
)  # fmt: skip
MARKS = (",", ";", "|")


def read_parallel_lists(values: dict[str, Any], fields: dict[str, str]) -> FoundLabels | None:
    """Return the labels of the row, or None if it hasn't two such lists of the same length.

    Raises UnreadableError.
    """
    people = next((name for name in ANNOTATORS if values.get(name) not in (None, "")), "")
    # A column that was chosen for the labels comes first.
    columns = dict.fromkeys(filter(None, [fields.get("label", ""), *LABELS]))
    for column in columns if people else ():
        names, given = _pair(values[people], values.get(column))
        if names and all(isinstance(item, str | int | float) for item in given):
            labels: list[RowLabel] = []
            for name, item in zip(names, given, strict=True):
                labels += [
                    replace(label, annotator=annotator_name(name)) for label in parse_labels(item)
                ]
            return FoundLabels(tuple(labels), used={column: "label", people: "annotator"})
    return None


def _pair(people: Any, labels: Any) -> tuple[list[Any], list[Any]]:
    """Return both lists, or two empty ones if they aren't lists of the same length."""
    for mark in ("", *MARKS):
        names, given = _items(people, mark), _items(labels, mark)
        # The name of a person stands once. One name and one label are the usual columns.
        least = 1 if isinstance(people, list) else 2
        if len(set(map(str, names))) == len(names) == len(given) >= least:
            return names, given
    return [], []


def _items(value: Any, mark: str) -> list[Any]:
    if isinstance(value, list):
        return value
    if not isinstance(value, str):
        return []
    if mark:
        return [item.strip() for item in value.split(mark)]
    found = cell_value(value) if value[:1] == "[" else None
    return found if isinstance(found, list) else []
