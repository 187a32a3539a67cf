"""Dawid and Skene's model of a project: an optional look at what each annotator tends to say."""

from dataclasses import dataclass

from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.statistics.dawid_skene import dawid_skene
from annotator.projects.models import Label, Membership, Project

Row = tuple[Label, list[float]]


@dataclass(frozen=True)
class ErrorModel:
    """`prior` is the share of sentences of each label; `people` has for each annotator a row per
    label: how often they are estimated to give each label to sentences of it.
    """

    prior: list[tuple[Label, float]]
    people: list[tuple[str, list[Row]]]
    converged: bool
    iterations: int


def estimate_error_model(project: Project) -> ErrorModel | None:
    """None without a label. Dawid and Skene (1979), by expectation maximisation."""
    labels = list(project.labels.all())
    said = load_counted_annotations(project, labels, ReportFilter()).annotations
    if not said.labelled().any():
        return None

    found = dawid_skene(said)
    pseudonyms = dict(
        Membership.objects.filter(pk__in=said.annotators.tolist()).values_list("pk", "pseudonym")
    )
    people = [
        (pseudonyms[code], list(zip(labels, confusion.tolist(), strict=True)))
        for code, confusion in zip(said.annotators.tolist(), found.confusions, strict=True)
    ]

    return ErrorModel(
        prior=list(zip(labels, found.prior.tolist(), strict=True)),
        people=sorted(people, key=lambda person: person[0]),
        converged=found.converged,
        iterations=found.iterations,
    )
