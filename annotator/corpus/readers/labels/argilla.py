"""Reads the responses of Argilla: each is of one user, and may have been discarded.

The formats: docs.argilla.io, exports as records (`responses` by question), as a data set
(columns such as label.responses), and those of version 1 (a list of responses in the column).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from annotator.corpus.readers.labels.label_values import FoundLabels, annotator_name, parse_labels
from annotator.corpus.readers.records import UnreadableError
from annotator.corpus.readers.rows.rows import RowLabel
from annotator.lib.translation import gettext as _
from annotator.lib.ways import way

ENDING = ".responses"


def read_responses(values: dict[str, Any], fields: dict[str, str]) -> FoundLabels | None:
    """Return the labels of a record, or None if it isn't one. Raises UnreadableError."""
    column = _column(values, fields)
    if not column:
        return None

    labels: list[RowLabel] = []
    discarded = 0
    for response in _responses(values, column):
        found = parse_labels(response.get("value"))
        if response.get("status") in ("discarded", "draft"):
            discarded += len(found)
            continue
        name = annotator_name(response.get("user_id"))
        labels += [replace(label, annotator=name) for label in found]

    reason = _("a response that was discarded, or not submitted, is left out")
    left_out = ((reason, discarded),) if discarded else ()
    return FoundLabels(tuple(labels), left_out, {column: "label"})


def _column(values: dict[str, Any], fields: dict[str, str]) -> str:
    """Return the column that has the responses, or ""; raises UnreadableError if several have."""
    label = fields.get("label", "")
    given = values.get(label)
    if isinstance(given, list) and given and all(map(_is_response, given)):
        return label
    if isinstance(values.get("responses"), dict):
        return "responses"

    columns = [name for name in values if name.endswith(ENDING)] if "_server_id" in values else []
    if len(columns) > 1:
        _refuse_questions(columns)
    return columns[0] if columns else ""


def _is_response(item: Any) -> bool:
    return isinstance(item, dict) and "value" in item and "user_id" in item


def _responses(values: dict[str, Any], column: str) -> Iterator[dict[str, Any]]:
    given = values[column]
    if isinstance(given, dict):
        if len(given) > 1:
            _refuse_questions(list(given))
        given = next(iter(given.values()), [])

    # A data set has the users and states in lists beside the values.
    users = values.get(f"{column}.users") or []
    states = values.get(f"{column}.status") or []
    for number, item in enumerate(given if isinstance(given, list) else []):
        if isinstance(item, dict):
            yield item
            continue
        yield {
            "value": item,
            "user_id": users[number] if number < len(users) else "",
            "status": states[number] if number < len(states) else "",
        }


def _refuse_questions(names: list[str]) -> None:
    raise UnreadableError(
        _("annotators answered several questions, %(names)s; keep one of them, or choose %(way)s")
        % {
            "names": ", ".join(f"“{name[:40]}”" for name in names[:5]),
            "way": way("columns", "label="),
        }
    )
