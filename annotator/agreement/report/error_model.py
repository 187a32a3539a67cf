"""Dawid and Skene's model of a project: the estimated error rates of each annotator."""

from dataclasses import dataclass

from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.statistics.dawid_skene import dawid_skene
from annotator.projects.models import Label, Membership, Project

Row = tuple[Label, list[float]]


@dataclass(frozen=True)
class ErrorModel:
    """The estimate for a page.

    `prior` is the estimated share of sentences with each true label. `annotators` has for each
    pseudonym a row per true label: the estimated shares of the labels that they give to such
    sentences.
    """

    prior: list[tuple[Label, float]]
    annotators: list[tuple[str, list[Row]]]
    converged: bool
    iterations: int


def estimate_error_model(project: Project) -> ErrorModel | None:
    """Return the model of the project, or None without a label. Dawid and Skene (1979)."""
    labels = list(project.labels.all())
    annotations = load_counted_annotations(project, labels, ReportFilter()).annotations
    if not annotations.labelled().any():
        return None

    estimate = dawid_skene(annotations)
    pseudonyms = dict(
        Membership.objects.filter(pk__in=annotations.annotators.tolist()).values_list(
            "pk", "pseudonym"
        )
    )
    annotators = [
        (pseudonyms[code], list(zip(labels, confusion.tolist(), strict=True)))
        for code, confusion in zip(
            annotations.annotators.tolist(), estimate.confusions, strict=True
        )
    ]

    return ErrorModel(
        prior=list(zip(labels, estimate.prior.tolist(), strict=True)),
        annotators=sorted(annotators, key=lambda row: row[0]),
        converged=estimate.converged,
        iterations=estimate.iterations,
    )
