"""Dawid and Skene's model of a project: the estimated error rates of each annotator."""

from collections.abc import Sequence
from typing import TypedDict

from annotator.agreement.report.data import load_pseudonyms
from annotator.agreement.report.true_labels.estimates import (
    annotations_of_model,
    estimate_true_labels,
)
from annotator.agreement.statistics.arrays import Floats
from annotator.projects.models import Project

# With fewer expected sentences, a row says more about all annotators than about this
# one.
FEW_SENTENCES = 10


class ErrorRowShape(TypedDict):
    """How often an annotator gives each label to sentences with this true label.

    `shares` are by label key. They rest on `n` sentences: as many with this true label the
    annotator is expected to have labelled. With `few`, these are too few to judge the annotator by.
    """

    true_label: str
    n: float
    few: bool
    shares: dict[str, float]


class AnnotatorErrors(TypedDict):
    annotator: str
    rows: list[ErrorRowShape]


class ErrorRates(TypedDict):
    """The model: null and empty without a label.

    `prevalence` is the estimated share of sentences with each true label; `typical` has the error
    rates of all annotators together, and `annotators` those of each pseudonym.
    """

    project: str
    prevalence: dict[str, float]
    typical: list[ErrorRowShape]
    annotators: list[AnnotatorErrors]
    converged: bool | None
    iterations: int


def error_rates(project: Project) -> ErrorRates:
    """Return the model of the project. Dawid and Skene (1979)."""
    labels = list(project.labels.all())
    keys = [label.key for label in labels]
    estimate = estimate_true_labels(annotations_of_model(project), labels)
    if not len(estimate.sentences):
        return ErrorRates(
            project=project.slug,
            prevalence={},
            typical=[],
            annotators=[],
            converged=None,
            iterations=0,
        )

    # Somebody who only skipped has no error rates.
    pseudonyms = load_pseudonyms(project, estimate.annotators)
    annotators = [
        AnnotatorErrors(annotator=pseudonyms[code], rows=_rows(keys, confusion, expected))
        for code, confusion, expected in zip(
            estimate.annotators.tolist(), estimate.confusions, estimate.expected, strict=True
        )
        if expected.any()
    ]

    return ErrorRates(
        project=project.slug,
        prevalence=dict(zip(keys, map(_rounded, estimate.prior.tolist()), strict=True)),
        typical=_rows(keys, estimate.typical, estimate.expected.sum(axis=0)),
        annotators=sorted(annotators, key=lambda one: one["annotator"]),
        converged=estimate.converged,
        iterations=estimate.iterations,
    )


def _rows(keys: Sequence[str], confusion: Floats, expected: Floats) -> list[ErrorRowShape]:
    return [
        ErrorRowShape(
            true_label=key,
            n=round(n, 1),
            few=n < FEW_SENTENCES,
            shares=dict(zip(keys, map(_rounded, shares), strict=True)),
        )
        for key, shares, n in zip(keys, confusion.tolist(), expected.tolist(), strict=True)
    ]


def _rounded(share: float) -> float:
    # EM stops at differences of about 0.001: more digits would say nothing.
    return round(share, 4)
