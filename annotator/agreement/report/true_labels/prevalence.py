"""The prevalence of each label among a project's final labels, and by Dawid and Skene's model."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.report.true_labels.final_labels import load_decisions
from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, compact
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.true_labels.majority import majority_labels
from annotator.agreement.statistics.true_labels.prevalence import (
    label_sums,
    model_prevalence,
    prevalence,
)
from annotator.labelling.choices import Origin
from annotator.labelling.models import Assignment
from annotator.projects.models import Label, Project


@dataclass(frozen=True)
class Prevalence:
    """The figures by label. `sentences` were annotated or adjudicated; not all of them have a final
    label.
    """

    sentences: int
    final: list[Figure]
    model: list[Figure]


def load_prevalence(
    project: Project, labels: Sequence[Label], report_filter: ReportFilter, counted: Annotations
) -> Prevalence:
    """Return the prevalence among the annotations that the filter leaves, adjudications included.

    `counted` are those that agreement counts.
    """
    annotations = with_tie_breaks(project, labels, report_filter, counted)
    sentences, sums = final_label_sums(project, labels, report_filter, annotations)

    return Prevalence(
        sentences=sentences,
        final=prevalence(sums, undefined=reasons.NO_FINAL_LABEL),
        model=model_prevalence(annotations),
    )


def final_label_sums(
    project: Project, labels: Sequence[Label], report_filter: ReportFilter, annotations: Annotations
) -> tuple[int, Floats]:
    """Return the number of sentences that were annotated or adjudicated, and how many of each
    article have each final label: (q, articles). `annotations` are those of `with_tie_breaks`.
    """
    decisions = load_decisions(project, labels, annotations, report_filter)
    final = decisions.over(majority_labels(annotations.all_counts()))
    articles, article = compact(decisions.article)

    return len(final), label_sums(final, article, labels=len(labels), articles=len(articles))


def with_tie_breaks(
    project: Project, labels: Sequence[Label], report_filter: ReportFilter, counted: Annotations
) -> Annotations:
    """Return the annotations that final labels and the model count."""
    # Most projects have no tie-breaks, and reading a million annotations takes seconds.
    tie_breaks = Assignment.objects.in_project(project).filter(origin=Origin.TIE_BREAK)
    if not tie_breaks.exists():
        return counted
    return load_counted_annotations(project, labels, report_filter, tie_breaks=True).annotations
