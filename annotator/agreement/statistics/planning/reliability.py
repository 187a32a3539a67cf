"""How reliable the majority of k annotators would be."""

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.coefficients import krippendorff_alpha
from annotator.agreement.statistics.intervals import Figure, Scale, figure
from annotator.agreement.statistics.planning.figures import label_columns_of
from annotator.agreement.statistics.planning.thinning import ArticleAnnotators, draws, kept
from annotator.agreement.statistics.sums import NominalSums, telling_articles
from annotator.agreement.statistics.true_labels.majority import majority_labels


def spearman_brown(alpha: Figure, annotators: int) -> Figure:
    """Return the reliability of what k annotators say together: k alpha / (1 + (k - 1) alpha).

    The ends of the interval are those of alpha, put into the same formula. None without an alpha
    above 0. Spearman (1910), Correlation calculated from faulty data; Brown (1910), Some
    experimental results in the correlation of mental abilities.
    """
    if alpha.value is None:
        return alpha
    if alpha.value <= 0:
        return Figure(None, alpha.n, reason=reasons.NO_RELIABILITY)

    def together(value: float | None) -> float | None:
        if value is None:
            return None
        # Annotators who agree less than by chance have no reliability in common.
        above = max(value, 0.0)
        return annotators * above / (1 + (annotators - 1) * above)

    return Figure(
        together(alpha.value), alpha.n, together(alpha.low), together(alpha.high), alpha.reason
    )


def majority_reliability(annotations: Annotations, annotators: int) -> Figure:
    """Return alpha between the majorities of two groups of k annotators who labelled the same.

    In each article that has 2 k annotators or more, two groups are drawn that share nobody. A
    sentence counts if both groups have a majority. The sums of several draws are averaged; the
    interval is over articles, as for every figure.
    """
    chance = np.random.default_rng(annotators)
    people = ArticleAnnotators.from_annotations(annotations)
    count = draws(annotations)
    columns = np.zeros((2 + 2 * annotations.labels, len(annotations.articles)))
    for _ in range(count):
        columns += _sums_of_two_groups(annotations, people, annotators, chance) / count

    present = columns[:, columns.any(axis=0)]
    total = present.sum(axis=1, keepdims=True)
    sums = NominalSums.from_columns(total[:, 0])
    # Sums over draws are no whole numbers, but their total is close to one where all agree.
    return figure(
        krippendorff_alpha(sums),
        krippendorff_alpha(NominalSums.from_columns(total - present)),
        Scale.COEFFICIENT,
        n=round(float(sums.pairable)),
        articles=telling_articles(NominalSums.from_columns(present).margins) if present.size else 0,
        undefined=reasons.NO_TWO_GROUPS,
    )


def _sums_of_two_groups(
    annotations: Annotations,
    people: ArticleAnnotators,
    annotators: int,
    chance: np.random.Generator,
) -> Floats:
    """Return the columns of `NominalSums` by article, with the majorities of two groups as the
    labels of two annotators: (2 + 2q, articles).
    """
    rank = people.drawn_ranks(chance)
    has_both = (people.count >= 2 * annotators)[annotations.article_of[annotations.sentence]]
    labels = np.arange(annotations.labels)[:, None]
    counts = np.zeros((annotations.labels, len(annotations.sentences)))
    for group in range(2):
        entries = has_both & (rank // annotators == group)
        counts += majority_labels(kept(annotations, entries).all_counts()) == labels

    return label_columns_of(counts, annotations)
