"""Reads the exports of Label Studio, with the labels of each annotator.

The formats: labelstud.io/guide/export. JSON has a task with its annotations; JSON-MIN and CSV
have a flat row for each annotation.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.labels.label_studio_annotators import (
    annotator_of,
    latest_of_each,
    names_annotator,
    without_final_labels,
)
from annotator.corpus.readers.labels.label_values import (
    FoundLabels,
    annotator_name,
    parse_labels,
)
from annotator.corpus.readers.records import ReadWarning, UnreadableError
from annotator.corpus.readers.rows.rows import RowLabel, TableRow
from annotator.lib.translation import gettext as _
from annotator.lib.ways import way

# Columns that JSON-MIN and CSV add to the data and the labels.
FLAT_COLUMNS = ("annotation_id", "lead_time")
ADDED = frozenset(
    [*FLAT_COLUMNS, "id", "annotator", "created_at", "updated_at", "agreement", "history"]
)


def read_task(
    source: str,
    item: dict[str, Any],
    account: FileAccount,
    text_column: str = "",
    *,
    with_labels: bool = True,
) -> TableRow | None:
    """Return a task as a row with labels, or None if the item isn't a task.

    Raises UnreadableError for unknown types of labels, and for labels on another text than that in
    `text_column`.
    """
    # Older exports have "completions".
    column = "annotations" if "annotations" in item else "completions"
    annotations = item.get(column)
    if not isinstance(item.get("data"), dict) or not isinstance(annotations, list):
        return None

    values = {str(key): value for key, value in item["data"].items()}
    values.setdefault("id", item.get("id"))
    if not with_labels:
        account.use_columns([column], {})
        return TableRow(source, values, labels=())

    # What else a task has isn't read, so it is named.
    others = [key for key, value in item.items() if value and key not in ("id", "data")]
    account.use_columns(others, {column: "label"} if annotations else {})
    _check_texts(annotations)
    _check_text(annotations, values, text_column)
    given, final = without_final_labels([entry for entry in annotations if isinstance(entry, dict)])
    current, replaced = latest_of_each(given)
    labels = [label for annotation in current for label in _read_annotation(annotation)]
    warnings = [
        *_replaced(source, replaced),
        *_final(source, final),
        *_not_labels(source, item, annotations),
    ]
    return TableRow(source, values, labels=tuple(labels), warnings=tuple(warnings))


def _check_texts(annotations: list[Any]) -> None:
    """Raise UnreadableError if labels are on characters of several texts of a task.

    An article has one text, and those of another would land on its sentences.
    """
    results = [
        result
        for annotation in annotations
        if isinstance(annotation, dict) and isinstance(annotation.get("result"), list)
        for result in annotation["result"]
    ]
    names = {
        str(result.get("to_name", ""))
        for result in results
        if isinstance(result, dict)
        and isinstance(result.get("value"), dict)
        and {"start", "labels"} <= result["value"].keys()
    }
    if len(names) > 1:
        raise UnreadableError(
            _(
                "labels are on several texts: %(names)s; keep those of one in the file, or choose "
                "%(way)s"
            )
            % {
                "names": ", ".join(f"“{name[:40]}”" for name in sorted(names)[:5]),
                "way": way("columns", "label="),
            }
        )


def _check_text(annotations: list[Any], data: dict[str, Any], text_column: str) -> None:
    """Raise UnreadableError if labels are on characters of another text, such as the title.

    The tag that they are on usually has the name of a field. Else what is labelled tells.
    """
    others = {
        name: value
        for name, value in data.items()
        if name not in (text_column, "id") and isinstance(value, str)
    }
    spans = [span for annotation in annotations for span in _spans(annotation)]
    if not spans or not isinstance(data.get(text_column), str):
        return

    named = {tag for tag, *_span in spans} & others.keys()
    fitting = named or {
        name
        for name, value in others.items()
        if all(_fits(value, span) for span in spans)
        and not all(_fits(data[text_column], span) for span in spans)
    }
    if fitting:
        other = min(fitting)
        raise UnreadableError(
            _(
                "labels are on “%(other)s”, not on the text in “%(text)s”; choose %(way)s to "
                "import them, or %(no_labels)s"
            )
            % {
                "other": other[:40],
                "text": text_column[:40],
                "way": way("columns", "text=", other[:40]),
                "no_labels": way("columns", "label="),
            }
        )


def _spans(annotation: Any) -> Iterator[tuple[str, int, int, str]]:
    """Yield the tag, the characters and the text of each labelled span."""
    results = annotation.get("result") if isinstance(annotation, dict) else None
    for result in results if isinstance(results, list) else []:
        value = result.get("value") if isinstance(result, dict) else None
        if isinstance(value, dict) and "labels" in value:
            start, end, content = value.get("start"), value.get("end"), value.get("text")
            if isinstance(start, int) and isinstance(end, int) and isinstance(content, str):
                yield str(result.get("to_name", "")), start, end, content


def _fits(text: str, span: tuple[str, int, int, str]) -> bool:
    _tag, start, end, content = span
    return text[start:end] == content


def _final(source: str, final: list[dict[str, Any]]) -> Iterator[ReadWarning]:
    if final:
        reason = _("the final label of an exported dataset is left out")
        yield ReadWarning(source, reason, _count_labels(final))


def _replaced(source: str, replaced: list[Any]) -> Iterator[ReadWarning]:
    count = _count_labels(replaced)
    if count:
        yield ReadWarning(
            source, _("the same annotator labelled this task again; the last labels count"), count
        )


def _not_labels(source: str, item: dict[str, Any], annotations: list[Any]) -> Iterator[ReadWarning]:
    """Yield what is no label of a person: cancelled annotations, drafts, ratings, predictions."""
    # Cancelled annotations are the tasks that somebody skipped.
    cancelled = [
        entry for entry in annotations if isinstance(entry, dict) and entry.get("was_cancelled")
    ]
    if cancelled:
        yield ReadWarning(
            source, _("an annotation that was cancelled is left out"), _count_labels(cancelled)
        )

    other = [result for entry in annotations for result in _other_results(entry)]
    if other:
        kinds = ", ".join(dict.fromkeys(f"“{kind[:20]}”" for kind in other[:5]))
        reason = _("answers of type %(kinds)s are left out") % {"kinds": kinds}
        yield ReadWarning(source, reason, len(other))

    drafts = item.get("drafts")
    if isinstance(drafts, list) and drafts:
        yield ReadWarning(
            source, _("a draft that wasn’t submitted is left out"), _count_labels(drafts)
        )
    if item.get("predictions"):
        yield ReadWarning(source, _("the predictions of a model are left out"))


def _results(annotation: Any) -> Iterator[dict[str, Any]]:
    """Yield the value of each result of an annotation."""
    results = annotation.get("result") if isinstance(annotation, dict) else None
    for result in results if isinstance(results, list) else []:
        if isinstance(result, dict) and isinstance(result.get("value"), dict):
            yield result["value"]


def _other_results(annotation: Any) -> Iterator[str]:
    """Yield the type of each result that is no label: a rating, a text, a relation."""
    results = annotation.get("result") if isinstance(annotation, dict) else None
    for result in results if isinstance(results, list) else []:
        value = result.get("value", {}) if isinstance(result, dict) else {}
        if names_annotator(result):
            continue
        if isinstance(value, dict) and not {"choices", "labels"}.intersection(value):
            yield str(result.get("type", "")) if isinstance(result, dict) else ""


def _count_labels(annotations: list[Any]) -> int:
    values = [value for annotation in annotations for value in _results(annotation)]
    return sum(len(_texts(value.get(key))) for value in values for key in ("choices", "labels"))


def _read_annotation(annotation: dict[str, Any]) -> Iterator[RowLabel]:
    annotator = annotator_of(annotation)
    for value in _results(annotation):
        yield from _read_result(value, annotator)


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
            _(
                "labels of type “%(kind)s” can’t be imported; to import the text without them, "
                "choose %(way)s"
            )
            % {"kind": unknown[0][:40], "way": way("columns", "label=")}
        )

    start, end, content = value.get("start"), value.get("end"), value.get("text")
    span = (start, end) if isinstance(start, int) and isinstance(end, int) else None

    for name in (*_texts(value.get("choices")), *_texts(value.get("labels"))):
        yield RowLabel(name, annotator, span, content if isinstance(content, str) and span else "")


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def read_flat_task(values: dict[str, Any], fields: dict[str, str]) -> FoundLabels | None:
    """Return the labels of a row of JSON-MIN or CSV, or None if the row isn't one.

    They are in a column that is named as the question. Raises UnreadableError.
    """
    if not all(column in values for column in FLAT_COLUMNS):
        return None
    column = fields.get("label") or _question(values, fields)
    if not column:
        return None

    annotator = annotator_name(values.get("annotator"))
    labels = tuple(
        replace(label, annotator=annotator) for label in parse_labels(values.get(column))
    )
    return FoundLabels(labels, used={column: "label", "annotator": "annotator"})


def _question(values: dict[str, Any], fields: dict[str, str]) -> str:
    """Return the only column that can have the labels, or ""."""
    known = {*fields.values(), *ADDED}
    columns = list(values)

    # JSON-MIN has the answers between these two; the columns of the data come before.
    if "id" in columns and "annotator" in columns:
        between = columns[columns.index("id") + 1 : columns.index("annotator")]
        columns = [column for column in between if column not in known] or columns

    found = [column for column in columns if column not in known]
    return found[0] if len(found) == 1 else ""
