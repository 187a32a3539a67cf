"""Finds whose an annotation of Label Studio is, and which is the last of each annotator.

The annotator is an account, or a name that is one of the answers: Label Studio imports no annotator
without an account there, so our exports (`export/datasets/formats/label_studio.py`) ask a question
named `annotator`.
"""

from typing import Any

from annotator.corpus.readers.labels.label_values import annotator_name

QUESTION = "annotator"
Annotation = dict[str, Any]


def annotator_of(annotation: Annotation) -> str:
    """Return the name in the answers, else the account, else "".

    After an import there, the account is that of the person who imported.
    """
    return _answered_name(annotation) or annotator_name(annotation.get("completed_by"))


def names_annotator(result: Any) -> bool:
    """Whether a result is the answer to the question for the annotator."""
    return isinstance(result, dict) and result.get("from_name") == QUESTION


def without_final_labels(
    annotations: list[Annotation],
) -> tuple[list[Annotation], list[Annotation]]:
    """Return the annotations of people, and the final labels of a dataset that was exported here.

    Those have `ground_truth` and took no time, beside annotations whose annotator is an answer.
    """
    if not any(map(_answered_name, annotations)):
        return annotations, []

    given: list[Annotation] = []
    final: list[Annotation] = []
    for annotation in annotations:
        is_final = (
            annotation.get("ground_truth")
            and not annotation.get("lead_time")
            and not _answered_name(annotation)
        )
        (final if is_final else given).append(annotation)
    return given, final


def latest_of_each(annotations: list[Annotation]) -> tuple[list[Annotation], list[Annotation]]:
    """Return the last annotation of each annotator, and those that it replaced."""
    submitted = [entry for entry in annotations if not entry.get("was_cancelled")]
    # Python's sort is stable: without dates the order in the file stands.
    submitted.sort(key=_date)
    last: dict[str, Annotation] = {}
    replaced: list[Annotation] = []

    for number, annotation in enumerate(submitted):
        # Without a name, each may be somebody else's.
        key = annotator_of(annotation) or f"\0{number}"
        if key in last:
            replaced.append(last.pop(key))
        last[key] = annotation

    return list(last.values()), replaced


def _answered_name(annotation: Annotation) -> str:
    results = annotation.get("result")
    for result in results if isinstance(results, list) else []:
        value = result.get("value") if names_annotator(result) else None
        texts = value.get("text") if isinstance(value, dict) else None
        if isinstance(texts, list) and texts:
            return annotator_name(texts[0])
    return ""


def _date(annotation: Annotation) -> str:
    date = annotation.get("updated_at") or annotation.get("created_at")
    return date if isinstance(date, str) else ""
