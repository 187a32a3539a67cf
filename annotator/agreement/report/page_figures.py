"""All figures of the agreement page, from one reading of the annotations."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from annotator.agreement.report.comparisons.over_time import (
    AgreementOverTime,
    Names,
    agreement_over_time,
    names_of_articles,
)
from annotator.agreement.report.comparisons.standings import (
    StandingShape,
    measure_annotators,
    rank_annotators,
)
from annotator.agreement.report.data import ReportFilter, load_counted_annotations, load_rounds
from annotator.agreement.report.report import agreement_report
from annotator.agreement.report.shapes import FigureShape, Report, RoundReport, figure_shape
from annotator.agreement.report.times import AT
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Ints
from annotator.agreement.statistics.differences import alpha_difference
from annotator.agreement.statistics.disputes import count_disputes
from annotator.agreement.statistics.planning.more_articles import MoreArticles, more_articles
from annotator.agreement.statistics.sums import ArticleSums, article_sums
from annotator.projects.models import Project


@dataclass(frozen=True)
class DisputeCounts:
    """Disputed sentences: all, by label key, by two label keys, by round, month and codebook."""

    total: int
    labels: dict[str, int]
    label_pairs: dict[str, dict[str, int]]
    rounds: dict[str, int]
    months: dict[str, int]
    codebooks: dict[str, int]


@dataclass(frozen=True)
class Changes:
    """Alpha of a round, month or codebook minus that of the one before it, by name."""

    rounds: dict[str, FigureShape]
    months: dict[str, FigureShape]
    codebooks: dict[str, FigureShape]


@dataclass(frozen=True)
class PageFigures:
    """`rounds` are those of the report, in the order of their first labels.

    `more_articles` has what the alpha of each label takes to be known better, None if nothing.
    """

    report: Report
    rounds: dict[str, RoundReport]
    over_time: AgreementOverTime
    annotators: list[StandingShape]
    disputes: DisputeCounts
    changes: Changes
    more_articles: dict[str, MoreArticles | None]


def agreement_page_figures(project: Project, report_filter: ReportFilter) -> PageFigures:
    """Return what the page shows of the annotations that the filter leaves."""
    labels = list(project.labels.all())
    counted = load_counted_annotations(project, labels, report_filter, with_times=True)
    annotations = counted.annotations
    keys = [label.key for label in labels]

    # As in the report, one half is computed beside the other.
    with ThreadPoolExecutor(max_workers=1) as beside:
        measured = beside.submit(measure_annotators, annotations)
        sums = article_sums(annotations, takes_target=counted.takes_target)
        disputes = count_disputes(annotations)
        report = agreement_report(project, report_filter, counted=counted, sums=sums)
        over_time = agreement_over_time(project, report_filter, counted=annotations, sums=sums)
        more = more_articles(sums)

    round_names = load_rounds(project, annotations.articles)
    months, codebooks = names_of_articles(annotations)
    by_round = _in_order_of_first_labels(report["rounds"], annotations, round_names)

    return PageFigures(
        report=report,
        rounds=by_round,
        over_time=over_time,
        annotators=rank_annotators(project, report_filter, measured=measured.result()),
        disputes=DisputeCounts(
            total=disputes.total,
            labels=dict(zip(keys, disputes.of_label.tolist(), strict=True)),
            label_pairs={
                key: dict(zip(keys, row, strict=True))
                for key, row in zip(keys, disputes.of_labels.tolist(), strict=True)
            },
            rounds=_by_name(disputes.of_article, round_names),
            months=_by_name(disputes.of_article, months),
            codebooks=_by_name(disputes.of_article, codebooks),
        ),
        changes=Changes(
            rounds=_changes(sums, round_names, by_round),
            months=_changes(sums, months, over_time.months),
            codebooks=_changes(sums, codebooks, over_time.codebooks),
        ),
        # The first is that of all labels together.
        more_articles=dict(zip(keys, more[1:], strict=True)),
    )


def _in_order_of_first_labels(
    parts: dict[str, RoundReport], annotations: Annotations, names: Names
) -> dict[str, RoundReport]:
    """Sort the rounds by when their first label was given. `names` has each article's round."""
    if not len(annotations):
        return parts

    article = annotations.article_of[annotations.sentence]
    starts = np.searchsorted(article, np.arange(len(annotations.articles)))
    began = np.minimum.reduceat(annotations.more[AT], starts)
    first = {name: int(began[names == name].min()) for name in parts}
    return dict(sorted(parts.items(), key=lambda part: first[part[0]]))


def _changes(sums: ArticleSums, names: Names, order: Iterable[str]) -> dict[str, FigureShape]:
    """Return the difference of alpha between each name and the one before it."""
    of_article = names[sums.article]
    return {
        name: figure_shape(
            alpha_difference(sums.subset(of_article == name), sums.subset(of_article == before))
        )
        for before, name in pairwise(order)
    }


def _by_name(of_article: Ints, names: Names) -> dict[str, int]:
    """Add up the articles of each name."""
    distinct, index = np.unique(names, return_inverse=True)
    counts = np.bincount(index, weights=of_article, minlength=len(distinct))
    return dict(zip(distinct.tolist(), counts.astype(int).tolist(), strict=True))
