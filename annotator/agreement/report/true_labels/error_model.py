"""Dawid and Skene's model of a project: the estimated error rates of each annotator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from annotator.agreement.report.data import load_pseudonyms
from annotator.agreement.report.true_labels.estimates import (
    annotations_of_model,
    estimate_true_labels,
)
from annotator.agreement.statistics.arrays import Floats
from annotator.projects.models import Label, Project

# With fewer expected sentences, a row says more about all annotators than about this
# one.
FEW_SENTENCES = 10


@dataclass(frozen=True)
class ErrorRow:
    """How often an annotator gives each label to sentences with this true label.

    `shares` are by label. They rest on `n` sentences: as many with this true label the annotator is
    expected to have labelled.
    """

    label: Label
    shares: list[float]
    n: float

    @property
    def is_few(self) -> bool:
        return self.n < FEW_SENTENCES


@dataclass(frozen=True)
class ErrorModel:
    """The estimate for a page.

    `prior` is the estimated share of sentences with each true label; `typical` has the error rates
    of all annotators together, and `annotators` those of each pseudonym.
    """

    prior: list[tuple[Label, float]]
    typical: list[ErrorRow]
    annotators: list[tuple[str, list[ErrorRow]]]
    converged: bool
    iterations: int


class ErrorRowShape(TypedDict):
    """An `ErrorRow` as JSON has it. `few` says that `n` is too small to judge the annotator by."""

    true_label: str
    n: float
    few: bool
    shares: dict[str, float]


class AnnotatorErrors(TypedDict):
    annotator: str
    rows: list[ErrorRowShape]


class ErrorRates(TypedDict):
    """The model as JSON: null and empty without a label."""

    project: str
    prevalence: dict[str, float]
    typical: list[ErrorRowShape]
    annotators: list[AnnotatorErrors]
    converged: bool | None
    iterations: int


def estimate_error_model(project: Project) -> ErrorModel | None:
    """Return the model of the project, or None without a label. Dawid and Skene (1979)."""
    labels = list(project.labels.all())
    estimate = estimate_true_labels(annotations_of_model(project), labels)
    if not len(estimate.sentences):
        return None

    # Somebody who only skipped has no error rates.
    pseudonyms = load_pseudonyms(estimate.annotators)
    annotators = [
        (pseudonyms[code], _rows(labels, confusion, expected))
        for code, confusion, expected in zip(
            estimate.annotators.tolist(), estimate.confusions, estimate.expected, strict=True
        )
        if expected.any()
    ]

    return ErrorModel(
        prior=list(zip(labels, estimate.prior.tolist(), strict=True)),
        typical=_rows(labels, estimate.typical, estimate.expected.sum(axis=0)),
        annotators=sorted(annotators, key=lambda row: row[0]),
        converged=estimate.converged,
        iterations=estimate.iterations,
    )


def error_rates(project: Project) -> ErrorRates:
    """Return the model of the project as JSON has it."""
    model = estimate_error_model(project)
    if model is None:
        return ErrorRates(
            project=project.slug,
            prevalence={},
            typical=[],
            annotators=[],
            converged=None,
            iterations=0,
        )

    return ErrorRates(
        project=project.slug,
        prevalence={label.key: _rounded(share) for label, share in model.prior},
        typical=_as_json(model.typical),
        annotators=[
            AnnotatorErrors(annotator=name, rows=_as_json(rows)) for name, rows in model.annotators
        ],
        converged=model.converged,
        iterations=model.iterations,
    )


def _rows(labels: Sequence[Label], confusion: Floats, expected: Floats) -> list[ErrorRow]:
    return [
        ErrorRow(*row) for row in zip(labels, confusion.tolist(), expected.tolist(), strict=True)
    ]


def _as_json(rows: Sequence[ErrorRow]) -> list[ErrorRowShape]:
    keys = [row.label.key for row in rows]
    return [
        ErrorRowShape(
            true_label=row.label.key,
            n=round(row.n, 1),
            few=row.is_few,
            shares=dict(zip(keys, map(_rounded, row.shares), strict=True)),
        )
        for row in rows
    ]


def _rounded(share: float) -> float:
    # EM stops at differences of about 0.001: more digits would say nothing.
    return round(share, 4)
