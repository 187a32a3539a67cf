"""Two parts of a project side by side: rounds, codebook versions, groups of annotators."""

from typing import TypedDict

from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.report.shapes import FigureShape, figure_shape
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.differences import differences
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.summary import Summary, summarise
from annotator.agreement.statistics.sums import article_sums
from annotator.projects.models import Project


class Part(TypedDict):
    """How much a part has."""

    articles: int
    sentences: int
    annotators: int
    annotations: int


class ComparedFigure(TypedDict):
    """A figure of both parts, and the first minus the second with an interval of its own."""

    first: FigureShape
    second: FigureShape
    difference: FigureShape


class ComparedLabel(TypedDict):
    krippendorff_alpha: ComparedFigure
    specific_agreement: ComparedFigure


class Comparison(TypedDict):
    """`shared_articles` are in both parts."""

    first: Part
    second: Part
    shared_articles: int
    percent_agreement: ComparedFigure
    krippendorff_alpha: ComparedFigure
    gwet_ac1: ComparedFigure
    per_label: dict[str, ComparedLabel]


def compare(project: Project, first: ReportFilter, second: ReportFilter) -> Comparison:
    """Return the figures of the annotations that each filter leaves, and their differences."""
    labels = list(project.labels.all())
    parts = [
        load_counted_annotations(project, labels, part).annotations for part in (first, second)
    ]
    one, other = (summarise(article_sums(annotations)) for annotations in parts)
    found = differences(*parts)

    return Comparison(
        first=_part(parts[0], one),
        second=_part(parts[1], other),
        shared_articles=found.shared_articles,
        percent_agreement=_compared(
            one.percent_agreement, other.percent_agreement, found.percent_agreement
        ),
        krippendorff_alpha=_compared(
            one.krippendorff_alpha, other.krippendorff_alpha, found.krippendorff_alpha
        ),
        gwet_ac1=_compared(one.gwet_ac1, other.gwet_ac1, found.gwet_ac1),
        per_label={
            label.key: ComparedLabel(
                krippendorff_alpha=_compared(
                    a.krippendorff_alpha, b.krippendorff_alpha, difference.krippendorff_alpha
                ),
                specific_agreement=_compared(
                    a.specific_agreement, b.specific_agreement, difference.specific_agreement
                ),
            )
            for label, a, b, difference in zip(
                labels, one.per_label, other.per_label, found.per_label, strict=True
            )
        },
    )


def _part(annotations: Annotations, summary: Summary) -> Part:
    return Part(
        articles=summary.articles,
        sentences=summary.sentences,
        annotators=len(annotations.annotators),
        annotations=summary.annotations,
    )


def _compared(first: Figure, second: Figure, difference: Figure) -> ComparedFigure:
    return ComparedFigure(
        first=figure_shape(first), second=figure_shape(second), difference=figure_shape(difference)
    )
