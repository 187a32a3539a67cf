"""The agreement report of a project: from the counted annotations to figures with intervals (design
section 5.3).
"""

from typing import TypedDict

import numpy as np

from annotator.agreement.report.data import (
    CountedAnnotations,
    ReportFilter,
    draw_resamples,
    load_counted_annotations,
    load_retests,
    why_no_retests,
)
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.intervals import LEVEL, Figure
from annotator.agreement.statistics.pairs import pair_figures
from annotator.agreement.statistics.resampling import Resamples
from annotator.agreement.statistics.summary import Summary, summarise
from annotator.agreement.statistics.sums import ArticleSums, article_sums, confusion
from annotator.corpus.models import Article
from annotator.projects.models import Label, Membership, Project

DIGITS = 12


class FigureShape(TypedDict):
    value: float | None
    n: int
    low: float | None
    high: float | None
    reason: str | None


class Interval(TypedDict):
    level: float
    method: str
    over: str
    replicates: int
    seed: int


class CannotTell(TypedDict):
    count: int
    share: float | None
    krippendorff_alpha_as_label: FigureShape


class LabelReport(TypedDict):
    count: int
    krippendorff_alpha: FigureShape
    specific_agreement: FigureShape


class PairReport(TypedDict):
    annotators: list[str]
    percent_agreement: FigureShape
    cohen_kappa: FigureShape


class Confusion(TypedDict):
    labels: list[str]
    counts: list[list[int]]


class RoundReport(TypedDict):
    articles: int
    sentences: int
    pairable: int
    percent_agreement: FigureShape
    krippendorff_alpha: FigureShape
    fleiss_kappa: FigureShape
    gwet_ac1: FigureShape


class Report(TypedDict):
    project: str
    articles: int
    sentences: int
    annotators: int
    annotations: int
    pairable: int
    percent_agreement: FigureShape
    krippendorff_alpha: FigureShape
    fleiss_kappa: FigureShape
    gwet_ac1: FigureShape
    labelled_or_skipped: dict[str, FigureShape]
    cannot_tell: CannotTell
    per_label: dict[str, LabelReport]
    pairs: list[PairReport]
    confusion: Confusion
    targets: dict[str, FigureShape]
    rounds: dict[str, RoundReport]
    retest: dict[str, FigureShape]
    interval: Interval
    pairable_articles: int


def agreement_report(
    project: Project,
    report_filter: ReportFilter | None = None,
    *,
    replicates: int | None = None,
    seed: int = 0,
) -> Report:
    """The figures of the project, or of what `report_filter` leaves; `replicates` None for the
    usual number.
    """
    report_filter = report_filter or ReportFilter()
    labels = list(project.labels.all())
    said = load_counted_annotations(project, labels, report_filter)
    resamples = draw_resamples(project, said.annotations, replicates, seed)
    sums = article_sums(said.annotations, takes_target=said.takes_target)
    summary = summarise(sums, resamples)
    twice = load_retests(project, labels, report_filter)
    again = summarise(
        article_sums(twice), draw_resamples(project, twice, resamples.replicates, seed)
    )
    not_again = "" if again.pairable else why_no_retests(project)

    return Report(
        project=project.slug,
        articles=summary.articles,
        sentences=summary.sentences,
        annotators=len(said.annotations.annotators),
        annotations=summary.annotations,
        pairable=summary.pairable,
        percent_agreement=_shape(summary.percent_agreement),
        krippendorff_alpha=_shape(summary.krippendorff_alpha),
        fleiss_kappa=_shape(summary.fleiss_kappa),
        gwet_ac1=_shape(summary.gwet_ac1),
        labelled_or_skipped={
            "percent_agreement": _shape(summary.skip_percent_agreement),
            "krippendorff_alpha": _shape(summary.skip_krippendorff_alpha),
        },
        cannot_tell=CannotTell(
            count=summary.cannot_tell,
            share=_rounded(summary.cannot_tell_share),
            krippendorff_alpha_as_label=_shape(summary.cannot_tell_krippendorff_alpha),
        ),
        per_label=_per_label(summary, labels),
        pairs=_pairs(said, resamples),
        confusion=Confusion(
            labels=[label.key for label in labels], counts=confusion(said.annotations).tolist()
        ),
        targets={"percent_agreement": _shape(summary.target_percent_agreement)},
        rounds=_rounds(project, sums, summary, said.annotations, resamples),
        retest={
            "percent_agreement": _shape(again.percent_agreement, undefined=not_again),
            "krippendorff_alpha": _shape(again.krippendorff_alpha, undefined=not_again),
        },
        interval=Interval(
            level=LEVEL,
            method="percentile bootstrap",
            over="articles",
            replicates=resamples.replicates,
            seed=seed,
        ),
        pairable_articles=summary.pairable_articles,
    )


def _per_label(summary: Summary, labels: list[Label]) -> dict[str, LabelReport]:
    return {
        label.key: LabelReport(
            count=figures.count,
            krippendorff_alpha=_shape(figures.krippendorff_alpha),
            specific_agreement=_shape(figures.specific_agreement),
        )
        for label, figures in zip(labels, summary.per_label, strict=True)
    }


def _pairs(said: CountedAnnotations, resamples: Resamples) -> list[PairReport]:
    pairs = pair_figures(said.annotations, resamples)
    pseudonyms = dict(
        Membership.objects.filter(pk__in=said.annotations.annotators.tolist()).values_list(
            "pk", "pseudonym"
        )
    )
    named = [(sorted(pseudonyms[code] for code in pair.annotators), pair) for pair in pairs]

    return [
        PairReport(
            annotators=names,
            percent_agreement=_shape(pair.percent_agreement),
            cohen_kappa=_shape(pair.cohen_kappa),
        )
        for names, pair in sorted(named, key=lambda item: item[0])
    ]


def _rounds(
    project: Project,
    sums: ArticleSums,
    whole: Summary,
    annotations: Annotations,
    resamples: Resamples,
) -> dict[str, RoundReport]:
    """The figures of each round, from the same sums and the same resamples."""
    of_article = dict(Article.objects.in_project(project).values_list("pk", "round"))
    if len(set(of_article.values())) == 1 and whole.articles:
        return {name: subset_report(whole) for name in set(of_article.values())}
    names = np.array(
        [of_article[int(pk)] for pk in annotations.articles[sums.article]], dtype=object
    )
    return {
        name: subset_report(summarise(sums.subset(names == name), resamples))
        for name in sorted(set(names))
    }


def subset_report(summary: Summary) -> RoundReport:
    """The figures of some of the articles."""
    return RoundReport(
        articles=summary.articles,
        sentences=summary.sentences,
        pairable=summary.pairable,
        percent_agreement=_shape(summary.percent_agreement),
        krippendorff_alpha=_shape(summary.krippendorff_alpha),
        fleiss_kappa=_shape(summary.fleiss_kappa),
        gwet_ac1=_shape(summary.gwet_ac1),
    )


def _shape(made: Figure, *, undefined: str = "") -> FigureShape:
    """`undefined` is said in place of the figure's own reason."""
    low, high = _rounded(made.low), _rounded(made.high)
    return FigureShape(
        value=_rounded(made.value), n=made.n, low=low, high=high, reason=undefined or made.reason
    )


def _rounded(value: float | None) -> float | None:
    """Without the last digits, which depend on the order in which sums were made: not a fact about
    the data.
    """
    return None if value is None else round(value, DIGITS) + 0.0
