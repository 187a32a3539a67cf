"""Label Studio's export: tasks with their data and with what each annotator chose.

Its format: labelstud.io/guide/export, section "Label Studio JSON format of annotated tasks".
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from annotator.corpus.readers.records import UnreadableError
from annotator.corpus.readers.rows import LabelOfRow, TableRow
from annotator.lib.translation import gettext as _


def row_of_task(place: str, item: dict[str, Any]) -> TableRow | None:
    """The row that a task stands for: its data, and the labels of its annotations; None for what is
    no task.
    """
    annotations = item.get("annotations", item.get("completions"))
    if not isinstance(item.get("data"), dict) or not isinstance(annotations, list):
        return None
    values = {str(key): value for key, value in item["data"].items()}
    values.setdefault("id", item.get("id"))
    return TableRow(place, values, labels=tuple(_labels(annotations)))


def _labels(annotations: list[Any]) -> Iterator[LabelOfRow]:
    for annotation in annotations:
        if not isinstance(annotation, dict) or annotation.get("was_cancelled"):
            continue
        annotator = _name(annotation.get("completed_by"))
        results = annotation.get("result")
        for result in results if isinstance(results, list) else []:
            if isinstance(result, dict) and isinstance(result.get("value"), dict):
                yield from _of_result(result["value"], annotator)


def _of_result(value: dict[str, Any], annotator: str) -> Iterator[LabelOfRow]:
    """The labels of one result. Raises UnreadableError for those of a kind that has no place
    here.
    """
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

    for says in (*_texts(value.get("choices")), *_texts(value.get("labels"))):
        yield LabelOfRow(
            says, annotator, span, content if isinstance(content, str) and span else ""
        )


def _name(completed_by: Any) -> str:
    """A name for an annotator that tells nobody's e-mail address: a project has no need of it."""
    if isinstance(completed_by, dict):
        completed_by = completed_by.get("id", completed_by.get("email"))
    if isinstance(completed_by, str) and "@" in completed_by:
        return hashlib.sha256(completed_by.casefold().encode(errors="replace")).hexdigest()[:8]
    return "" if completed_by is None else str(completed_by)


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
