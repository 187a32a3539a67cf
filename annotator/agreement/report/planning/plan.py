"""The plan of a project: what figures of a given precision need, as JSON has it."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.report.shapes import FigureShape, figure_shape, rounded
from annotator.agreement.report.true_labels.prevalence import final_label_sums, with_tie_breaks
from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.other_annotators import other_annotators
from annotator.agreement.statistics.intervals import FEWEST_ARTICLES, Figure
from annotator.agreement.statistics.planning.planned import (
    PlannedFigure,
    PlannedFigures,
    plan_alphas,
    plan_prevalence,
)
from annotator.agreement.statistics.planning.reliability import (
    majority_reliability,
    spearman_brown,
)
from annotator.agreement.statistics.planning.thinning import ArticleAnnotators
from annotator.agreement.statistics.planning.widths import ArticlesNeeded
from annotator.agreement.statistics.summary import Summary, summarise
from annotator.agreement.statistics.sums import ArticleSums, article_sums
from annotator.agreement.statistics.true_labels.prevalence import prevalence
from annotator.projects.models import Label, Project

DEFAULT_HALF_WIDTH = 0.05
# The greatest number of annotators for whose majority the reliability is given.
MOST_TOGETHER = 9


class NeededShape(TypedDict):
    """Numbers of articles, `more` than now; `low` and `high` are the ends of a 95% interval.

    None: more than a million.
    """

    articles: int | None
    more: int | None
    low: int | None
    high: int | None


class AnnotatorsShape(TypedDict):
    """With `annotators` of each article, `articles` are needed: so many `readings` of an article by
    an annotator. Not `measured`: extrapolated.
    """

    annotators: int
    measured: bool
    articles: int | None
    readings: int | None


class PlannedShape(TypedDict):
    """A figure, the half-width of its interval now, and what it needs; None where the figure has no
    interval to start from. Then it would have one with `until_known` articles.
    """

    figure: FigureShape
    articles: int
    half_width: float | None
    needed: NeededShape | None
    by_annotators: list[AnnotatorsShape]
    until_known: int | None


class TogetherShape(TypedDict):
    """The reliability of the majority of k annotators: by the formula, and as it was `observed`
    between two groups of k annotators of the same sentences (None: too few have so many).
    """

    annotators: int
    expected: FigureShape
    observed: FigureShape | None


class Plan(TypedDict):
    """`annotators` is the mean number of annotators of the articles that have several;
    `expected_over` says what the intervals of `expected` are over.
    """

    half_width: float
    articles: int
    annotators: float | None
    krippendorff_alpha: PlannedShape
    per_label: dict[str, PlannedShape]
    prevalence: dict[str, PlannedShape]
    reliability: list[TogetherShape]
    expected_over: str


def make_plan(
    project: Project, report_filter: ReportFilter, *, half_width: float = DEFAULT_HALF_WIDTH
) -> Plan:
    """Return what it takes until intervals have this half-width, for annotations that the filter
    leaves.
    """
    labels = list(project.labels.all())
    annotations = load_counted_annotations(project, labels, report_filter).annotations
    sums = article_sums(annotations)
    summary = summarise(sums)
    alphas = plan_alphas(
        annotations,
        [summary.krippendorff_alpha, *(label.krippendorff_alpha for label in summary.per_label)],
        half_width,
    )
    alpha, *of_labels = _shapes(alphas)
    by_article = ArticleAnnotators.from_annotations(annotations).count
    several = by_article[by_article > 1]
    expected, over = _alpha_of_annotators(annotations, sums, summary)

    return Plan(
        half_width=half_width,
        articles=summary.pairable_articles,
        annotators=rounded(float(several.mean())) if len(several) else None,
        krippendorff_alpha=alpha,
        per_label=_by_label(labels, of_labels),
        prevalence=_by_label(
            labels,
            _shapes(_plan_prevalence(project, labels, report_filter, annotations, half_width)),
        ),
        reliability=_reliability(annotations, expected, np.sort(by_article)[::-1]),
        expected_over=over,
    )


def _plan_prevalence(
    project: Project,
    labels: Sequence[Label],
    report_filter: ReportFilter,
    counted: Annotations,
    half_width: float,
) -> PlannedFigures:
    annotations = with_tie_breaks(project, labels, report_filter, counted)
    _sentences, sums = final_label_sums(project, labels, report_filter, annotations)
    figures = prevalence(sums, undefined=reasons.NO_FINAL_LABEL)
    # Tie-breaks were added where annotators differ: without others, they would be a choice.
    return plan_prevalence(sums, counted, figures, half_width)


def _alpha_of_annotators(
    annotations: Annotations, sums: ArticleSums, summary: Summary
) -> tuple[Figure, str]:
    """Return alpha, with the interval for other annotators if there is one, and what it is over."""
    of_others = other_annotators(annotations, sums, summary).krippendorff_alpha
    if of_others.low is not None:
        return of_others, "articles and annotators"
    return summary.krippendorff_alpha, "articles"


def _reliability(
    annotations: Annotations, alpha: Figure, descending: np.ndarray
) -> list[TogetherShape]:
    """Return the reliability of 1 to MOST_TOGETHER annotators together.

    `descending` has the numbers of annotators of articles.
    """
    # As many annotators as enough articles have.
    shared = int(descending[FEWEST_ARTICLES - 1]) if len(descending) >= FEWEST_ARTICLES else 0
    return [
        TogetherShape(
            annotators=together,
            expected=figure_shape(spearman_brown(alpha, together)),
            observed=figure_shape(majority_reliability(annotations, together))
            if 2 * together <= shared
            else None,
        )
        for together in range(1, MOST_TOGETHER + 1)
    ]


def _by_label(labels: Sequence[Label], shapes: Sequence[PlannedShape]) -> dict[str, PlannedShape]:
    return {label.key: planned for label, planned in zip(labels, shapes, strict=True)}


def _shapes(planned: PlannedFigures) -> list[PlannedShape]:
    return [_shape(figure, planned.measured or 0) for figure in planned.figures]


def _shape(planned: PlannedFigure, measured: int) -> PlannedShape:
    return PlannedShape(
        figure=figure_shape(planned.figure),
        articles=planned.articles,
        half_width=rounded(planned.half_width),
        needed=_needed(planned.needed, planned.articles) if planned.needed else None,
        by_annotators=[
            AnnotatorsShape(
                annotators=annotators,
                measured=annotators <= measured,
                articles=articles,
                readings=None if articles is None else articles * annotators,
            )
            for annotators, articles in planned.by_annotators.items()
        ],
        until_known=planned.until_known,
    )


def _needed(needed: ArticlesNeeded, now: int) -> NeededShape:
    return NeededShape(
        articles=needed.articles,
        more=None if needed.articles is None else max(needed.articles - now, 0),
        low=needed.low,
        high=needed.high,
    )
