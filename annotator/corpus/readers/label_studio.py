"""Reads the tasks of a Label Studio export, with the labels of each annotator.

The format: labelstud.io/guide/export, section "Label Studio JSON format of annotated tasks".
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from annotator.corpus.readers.records import UnreadableError
from annotator.corpus.readers.rows import RowLabel, TableRow
from annotator.lib.translation import gettext as _


def read_task(source: str, item: dict[str, Any]) -> TableRow | None:
    """Return a task as a row with labels, or None if the item isn't a task."""
    # Older exports have "completions".
    annotations = item.get("annotations", item.get("completions"))
    if not isinstance(item.get("data"), dict) or not isinstance(annotations, list):
        return None
    values = {str(key): value for key, value in item["data"].items()}
    values.setdefault("id", item.get("id"))
    return TableRow(source, values, labels=tuple(_read_annotations(annotations)))


def _read_annotations(annotations: list[Any]) -> Iterator[RowLabel]:
    for annotation in annotations:
        # Cancelled annotations are the tasks that somebody skipped.
        if not isinstance(annotation, dict) or annotation.get("was_cancelled"):
            continue
        annotator = _annotator_name(annotation.get("completed_by"))
        results = annotation.get("result")
        for result in results if isinstance(results, list) else []:
            if isinstance(result, dict) and isinstance(result.get("value"), dict):
                yield from _read_result(result["value"], annotator)


def _read_result(value: dict[str, Any], annotator: str) -> Iterator[RowLabel]:
    """Yield the labels of one result. Raises UnreadableError for unknown types of labels."""
    # A label of another type, such as a rectangle, would be lost without a word.
    unknown = [
        kind
        for kind in value
        if (kind.endswith("labels") and kind != "labels") or kind == "taxonomy"
    ]
    if unknown:
        raise UnreadableError(
            _("labels of type “%(kind)s” can’t be imported") % {"kind": unknown[0][:40]}
        )

    start, end, content = value.get("start"), value.get("end"), value.get("text")
    span = (start, end) if isinstance(start, int) and isinstance(end, int) else None

    for name in (*_texts(value.get("choices")), *_texts(value.get("labels"))):
        yield RowLabel(name, annotator, span, content if isinstance(content, str) and span else "")


def _annotator_name(completed_by: Any) -> str:
    """Return a name for the annotator that doesn't reveal their e-mail address."""
    if isinstance(completed_by, dict):
        completed_by = completed_by.get("id", completed_by.get("email"))
    if isinstance(completed_by, str) and "@" in completed_by:
        return hashlib.sha256(completed_by.casefold().encode(errors="replace")).hexdigest()[:8]
    return "" if completed_by is None else str(completed_by)


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
