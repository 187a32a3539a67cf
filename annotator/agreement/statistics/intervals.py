"""Figures: a coefficient, the sentences that it rests on, and its percentile bootstrap interval.

A missing value or interval has a reason. Efron and Tibshirani (1993), An Introduction to the
Bootstrap, chapter 13.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.arrays import Floats

LEVEL = 0.95
# With fewer articles, an interval tells too little to be shown.
FEWEST_ARTICLES = 10
# With fewer articles, intervals hold the true value less often than LEVEL says:
# docs/agreement.md has what was measured.
APPROXIMATE_ARTICLES = 30
# How many may be asked for. With fewer, the ends of an interval are mostly chance.
LEAST_REPLICATES, MOST_REPLICATES = 100, 100_000
NO_WIDTH = 1e-12
# If more replicates than this share are undefined, the interval would describe only the
# others, in which the figure happens to be defined.
UNDEFINED_SHARE = 0.05


@dataclass(frozen=True)
class Figure:
    """A coefficient with the number of sentences that it rests on.

    `reason` says why the value or the interval is missing, or why the interval is approximate.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    reason: str | None = None


def figure(
    value: Floats | float, replicates: Floats, *, n: float, articles: float, undefined: str
) -> Figure:
    """Return the figure of one coefficient.

    `value` is its value, `replicates` (replicates,) its values in the resamples, `n` and `articles`
    the numbers of sentences and articles that it rests on, `undefined` the reason to give if the
    value is nan.
    """
    return figures(
        np.array([value]), replicates[None], n=[n], articles=[articles], undefined=[undefined]
    )[0]


def figures(
    values: Floats,
    replicates: Floats,
    *,
    n: Sequence[float],
    articles: Sequence[float],
    undefined: Sequence[str],
) -> list[Figure]:
    """Return the figures of many coefficients.

    `values` (figures,), `replicates` (figures, replicates); the rows of `replicates` are sorted in
    place. The other arguments are those of `figure`, one for each coefficient.
    """
    lows, highs, defined = percentile_interval(replicates)
    few = defined < (1 - UNDEFINED_SHARE) * replicates.shape[1]

    return [
        _figure(
            value, low, high, too_few, int(sentences), int(rests_on), reason, replicates.shape[1]
        )
        for value, low, high, too_few, sentences, rests_on, reason in zip(
            values.tolist(),
            lows.tolist(),
            highs.tolist(),
            few.tolist(),
            n,
            articles,
            undefined,
            strict=True,
        )
    ]


def _figure(
    value: float,
    low: float,
    high: float,
    few_defined: bool,
    n: int,
    articles: int,
    undefined: str,
    replicates: int,
) -> Figure:
    if np.isnan(value):
        return Figure(None, n, reason=undefined)
    if articles < FEWEST_ARTICLES:
        return Figure(value, n, reason=reasons.FEW_ARTICLES)
    if not replicates:
        return Figure(value, n, reason=reasons.NO_RESAMPLES)
    if few_defined:
        return Figure(value, n, reason=reasons.OFTEN_UNDEFINED)

    # The last digits depend on the order in which sums are added up: equal replicates
    # may differ in them, and both ends become the same number.
    if high - low < NO_WIDTH:
        return Figure(value, n, low, low, reason=reasons.SAME_EACH_TIME)

    return Figure(
        value, n, low, high, reason=reasons.APPROXIMATE if articles < APPROXIMATE_ARTICLES else None
    )


def percentile_interval(replicates: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the lower and upper percentile of the defined values of each row, and their number.

    (figures, replicates) in, three times (figures,) out; sorts the rows in place. Interpolates
    between two values as `numpy.quantile` does; nan where a row has no defined value.
    """
    if not replicates.shape[1]:
        missing = np.full(len(replicates), np.nan)
        return missing, missing, np.zeros(len(replicates))

    # In place, which saves a copy of the replicates. Sorting puts nan last, so that the
    # defined values of a row come first.
    replicates.sort(axis=1)
    defined = replicates.shape[1] - np.isnan(replicates).sum(axis=1)
    tail = (1 - LEVEL) / 2
    return (
        _at(replicates, defined, tail),
        _at(replicates, defined, 1 - tail),
        defined.astype(np.float64),
    )


def _at(
    ascending: Floats, defined: "np.ndarray[tuple[int], np.dtype[np.int64]]", share: float
) -> Floats:
    """Return the quantile of the first `defined` values of each row."""
    position = np.maximum(defined - 1, 0) * share
    below = np.floor(position).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(defined - 1, 0))
    rows = np.arange(len(ascending))
    low, high = ascending[rows, below], ascending[rows, above]
    result: Floats = low + (high - low) * (position - below)
    return result
