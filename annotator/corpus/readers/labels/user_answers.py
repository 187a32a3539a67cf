"""Reads labels that a row has by annotator or by question: GATE Teamware, Potato.

Teamware writes `annotation_sets`, or `annotations` with an object for each annotator. Potato
writes `label_annotations`, with the options of each question.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from annotator.corpus.readers.labels.label_values import FoundLabels, annotator_name, parse_labels
from annotator.corpus.readers.records import UnreadableError
from annotator.corpus.readers.rows.rows import RowLabel
from annotator.lib.translation import gettext as _
from annotator.lib.ways import way

# Answers beside the label that Teamware adds.
NO_ANSWERS = ("duration_seconds",)
FALSE = (None, False, "", "false", "False", 0)


def read_user_answers(values: dict[str, Any], fields: dict[str, str]) -> FoundLabels | None:
    """Return the labels of a row of these tools, or None.

    A label column comes first. Raises UnreadableError if there are several questions.
    """
    if values.get(fields.get("label", "")) not in (None, "", []):
        return None

    if isinstance(values.get("annotation_sets"), dict):
        return _by_user("annotation_sets", values, _teamware_answers)
    if isinstance(values.get("label_annotations"), dict):
        return _potato(values)
    answers = values.get("annotations")
    if isinstance(answers, dict) and answers and all(map(_is_answer, answers.values())):
        return _by_user("annotations", values, dict)
    return None


def _is_answer(answer: Any) -> bool:
    return isinstance(answer, dict) and any(key in answer for key in ("label", *NO_ANSWERS))


def _by_user(column: str, values: dict[str, Any], answers_of: Any) -> FoundLabels:
    labels = []
    for user, entry in values[column].items():
        answer = _only_answer(answers_of(entry))
        labels += [replace(label, annotator=annotator_name(user)) for label in parse_labels(answer)]
    return FoundLabels(tuple(labels), used={column: "label"})


def _teamware_answers(entry: Any) -> dict[str, Any]:
    """Return the answers of one annotator by question."""
    annotations = entry.get("annotations") if isinstance(entry, dict) else None
    answers: dict[str, Any] = {}
    for annotation in annotations if isinstance(annotations, list) else []:
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
