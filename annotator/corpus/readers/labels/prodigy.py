"""Reads the labels of Prodigy's answers.

The format: prodi.gy/docs/api-interfaces. An answer is accepted, rejected or ignored; only what
was accepted is a label.
"""

from dataclasses import replace
from typing import Any

from annotator.corpus.readers.labels.label_values import (
    FoundLabels,
    annotator_name,
    cell_value,
    parse_labels,
)
from annotator.corpus.readers.records import UnreadableError
from annotator.corpus.readers.rows.rows import RowLabel
from annotator.lib.translation import gettext as _
from annotator.lib.ways import way

ANSWERS = ("accept", "reject", "ignore")
# Keys that only Prodigy writes, and those that hold what was answered.
OWN_KEYS = ("_task_hash", "_input_hash", "_session_id", "_annotator_id", "_view_id")
LABEL_KEYS = ("label", "accept", "spans")


def read_answer(values: dict[str, Any], fields: dict[str, str]) -> FoundLabels | None:
    """Return the labels of an answer, or None if the row isn't one.

    Raises UnreadableError if the answer is of an unknown kind.
    """
    if not _is_answer(values):
        return None

    answer = values.get("answer", "accept")
    if answer not in ANSWERS:
        raise UnreadableError(
            _("unknown answer “%(answer)s”; Prodigy writes accept, reject or ignore")
            % {"answer": str(answer)[:40]}
        )

    labels, column = _answered(values)
    used = {"answer": "label"} if "answer" in values else {}
    if column:
        used[column] = "label"

    if answer != "accept":
        reason = _("the answer is “%(answer)s”, so its label doesn’t count") % {"answer": answer}
        return FoundLabels(left_out=((reason, len(labels)),), used=used)

    annotator, annotator_column = _annotator(values)
    if annotator_column:
        used[annotator_column] = "annotator"
    named = (replace(label, annotator=annotator) for label in labels)
    return FoundLabels(tuple(named), used=used)


def _is_answer(values: dict[str, Any]) -> bool:
    has_own = any(key in values for key in OWN_KEYS)
    if "answer" in values:
        known = values["answer"] in ANSWERS if isinstance(values["answer"], str) else False
        return has_own or (known and any(key in values for key in LABEL_KEYS))
    return isinstance(values.get("accept"), list) and (has_own or "options" in values)


def _answered(values: dict[str, Any]) -> tuple[list[RowLabel], str]:
    """Return the labels that the answer is about, and their column."""
    if "accept" in values:
        return _choices(values), "accept"

    spans = [span for span in _list(values.get("spans")) if _is_labelled(span)]
    label = values.get("label")
    if spans and label is not None and values.get("_view_id") != "classification":
        raise UnreadableError(
            _("a label and labelled spans in one answer; remove one of them, or choose %(way)s")
            % {"way": way("columns", "label=")}
        )
    if spans and label is None:
        return [found for span in spans for found in parse_labels(span)], "spans"

    return parse_labels(label), "label" if label is not None else ""


def _choices(values: dict[str, Any]) -> list[RowLabel]:
    """Return the chosen options. An option's `id` is its label, or its text if that is a number."""
    texts = {
        option["id"]: option.get("text")
        for option in _list(values.get("options"))
        if isinstance(option, dict) and isinstance(option.get("id"), str | int)
    }
    accepted = values["accept"]
    chosen = [
        texts.get(choice) or choice if isinstance(choice, int) else choice
        for choice in (accepted if isinstance(accepted, list) else [accepted])
    ]
    return parse_labels(chosen)


def _is_labelled(span: Any) -> bool:
    return isinstance(span, dict) and span.get("label") is not None


def _annotator(values: dict[str, Any]) -> tuple[str, str]:
    for key in ("_annotator_id", "_session_id"):
        name = annotator_name(values.get(key))
        if name:
            return name, key
    return "", ""


def _list(value: Any) -> list[Any]:
    """Return a list, which a table has as text."""
    found = cell_value(value) if isinstance(value, str) and value.startswith("[") else value
    return found if isinstance(found, list) else []
