"""Percentile bootstrap intervals that resample articles.

Sentences of one article resemble each other; resampling sentences would give intervals that are too narrow.
Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.sums import Floats

LEVEL = 0.95
FEWEST_ARTICLES = 10  # below, an interval says too little to be shown
APPROXIMATE_ARTICLES = 30  # below, its coverage falls short of the level
UNDEFINED_SHARE = 0.05  # of the replicates, from which on an interval would describe the others only
CELLS = 4_000_000  # of the weights held in memory at once

Coefficient = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Figure:
    """A coefficient with the number of units it rests on; `reason` says why a value or an interval is
    missing or approximate."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    reason: str | None = None


def replicate_sums(sums: Floats, *, replicates: int, seed: int) -> Floats:
    """The totals of `replicates` samples of articles, drawn with replacement: (replicates, columns)."""
    articles = len(sums)
    if not articles or not replicates:
        return np.zeros((replicates, sums.shape[1]))
    generator = np.random.default_rng(seed)
    rows = max(1, CELLS // articles)
    shares = np.full(articles, 1 / articles)
    parts = [
        generator.multinomial(articles, shares, size=min(rows, replicates - start)) @ sums
        for start in range(0, replicates, rows)
    ]
    return np.vstack(parts)


def figure(coefficient: Coefficient, sums: Floats, resampled: Floats, *, n: int, undefined: str) -> Figure:
    """The coefficient of all articles together, with its interval.

    `sums` is (articles, columns), `resampled` what `replicate_sums` made of it; `n` is the number of units that the
    figure rests on and `undefined` the reason to give where it has no value.
    """
    value = float(coefficient(sums.sum(axis=0)))
    if np.isnan(value):
        return Figure(None, n, reason=undefined)
    if len(sums) < FEWEST_ARTICLES:
        return Figure(value, n, reason=f"an interval needs at least {FEWEST_ARTICLES} articles")
    if len(resampled) == 0:
        return Figure(value, n, reason="no resamples were asked for")
    values = coefficient(resampled)
    defined = values[~np.isnan(values)]
    if len(defined) < (1 - UNDEFINED_SHARE) * len(values):
        return Figure(value, n, reason="undefined in too many of the resamples for an interval")
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    approximate = f"approximate: rests on fewer than {APPROXIMATE_ARTICLES} articles"
    return Figure(value, n, float(low), float(high), reason=approximate if len(sums) < APPROXIMATE_ARTICLES else None)
