"""Resamples of articles: how often each article counts in each, as one matrix of small integers.

Sentences of one article resemble each other; resampling sentences would give intervals that are too
narrow. Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 8 and 13.

How often an article counts is drawn for it alone, by Poisson's distribution with mean 1, which is
what drawing with replacement comes to. So an article counts the same whatever other articles a
figure rests on: the figure of a round has one interval, wherever it is shown. Hanley and MacGibbon
(2006), Creating non-parametric bootstrap samples using Poisson frequencies, Computer Methods and
Programs in Biomedicine 83; Chamandy et al. (2012), Estimating Uncertainty for Massive Data Streams.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import exp, factorial

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.statistics.arrays import Floats, Ints

Weights = NDArray[np.uint8]
Words = NDArray[np.uint64]
OfGroup = Callable[[Floats, slice], Floats]

CELLS = 64_000_000  # of the weights held in memory at once, a byte each
ROWS = 64  # articles multiplied at once, so that the numbers of a product stay near the processor
# Multiplications up to which OpenBLAS stays in one thread. Its threads wait for each other by
# spinning: on a machine that has other work to do, larger products took five times as long.
ONE_THREAD = 262_144
DRAWN = 1_000_000  # weights drawn at once
PER_WORD = 4  # weights that one random word of 64 bits is enough for
GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # by which SplitMix64 counts
MAX_COUNT = 8  # times that an article counts in one resample


def _poisson_of_each_16_bits() -> Weights:
    """What a random number of 16 bits stands for: 0, 1, 2, … as often as Poisson's distribution
    with mean 1 says.
    """
    up_to = np.cumsum([exp(-1) / factorial(times) for times in range(MAX_COUNT)])
    return np.searchsorted(up_to * 2**16, np.arange(2**16) + 0.5).astype(np.uint8)


POISSON = _poisson_of_each_16_bits()


@dataclass(frozen=True, eq=False)
class Resamples:
    """`replicates` samples of articles; `articles` (articles,) has a number for each, by which it
    is drawn: the same number and the same seed give the same draws.
    """

    articles: Ints | Words
    replicates: int = 1000
    seed: int = 0

    def blocks(self) -> Iterator[tuple[int, Weights]]:
        """(number of the first replicate, how often each article counts in each: (articles,
        replicates)).
        """
        if len(self.articles) * self.replicates <= CELLS:
            yield 0, self._all
            return
        size = max(1, CELLS // len(self.articles))
        for first in range(0, self.replicates, size):
            yield first, self._drawn(first, min(first + size, self.replicates))

    @cached_property
    def _all(self) -> Weights:
        return self._drawn(0, self.replicates)

    @cached_property
    def _starts(self) -> Words:
        """Where the random numbers of each article begin: (articles,)."""
        of_seed = _mixed(np.array([self.seed], np.uint64))
        return _mixed(self.articles.astype(np.uint64) + of_seed)

    def _drawn(self, first: int, last: int) -> Weights:
        """The replicates from `first` to before `last`."""
        weights = np.empty((len(self.articles), last - first), np.uint8)
        words = np.arange(first // PER_WORD, -(-last // PER_WORD), dtype=np.uint64)
        skipped = first % PER_WORD
        rows = max(1, DRAWN // max(last - first, 1))

        for row in range(0, len(weights), rows):
            of_rows = self._starts[row : row + rows, None] + (words + 1) * GOLDEN
            bits = _mixed(of_rows).astype("<u8").view("<u2")
            weights[row : row + rows] = POISSON[bits[:, skipped : skipped + last - first]]

        return weights

    def totals(self, values: Floats, article: Ints) -> Floats:
        """The sums of each replicate, (columns, replicates), from (columns, rows) and the article
        of each row.
        """
        result = np.empty((len(values), self.replicates))
        for first, weights in self.blocks():
            result[:, first : first + weights.shape[1]] = _product(values, article, weights)
        return result

    def by_group(
        self, values: Floats | Ints, article: Ints, starts: Ints, of: OfGroup, *, outputs: int
    ) -> Floats:
        """What `of` makes of the totals of each group of rows: (outputs, groups, replicates).

        The rows of a group stand together, from its start to the next one. `of` takes the totals
        (columns, replicates) and which replicates they are of, and returns (outputs, replicates).
        """
        ends = [*starts[1:], len(article)]
        result = np.empty((outputs, len(starts), self.replicates))
        most = int(values.max(initial=0)) * len(self.articles) * MAX_COUNT
        small = np.issubdtype(values.dtype, np.integer) and most < 2**24

        for first, weights in self.blocks():
            replicates = slice(first, first + weights.shape[1])
            for group, (start, end) in enumerate(zip(starts, ends, strict=True)):
                rows = values[:, start:end]
                # Counts whose sums are exact in 32 bits are twice as fast in them.
                exact = rows.astype(np.float32) if small else rows.astype(np.float64)
                totals = _product(exact, article[start:end], weights)
                result[:, group, replicates] = of(totals, replicates)

        return result


def _mixed(words: Words) -> Words:
    """Each word as a random one: the generator SplitMix64, counted up by its user.

    Steele, Lea and Flood (2014), Fast Splittable Pseudorandom Number Generators.
    """
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


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
