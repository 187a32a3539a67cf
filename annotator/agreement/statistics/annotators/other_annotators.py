"""Figures with intervals for other annotators like these, and not only for other articles.

Both the articles and the annotators are taken as samples.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.sums_of_each import annotator_sums
from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.coefficients import (
    krippendorff_alpha,
    label_alpha,
    percent_agreement,
)
from annotator.agreement.statistics.intervals import Figure, Scale, two_way_figure
from annotator.agreement.statistics.summary import Summary
from annotator.agreement.statistics.sums import (
    ArticleSums,
    NominalSums,
    telling_articles,
    telling_articles_by_category,
)


@dataclass(frozen=True)
class OtherAnnotators:
    """`annotators` is the number of people who share a sentence with another one. `label_alpha` is
    in the order of the labels' numbers.
    """

    annotators: int
    percent_agreement: Figure
    krippendorff_alpha: Figure
    label_alpha: list[Figure]


def other_annotators(
    annotations: Annotations, sums: ArticleSums, summary: Summary
) -> OtherAnnotators:
    """Return figures of the summary with intervals over articles and annotators.

    `sums` and `summary` are those of the same annotations.
    """
    columns, added = sums.label_columns(), annotator_sums(annotations)
    by_annotator = np.zeros((len(columns), 0))
    if len(added.starts):
        by_annotator = np.add.reduceat(added.values, added.starts, axis=1)
    # Who shares no sentence with another one adds nothing.
    sharing = NominalSums.from_columns(by_annotator).margins.any(axis=0)

    total = columns.sum(axis=1, keepdims=True)
    without_article = NominalSums.from_columns(total - columns)
    without_annotator = NominalSums.from_columns(total - by_annotator[:, sharing])
    margins = NominalSums.from_columns(columns).margins

    def make_figures(
        figures: list[Figure],
        coefficient: Callable[[NominalSums], Floats],
        scale: Scale,
        articles: list[int],
    ) -> list[Figure]:
        without_articles, without_annotators = (
            np.atleast_2d(coefficient(part)) for part in (without_article, without_annotator)
        )
        return [
            two_way_figure(figure, of_articles, of_annotators, scale, articles=float(rests_on))
            for figure, of_articles, of_annotators, rests_on in zip(
                figures, without_articles, without_annotators, articles, strict=True
            )
        ]

    telling = [telling_articles(margins)]
    (percent,) = make_figures([summary.percent_agreement], percent_agreement, Scale.SHARE, telling)
    (alpha,) = make_figures(
        [summary.krippendorff_alpha], krippendorff_alpha, Scale.COEFFICIENT, telling
    )
    return OtherAnnotators(
        annotators=int(np.count_nonzero(sharing)),
        percent_agreement=percent,
        krippendorff_alpha=alpha,
        label_alpha=make_figures(
            [label.krippendorff_alpha for label in summary.per_label],
            label_alpha,
            Scale.COEFFICIENT,
            telling_articles_by_category(margins).tolist(),
        ),
    )
