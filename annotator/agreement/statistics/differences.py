"""Differences between the figures of two parts of a project, with an interval of their own.

The parts may share articles, as two groups of annotators of the same articles do, or not, as two
rounds do. An article is left out of both parts at once, so that what makes an article hard or easy
for both cancels out. A comparison of two intervals would judge such differences too weakly.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints
from annotator.agreement.statistics.coefficients import (
    gwet_ac1,
    krippendorff_alpha,
    label_alpha,
    percent_agreement,
    specific_agreement,
)
from annotator.agreement.statistics.intervals import Figure, Scale, figure
from annotator.agreement.statistics.sums import (
    ArticleSums,
    Sums,
    article_sums,
    telling_articles,
    telling_articles_by_category,
)


@dataclass(frozen=True)
class LabelDifferences:
    krippendorff_alpha: Figure
    specific_agreement: Figure


@dataclass(frozen=True)
class Differences:
    """Figures of the first part minus those of the second.

    `shared_articles` are those that both parts have. `n` of a difference is that of the part with
    fewer sentences.
    """

    shared_articles: int
    percent_agreement: Figure
    krippendorff_alpha: Figure
    gwet_ac1: Figure
    per_label: list[LabelDifferences]


@dataclass(frozen=True)
class _Part:
    """The sums of one part: of all, without each article, and where each is in both parts."""

    places: Ints
    total: Sums
    left_out: Sums
    telling: int
    telling_by_label: Ints


def differences(first: Annotations, second: Annotations) -> Differences:
    """Return the differences between two sets of annotations with the same labels.

    An article has the same code in both.
    """
    return _differences(
        *((annotations.articles, article_sums(annotations)) for annotations in (first, second))
    )


def differences_of_sums(first: ArticleSums, second: ArticleSums) -> Differences:
    """Return the differences between two subsets of the articles of the same annotations."""
    return _differences((first.article, first), (second.article, second))


def _differences(first: tuple[Ints, ArticleSums], second: tuple[Ints, ArticleSums]) -> Differences:
    """Return the differences of two sums, each with the codes of its articles."""
    codes = np.union1d(first[0], second[0])
    parts = [_part(sums, np.searchsorted(codes, articles)) for articles, sums in (first, second)]
    shared = len(first[0]) + len(second[0]) - len(codes)

    def make_figure(
        coefficient: Callable[[Sums], Floats], n: Callable[[Sums], Floats], articles: float
    ) -> Figure:
        values = [coefficient(part.total) for part in parts]
        # Without an article that a part does not have, its figure stays as it is.
        left_out = [np.full(len(codes), value) for value in values]
        for part, without in zip(parts, left_out, strict=True):
            without[part.places] = coefficient(part.left_out)

        return figure(
            values[0] - values[1],
            left_out[0] - left_out[1],
            Scale.DIFFERENCE,
            n=float(min(n(part.total) for part in parts)),
            articles=articles,
            undefined=reasons.NO_DIFFERENCE_KNOWN,
        )

    def make_overall(coefficient: Callable[[Sums], Floats]) -> Figure:
        telling = min(part.telling for part in parts)
        return make_figure(coefficient, lambda sums: sums.label.pairable, telling)

    def make_of_label(k: int) -> LabelDifferences:
        telling = float(min(part.telling_by_label[k] for part in parts))
        return LabelDifferences(
            krippendorff_alpha=make_figure(
                lambda sums: label_alpha(sums.label)[k], lambda sums: sums.label.pairable, telling
            ),
            specific_agreement=make_figure(
                lambda sums: specific_agreement(sums.label)[k], lambda sums: sums.used[k], telling
            ),
        )

    return Differences(
        shared_articles=shared,
        percent_agreement=make_overall(lambda sums: percent_agreement(sums.label)),
        krippendorff_alpha=make_overall(lambda sums: krippendorff_alpha(sums.label)),
        gwet_ac1=make_overall(gwet_ac1),
        per_label=[make_of_label(k) for k in range(first[1].q)],
    )


def _part(sums: ArticleSums, places: Ints) -> _Part:
    margins = sums.each().label.margins
    return _Part(
        places=places,
        total=sums.total(),
        left_out=sums.without_each(),
        telling=telling_articles(margins),
        telling_by_label=telling_articles_by_category(margins),
    )
