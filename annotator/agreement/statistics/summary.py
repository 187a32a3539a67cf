"""All figures of a project, or of some of its articles, except those of single annotators."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.coefficients import (
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    label_alpha,
    own_target_agreement,
    percent_agreement,
    specific_agreement,
    target_agreement,
)
from annotator.agreement.statistics.intervals import Figure, Scale, figure
from annotator.agreement.statistics.sums import (
    ArticleSums,
    NominalSums,
    Sums,
    telling_articles,
    telling_articles_by_category,
)


@dataclass(frozen=True)
class LabelFigures:
    """The figures of one label; `count` is the number of annotations with it."""

    count: int
    krippendorff_alpha: Figure
    specific_agreement: Figure


@dataclass(frozen=True)
class Summary:
    """The figures of a project or of some of its articles.

    `annotations` counts skips too, `pairable` sentences with two labels or more,
    `pairable_articles` the articles that have such a sentence; `cannot_tell_share` is the share
    of all annotations, None without any.
    """

    articles: int
    sentences: int
    annotations: int
    pairable: int
    pairable_articles: int
    percent_agreement: Figure
    krippendorff_alpha: Figure
    fleiss_kappa: Figure
    gwet_ac1: Figure
    skip_percent_agreement: Figure
    skip_krippendorff_alpha: Figure
    cannot_tell: int
    cannot_tell_share: float | None
    cannot_tell_krippendorff_alpha: Figure
    target_percent_agreement: Figure
    own_target_percent_agreement: Figure
    per_label: list[LabelFigures]


@dataclass(frozen=True)
class PartSummary:
    """The figures of all labels together, of some of the articles; the rest takes much longer."""

    articles: int
    sentences: int
    pairable: int
    percent_agreement: Figure
    krippendorff_alpha: Figure
    fleiss_kappa: Figure
    gwet_ac1: Figure


def summarise_part(sums: ArticleSums) -> PartSummary:
    """Return the figures of all labels together. For some of the articles, pass `sums.subset`."""
    total, each, left_out = sums.total(), sums.each(), sums.without_each()
    return PartSummary(
        articles=len(sums.article),
        sentences=int(total.sentences),
        pairable=int(total.label.pairable),
        **_of_all_labels(total, each, left_out),
    )


class _OfAllLabels(TypedDict):
    percent_agreement: Figure
    krippendorff_alpha: Figure
    fleiss_kappa: Figure
    gwet_ac1: Figure


def _of_all_labels(total: Sums, each: Sums, left_out: Sums) -> _OfAllLabels:
    telling = telling_articles(each.label.margins)
    why_no_alpha = _why_no_alpha(total)
    # AC1 has a value when only one label was used, so that its reasons differ from
    # alpha's.
    why_no_ac1 = (
        reasons.ONE_LABEL_EXISTS
        if total.q < 2 and total.label.pairable
        else reasons.NOTHING_PAIRABLE
    )

    def make_figure(coefficient: Callable[[Sums], Floats], scale: Scale, why: str) -> Figure:
        return figure(
            coefficient(total),
            coefficient(left_out),
            scale,
            n=float(total.label.pairable),
            articles=telling,
            undefined=why,
        )

    return _OfAllLabels(
        percent_agreement=make_figure(
            lambda sums: percent_agreement(sums.label), Scale.SHARE, reasons.NOTHING_PAIRABLE
        ),
        krippendorff_alpha=make_figure(
            lambda sums: krippendorff_alpha(sums.label), Scale.COEFFICIENT, why_no_alpha
        ),
        fleiss_kappa=make_figure(fleiss_kappa, Scale.COEFFICIENT, why_no_alpha),
        gwet_ac1=make_figure(gwet_ac1, Scale.COEFFICIENT, why_no_ac1),
    )


def summarise(sums: ArticleSums) -> Summary:
    """Return every figure with its interval. For some of the articles, pass `sums.subset`."""
    total, each, presence = sums.total(), sums.each(), sums.presence()
    left_out = sums.without_each()

    def make_figure(
        coefficient: Callable[[Sums], Floats], scale: Scale, n: Floats, articles: float, why: str
    ) -> Figure:
        return figure(
            coefficient(total),
            coefficient(left_out),
            scale,
            n=float(n),
            articles=articles,
            undefined=why,
        )

    def make_nominal(
        coefficient: Callable[[NominalSums], Floats],
        scale: Scale,
        part: Callable[[Sums], NominalSums],
        why: str,
    ) -> Figure:
        return make_figure(
            lambda s: coefficient(part(s)),
            scale,
            part(total).pairable,
            telling_articles(part(each).margins),
            why,
        )

    why_no_skips = _why_no_skips(total)
    why_no_cannot_tell = (
        reasons.ONE_ANSWER if total.with_cannot_tell.pairable else reasons.NOTHING_ANSWERED
    )

    return Summary(
        articles=len(sums.article),
        sentences=int(total.sentences),
        annotations=int(total.annotations),
        pairable=int(total.label.pairable),
        pairable_articles=int(presence.label.pairable),
        **_of_all_labels(total, each, left_out),
        skip_percent_agreement=make_nominal(
            percent_agreement, Scale.SHARE, lambda s: s.labelled_or_skipped, reasons.NOTHING_TWICE
        ),
        skip_krippendorff_alpha=make_nominal(
            krippendorff_alpha, Scale.COEFFICIENT, lambda s: s.labelled_or_skipped, why_no_skips
        ),
        cannot_tell=int(total.cannot_tell),
        cannot_tell_share=float(total.cannot_tell / total.annotations)
        if total.annotations
        else None,
        cannot_tell_krippendorff_alpha=make_nominal(
            krippendorff_alpha, Scale.COEFFICIENT, lambda s: s.with_cannot_tell, why_no_cannot_tell
        ),
        target_percent_agreement=make_figure(
            target_agreement,
            Scale.SHARE,
            total.targeted,
            float(presence.targeted),
            reasons.NO_TARGETS,
        ),
        own_target_percent_agreement=make_figure(
            own_target_agreement,
            Scale.SHARE,
            total.own_targeted,
            float(presence.own_targeted),
            reasons.NO_OWN_TARGETS if total.targeted else reasons.NO_TARGETS,
        ),
        per_label=_per_label(total, each, left_out),
    )


def _per_label(total: Sums, each: Sums, left_out: Sums) -> list[LabelFigures]:
    """Return the figures of each label, in the order of their numbers."""
    alphas = label_alpha(total.label), label_alpha(left_out.label)
    specific = specific_agreement(total.label), specific_agreement(left_out.label)
    telling = telling_articles_by_category(each.label.margins)

    def make_figure(
        values: tuple[Floats, Floats], scale: Scale, k: int, n: Floats, undefined: str
    ) -> Figure:
        value, without = values
        return figure(
            value[k],
            without[k],
            scale,
            n=float(n),
            articles=float(telling[k]),
            undefined=undefined,
        )

    figures = []

    for k in range(total.q):
        unused = reasons.LABEL_UNUSED if total.label.pairable else reasons.NOTHING_PAIRABLE
        only = (
            reasons.ONLY_THIS_LABEL
            if np.count_nonzero(total.count) == 1
            else reasons.ONLY_THIS_SHARED
        )
        why_no_alpha = only if total.used[k] else unused
        figures.append(
            LabelFigures(
                count=int(total.count[k]),
                krippendorff_alpha=make_figure(
                    alphas, Scale.COEFFICIENT, k, total.label.pairable, why_no_alpha
                ),
                specific_agreement=make_figure(specific, Scale.SHARE, k, total.used[k], unused),
            )
        )
    return figures


def _why_no_alpha(total: Sums) -> str:
    """Return why alpha has no value, if it has none."""
    if not total.label.pairable:
        return reasons.NOTHING_PAIRABLE
    # Sentences with a single label may have further labels; alpha doesn't see them, and
    # the reason must not say that only one label was used.
    return reasons.ONE_LABEL if np.count_nonzero(total.count) == 1 else reasons.ONE_LABEL_SHARED


def _why_no_skips(total: Sums) -> str:
    """Return why the alpha of skips has no value, if it has none."""
    seen_twice = total.labelled_or_skipped
    if not seen_twice.pairable:
        return reasons.NOTHING_TWICE

    # Here too, sentences that only one annotator saw may differ from those that alpha
    # is about.
    labelled = total.count.sum() + total.cannot_tell
    if seen_twice.margins[0]:
        return (
            reasons.NONE_SKIPPED if labelled == total.annotations else reasons.NONE_SKIPPED_SHARED
        )
    return reasons.ALL_SKIPPED_SHARED if labelled else reasons.ALL_SKIPPED
