"""Figures: a coefficient with what it rests on and its percentile bootstrap interval, or the reason
why there is none.

Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.arrays import Floats

LEVEL = 0.95
FEWEST_ARTICLES = 10  # below, an interval says too little to be shown
APPROXIMATE_ARTICLES = 30  # below, its coverage falls short of the level
LEAST_REPLICATES, MOST_REPLICATES = (
    100,
    100_000,
)  # that may be asked for: fewer make ends of nothing but chance
NO_WIDTH = 1e-12
UNDEFINED_SHARE = (
    0.05  # of the replicates, from which on an interval would describe the others only
)


@dataclass(frozen=True)
class Figure:
    """A coefficient with the number of sentences it rests on; `reason` says why a value or an
    interval is missing or approximate.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    reason: str | None = None


def figure(
    value: Floats | float, replicates: Floats, *, n: float, articles: float, undefined: str
) -> Figure:
    """Of one coefficient: its value, its values in the resamples (replicates,), the sentences and
    the articles that it rests on, and the reason to give where it has no value (nan).
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
    """Of many coefficients at once: `values` (figures,), `replicates` (figures, replicates); may
    reorder the latter.
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
    # The last digits depend on the order in which sums are made.
    if high - low < NO_WIDTH:
        return Figure(value, n, low, low, reason=reasons.SAME_EACH_TIME)

    return Figure(
        value, n, low, high, reason=reasons.APPROXIMATE if articles < APPROXIMATE_ARTICLES else None
    )


def percentile_interval(replicates: Floats) -> tuple[Floats, Floats, Floats]:
    """The lower and upper percentile of the defined values of each row, and how many those are.

    (figures, replicates) in, three times (figures,) out; sorts the rows in place. Between two
    values it interpolates as `numpy.quantile` does; nan where a row has none.
    """
    if not replicates.shape[1]:
        missing = np.full(len(replicates), np.nan)
        return missing, missing, np.zeros(len(replicates))
    replicates.sort(axis=1)  # nan comes last
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
    place = np.maximum(defined - 1, 0) * share
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(defined - 1, 0))
    rows = np.arange(len(ascending))
    low, high = ascending[rows, below], ascending[rows, above]
    result: Floats = low + (high - low) * (place - below)
    return result
