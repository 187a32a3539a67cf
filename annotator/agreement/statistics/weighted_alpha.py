"""Krippendorff's alpha where some disagreements weigh less than others."""

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, ratio, starts_of
from annotator.agreement.statistics.intervals import Figure, Scale, figure
from annotator.agreement.statistics.sums import nominal_sums, telling_articles


def weighted_alpha(annotations: Annotations, distances: Floats) -> Figure:
    """Return alpha with a distance between each two labels instead of the nominal 0 or 1.

    `distances` (q, q) is symmetric, from 0 to 1, with 0 on the diagonal. With the coincidences
    o_ck, their margins n_c and their total n, alpha is
    1 - (n - 1) * sum_ck o_ck d_ck / sum_ck n_c n_k d_ck. Undefined where no disagreement is
    expected. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section D, whose
    squared differences are the distances here.
    """
    q = annotations.labels
    counts = annotations.counts().astype(np.float64)
    # The columns of each unit: margins, and the coincidences times their distances.
    margins = nominal_sums(counts)[2 : 2 + q]
    disagreement = (counts * (distances @ counts)).sum(axis=0)
    n_u = counts.sum(axis=0)
    units = np.vstack([margins, np.where(n_u > 1, disagreement / np.maximum(n_u - 1, 1), 0)])

    starts = starts_of(annotations.article_of)
    sums = np.add.reduceat(units, starts, axis=1) if len(starts) else np.zeros((q + 1, 0))
    total = sums.sum(axis=1, keepdims=True)
    pairable = int(np.count_nonzero(n_u > 1))
    return figure(
        _alpha(total, distances)[0],
        _alpha(total - sums, distances),
        Scale.COEFFICIENT,
        n=pairable,
        articles=telling_articles(sums[:q]),
        undefined=reasons.NO_DISTANCE if pairable else reasons.NOTHING_PAIRABLE,
    )


def _alpha(sums: Floats, distances: Floats) -> Floats:
    margins, observed = sums[:-1], sums[-1]
    expected = (margins * (distances @ margins)).sum(axis=0)
    alpha: Floats = 1 - (margins.sum(axis=0) - 1) * ratio(observed, expected)
    return alpha
