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
    compared = _Compared(
        *((annotations.articles, article_sums(annotations)) for annotations in (first, second))
    )
    return Differences(
        shared_articles=compared.shared,
        percent_agreement=compared.overall(lambda sums: percent_agreement(sums.label)),
        krippendorff_alpha=compared.overall(lambda sums: krippendorff_alpha(sums.label)),
        gwet_ac1=compared.overall(gwet_ac1),
        per_label=[compared.of_label(k) for k in range(first.labels)],
    )


def alpha_difference(first: ArticleSums, second: ArticleSums) -> Figure:
    """Return the difference of alpha between two subsets of the articles of some annotations."""
    compared = _Compared((first.article, first), (second.article, second))
    return compared.overall(lambda sums: krippendorff_alpha(sums.label))


class _Compared:
    """Two parts, each as the codes of its articles and their sums."""

    def __init__(self, first: tuple[Ints, ArticleSums], second: tuple[Ints, ArticleSums]) -> None:
        self.codes = np.union1d(first[0], second[0])
        self.parts = [
            _part(sums, np.searchsorted(self.codes, articles)) for articles, sums in (first, second)
        ]
        self.shared = len(first[0]) + len(second[0]) - len(self.codes)

    def overall(self, coefficient: Callable[[Sums], Floats]) -> Figure:
        telling = min(part.telling for part in self.parts)
        return self._figure(coefficient, lambda sums: sums.label.pairable, telling)

    def of_label(self, k: int) -> LabelDifferences:
        telling = float(min(part.telling_by_label[k] for part in self.parts))
        return LabelDifferences(
            krippendorff_alpha=self._figure(
                lambda sums: label_alpha(sums.label)[k], lambda sums: sums.label.pairable, telling
            ),
            specific_agreement=self._figure(
                lambda sums: specific_agreement(sums.label)[k], lambda sums: sums.used[k], telling
            ),
        )

    def _figure(
        self,
        coefficient: Callable[[Sums], Floats],
        n: Callable[[Sums], Floats],
        articles: float,
    ) -> Figure:
        values = [coefficient(part.total) for part in self.parts]
        # Without an article that a part does not have, its figure stays as it is.
        left_out = [np.full(len(self.codes), value) for value in values]
        for part, without in zip(self.parts, left_out, strict=True):
            without[part.places] = coefficient(part.left_out)

        return figure(
            values[0] - values[1],
            left_out[0] - left_out[1],
            Scale.DIFFERENCE,
            n=float(min(n(part.total) for part in self.parts)),
            articles=articles,
            undefined=reasons.NO_DIFFERENCE_KNOWN,
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
