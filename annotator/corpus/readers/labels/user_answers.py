"""Reads labels that a row has by annotator or by question: GATE Teamware, Potato.

Teamware writes `annotation_sets`, or `annotations` with an object for each annotator. Potato
writes `label_annotations`, with the options of each question.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from annotator.corpus.readers.fields.columns import OPTION_MARK
from annotator.corpus.readers.labels.label_values import FoundLabels, annotator_name, parse_labels
from annotator.corpus.readers.records import UnreadableError
from annotator.corpus.readers.rows.rows import RowLabel
from annotator.lib.translation import gettext as _
from annotator.lib.ways import way

# The field of a column whose objects have a label by annotator; find_fields recognises it.
BY_ANNOTATOR = "labels by annotator"
# Answers beside the label that Teamware adds.
NO_ANSWERS = ("duration_seconds",)
FALSE = (None, False, "", "false", "False", "FALSE", 0, "0", "0.0")


def read_user_answers(values: dict[str, Any], fields: dict[str, str]) -> FoundLabels | None:
    """Return the labels of a row of these tools, or None.

    A label column comes first. Raises UnreadableError if there are several questions.
    """
    if values.get(fields.get("label", "")) not in (None, "", []):
        return None

    if isinstance(values.get("annotation_sets"), dict):
        return _annotation_sets(values)
    if isinstance(values.get("label_annotations"), dict):
        return _potato(values)
    answers = values.get("annotations")
    if isinstance(answers, dict) and answers and all(map(_is_answer, answers.values())):
        return _by_user("annotations", values, dict)
    return None


def read_by_annotator(values: dict[str, Any], fields: dict[str, str]) -> FoundLabels | None:
    """Return the labels of {"annotations": {"ana": "claim", "ben": "denial"}}, or None."""
    column = fields.get(BY_ANNOTATOR, "")
    answers = values.get(column)
    if not isinstance(answers, dict):
        return None

    labels = [
        replace(label, annotator=annotator_name(name))
        for name, answer in answers.items()
        for label in parse_labels(answer)
    ]
    return FoundLabels(tuple(labels), used={column: "label"})


def read_options(values: dict[str, Any], fields: dict[str, str]) -> FoundLabels:
    """Return the labels of a row of Potato, which has a column for each option.

    Raises UnreadableError if there are several questions.
    """
    columns = [column for column in values if OPTION_MARK in column]
    chosen: dict[str, list[str]] = {}
    for column in columns:
        question, _mark, option = column.partition(OPTION_MARK)
        chosen.setdefault(question, [])
        if values[column] not in FALSE:
            chosen[question].append(option)

    annotator = annotator_name(values.get(fields.get("annotator", "")))
    labels = [RowLabel(label.name, annotator) for label in parse_labels(_only_answer(chosen))]
    used = dict.fromkeys(columns, "label")
    if annotator:
        used[fields["annotator"]] = "annotator"
    return FoundLabels(tuple(labels), used=used)


def _is_answer(answer: Any) -> bool:
    return isinstance(answer, dict) and any(key in answer for key in ("label", *NO_ANSWERS))


def _by_user(column: str, values: dict[str, Any], answers_of: Any) -> FoundLabels:
    labels = []
    for user, entry in values[column].items():
        answer = _only_answer(answers_of(entry))
        labels += [replace(label, annotator=annotator_name(user)) for label in parse_labels(answer)]
    return FoundLabels(tuple(labels), used={column: "label"})


def _annotation_sets(values: dict[str, Any]) -> FoundLabels:
    """Return the labels of Teamware, and how many annotations of GATE aren't such labels."""
    found = _by_user("annotation_sets", values, _teamware_answers)
    others = sum(
        not _has_label(annotation)
        for entry in values["annotation_sets"].values()
        for annotation in _annotations(entry)
    )
    if not others:
        return found
    reason = _("annotations of GATE that aren’t labels of Teamware are left out")
    return found._replace(left_out=((reason, others),))


def _annotations(entry: Any) -> list[Any]:
    annotations = entry.get("annotations") if isinstance(entry, dict) else None
    return annotations if isinstance(annotations, list) else []


def _has_label(annotation: Any) -> bool:
    features = annotation.get("features") if isinstance(annotation, dict) else None
    return isinstance(features, dict) and "label" in features


def _teamware_answers(entry: Any) -> dict[str, Any]:
    """Return the answers of one annotator by question."""
    answers: dict[str, Any] = {}
    for annotation in _annotations(entry):
        features = annotation.get("features") if isinstance(annotation, dict) else None
        given = features.get("label") if isinstance(features, dict) else None
        answers |= given if isinstance(given, dict) else {"label": given}
    return answers


def _only_answer(answers: Mapping[str, Any]) -> Any:
    """Return the answer to the question “label”, or to the only question."""
    given = {name: answer for name, answer in answers.items() if name not in NO_ANSWERS}
    if "label" in given:
        return given["label"]
    if len(given) > 1:
        names = ", ".join(f"“{name[:40]}”" for name in list(given)[:5])
        raise UnreadableError(
            _(
                "annotators answered several questions, %(names)s; keep one of them, or choose "
                "%(way)s"
            )
            % {"names": names, "way": way("columns", "label=")}
        )
    return next(iter(given.values()), None)


def _potato(values: dict[str, Any]) -> FoundLabels:
    chosen = {
        question: [name for name, value in options.items() if value not in FALSE]
        for question, options in values["label_annotations"].items()
        if isinstance(options, dict)
    }
    user_key = next((key for key in ("user_id", "user", "annotator") if values.get(key)), "")
    annotator = annotator_name(values.get(user_key))
    labels = [
        RowLabel(label.name, annotator) for label in parse_labels(_only_answer(chosen) or None)
    ]

    used = {"label_annotations": "label"} | ({user_key: "annotator"} if user_key else {})
    spans = values.get("span_annotations")
    if not spans:
        return FoundLabels(tuple(labels), used=used)

    count = sum(len(item) if isinstance(item, dict | list) else 1 for item in spans) or 1
    reason = _("labels in “span_annotations” can’t be imported")
    return FoundLabels(tuple(labels), ((reason, count),), used)
