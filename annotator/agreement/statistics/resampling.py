"""Resamples of articles: how often each article was drawn, as one matrix of small integers.

Sentences of one article resemble each other; resampling sentences would give intervals that are too narrow.
Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 8 and 13.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.statistics.arrays import Floats, Ints

Weights = NDArray[np.uint8]
OfGroup = Callable[[Floats, slice], Floats]

CELLS = 64_000_000  # of the weights held in memory at once, a byte each
ROWS = 64  # articles multiplied at once, so that the numbers of a product stay near the processor
# Multiplications up to which OpenBLAS stays in one thread. Its threads wait for each other by spinning: on a machine
# that has other work to do, larger products took five times as long.
ONE_THREAD = 262_144
COLUMNS = 50  # replicates turned from rows into columns at once


@dataclass(frozen=True)
class Resamples:
    """`replicates` samples of `articles` articles, drawn with replacement; the same for the same seed.

    `order` gives each article its place in the drawing, (articles,), from 0; without it they are drawn as they stand.
    """

    articles: int
    replicates: int = 1000
    seed: int = 0
    order: Ints | None = field(default=None, compare=False)

    def blocks(self) -> Iterator[tuple[int, Weights]]:
        """(number of the first replicate, how often each article is in each replicate: (articles, replicates))."""
        if self.articles * self.replicates <= CELLS:
            yield 0, self._all
        else:
            yield from self._drawn(max(1, CELLS // self.articles))

    @cached_property
    def _all(self) -> Weights:
        return next(self._drawn(max(1, self.replicates)), (0, np.zeros((self.articles, 0), np.uint8)))[1]

    def _drawn(self, size: int) -> Iterator[tuple[int, Weights]]:
        generator = np.random.default_rng(self.seed)
        for first in range(0, self.replicates, size):
            weights = np.empty((self.articles, min(size, self.replicates - first)), np.uint8)
            for column in range(0, weights.shape[1], COLUMNS):
                part = weights[:, column : column + COLUMNS]
                part[:] = np.stack([self._draw(generator) for _ in range(part.shape[1])], axis=1)
            yield first, weights

    def _draw(self, generator: np.random.Generator) -> Weights:
        if not self.articles:
            return np.zeros(0, np.uint8)
        drawn = generator.integers(self.articles, size=self.articles, dtype=np.uint32)
        # A byte is enough: below 256 articles always, above it the chance to draw one 256 times is under 1e-500.
        weights = np.bincount(drawn, minlength=self.articles).astype(np.uint8)
        return weights if self.order is None else weights[self.order]

    def totals(self, values: Floats, article: Ints) -> Floats:
        """The sums of each replicate, (columns, replicates), from (columns, rows) and the article of each row."""
        result = np.empty((len(values), self.replicates))
        for first, weights in self.blocks():
            result[:, first : first + weights.shape[1]] = _product(values, article, weights)
        return result

    def by_group(self, values: Floats | Ints, article: Ints, starts: Ints, of: OfGroup, *, outputs: int) -> Floats:
        """What `of` makes of the totals of each group of rows: (outputs, groups, replicates).

        The rows of a group stand together, from its start to the next one. `of` takes the totals (columns, replicates)
        and which replicates they are of, and returns (outputs, replicates).
        """
        ends = [*starts[1:], len(article)]
        result = np.empty((outputs, len(starts), self.replicates))
        small = np.issubdtype(values.dtype, np.integer) and int(values.max(initial=0)) * self.articles < 2**24
        for first, weights in self.blocks():
            replicates = slice(first, first + weights.shape[1])
            for group, (start, end) in enumerate(zip(starts, ends, strict=True)):
                rows = values[:, start:end]
                # Counts whose sums are exact in 32 bits are twice as fast in them.
                exact = rows.astype(np.float32) if small else rows.astype(np.float64)
                totals = _product(exact, article[start:end], weights)
                result[:, group, replicates] = of(totals, replicates)
        return result


def _product(values: "Floats | NDArray[np.float32]", article: Ints, weights: Weights) -> Floats:
    result = np.zeros((len(values), weights.shape[1]))
    for row in range(0, len(article), ROWS):
        rows = slice(row, row + ROWS)
        chosen = weights[article[rows]].astype(values.dtype)
        step = max(1, ONE_THREAD // (len(values) * len(chosen)))
        for column in range(0, weights.shape[1], step):
            columns = slice(column, column + step)
            result[:, columns] += np.matmul(values[:, rows], chosen[:, columns])
    return result
