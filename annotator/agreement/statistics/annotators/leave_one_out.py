"""Alpha without each annotator in turn: how much each of them raises or lowers the agreement.

The sums without an annotator are those of all minus what this annotator adds.
"""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.sums_of_each import annotator_sums
from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.coefficients import krippendorff_alpha
from annotator.agreement.statistics.intervals import Figure, Scale, figure
from annotator.agreement.statistics.sums import ArticleSums, NominalSums, telling_articles


@dataclass(frozen=True)
class Without:
    """Alpha over the sentences that are still pairable without an annotator.

    `change` is how much it is above alpha with all annotators.
    """

    annotator: int
    krippendorff_alpha: Figure
    change: Figure


def leave_one_out(annotations: Annotations, sums: ArticleSums) -> list[Without]:
    """Return alpha without each annotator who gave a label, in the order of their codes.

    `sums` are those of the same annotations. Both figures count the sentences that are still
    pairable; the change rests on the articles in which the annotator shares a sentence with
    another.
    """
    added = annotator_sums(annotations)
    whole = sums.label_columns()
    alpha, alpha_left_out = _alpha_and_left_out(whole)
    found = []

    for rows in added.of_each():
        taken = added.values[:, rows]
        remaining = whole.copy()
        remaining[:, added.article[rows]] -= taken
        without, left_out = _alpha_and_left_out(remaining)
        rest = NominalSums.from_columns(remaining)
        pairable = float(rest.pairable.sum())

        found.append(
            Without(
                annotator=int(annotations.annotators[added.annotator[rows.start]]),
                krippendorff_alpha=figure(
                    without,
                    left_out,
                    Scale.COEFFICIENT,
                    n=pairable,
                    articles=telling_articles(rest.margins),
                    undefined=reasons.ONE_LABEL_LEFT if pairable else reasons.NOTHING_LEFT,
                ),
                # An article is left out of both alphas at once, so that an interval of their
                # difference judges a change more sharply than a comparison of two intervals.
                change=figure(
                    without - alpha,
                    left_out - alpha_left_out,
                    Scale.DIFFERENCE,
                    n=pairable,
                    # An article in which nobody else labelled their sentences can't change alpha.
                    articles=int(
                        np.count_nonzero(NominalSums.from_columns(taken).margins.any(axis=0))
                    ),
                    undefined=reasons.NO_CHANGE_KNOWN,
                ),
            )
        )
    return found


def _alpha_and_left_out(sums: Floats) -> tuple[Floats, Floats]:
    """Return alpha of the sums of articles, and alpha without each of the articles."""
    total = sums.sum(axis=1, keepdims=True)
    return _alpha(total)[0], _alpha(total - sums)


def _alpha(columns: Floats) -> Floats:
    return krippendorff_alpha(NominalSums.from_columns(columns))
