"""Resamples of articles: how often each article counts in each of them.

Articles are resampled as a whole, because sentences of one article resemble each other: resampling
sentences would give intervals that are too narrow. Efron and Tibshirani (1993), An Introduction to
the Bootstrap, chapters 8 and 13.

How often an article counts is drawn for it alone, from Poisson's distribution with mean 1, which
approximates drawing with replacement. So an article counts the same whatever other articles a
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
GroupFunction = Callable[[Floats, slice], Floats]

# Weights held in memory at once, a byte each.
CELLS = 64_000_000
# Articles multiplied at once, so that the numbers of a product stay in the cache of the
# processor.
ROWS = 64
# Multiplications up to which OpenBLAS stays in one thread. Its threads wait for each
# other by spinning: on a machine that has other work to do, larger products took five
# times as long.
ONE_THREAD = 262_144
# Weights drawn at once: a random word is eight bytes, a weight one.
DRAWN = 1_000_000
# One random word of 64 bits gives four weights, 16 bits each.
PER_WORD = 4
# SplitMix64 adds this number at each step.
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
# The most that an article can count in one resample; more is rarer than 16 bits can
# express.
MAX_COUNT = 8


def _poisson_of_each_16_bits() -> Weights:
    """Return the count that each random number of 16 bits stands for.

    0, 1, 2, … are as frequent as Poisson's distribution with mean 1 says.
    """
    up_to = np.cumsum([exp(-1) / factorial(times) for times in range(MAX_COUNT)])
    return np.searchsorted(up_to * 2**16, np.arange(2**16) + 0.5).astype(np.uint8)


POISSON = _poisson_of_each_16_bits()


@dataclass(frozen=True, eq=False)
class Resamples:
    """Samples of articles, as many as `replicates`.

    `articles` (articles,) has a number for each article: the same number and the same seed give the
    same draws.
    """

    articles: Ints | Words
    replicates: int = 1000
    seed: int = 0

    def blocks(self) -> Iterator[tuple[int, Weights]]:
        """Yield some replicates at a time: the number of the first, and their weights.

        Weights (articles, replicates) are how often each article counts in each replicate.
        """
        # Kept where they fit, because several figures need them; else drawn anew for
        # each.
        if len(self.articles) * self.replicates <= CELLS:
            yield 0, self._all
            return

        size = max(1, CELLS // len(self.articles))
        for first in range(0, self.replicates, size):
            yield first, self._draw(first, min(first + size, self.replicates))

    @cached_property
    def _all(self) -> Weights:
        return self._draw(0, self.replicates)

    @cached_property
    def _starts(self) -> Words:
        """Return where the random numbers of each article begin: (articles,)."""
        # The seed is mixed before it is added: else article 1 with seed 0 would draw
        # the same as article 0 with seed 1.
        mixed_seed = _mix(np.array([self.seed], np.uint64))
        return _mix(self.articles.astype(np.uint64) + mixed_seed)

    def _draw(self, first: int, last: int) -> Weights:
        """Return the weights of the replicates from `first` to before `last`."""
        weights = np.empty((len(self.articles), last - first), np.uint8)
        words = np.arange(first // PER_WORD, -(-last // PER_WORD), dtype=np.uint64)
        # The first replicate can begin within a word.
        skipped = first % PER_WORD
        rows = max(1, DRAWN // max(last - first, 1))

        for row in range(0, len(weights), rows):
            states = self._starts[row : row + rows, None] + (words + 1) * GOLDEN
            # Little-endian, so that all machines draw the same.
            bits = _mix(states).astype("<u8").view("<u2")
            weights[row : row + rows] = POISSON[bits[:, skipped : skipped + last - first]]

        return weights

    def totals(self, values: Floats, article: Ints) -> Floats:
        """Return the sums of each replicate: (columns, replicates).

        `values` (columns, rows) are the sums of articles, `article` (rows,) the article of each
        row.
        """
        result = np.empty((len(values), self.replicates))
        for first, weights in self.blocks():
            result[:, first : first + weights.shape[1]] = _product(values, article, weights)
        return result

    def by_group(
        self,
        values: Floats | Ints,
        article: Ints,
        starts: Ints,
        function: GroupFunction,
        *,
        outputs: int,
    ) -> Floats:
        """Return the results of `function` for each group of rows: (outputs, groups, replicates).

        The rows of a group are consecutive, from its start to the next one. `function` takes the
        totals of a group (columns, replicates) and the slice of replicates that they are of, and
        returns (outputs, replicates).
        """
        ends = [*starts[1:], len(article)]
        result = np.empty((outputs, len(starts), self.replicates))

        # A float of 32 bits holds whole numbers below 2^24 exactly, and products of
        # them take half the time.
        most = int(values.max(initial=0)) * len(self.articles) * MAX_COUNT
        small = np.issubdtype(values.dtype, np.integer) and most < 2**24

        for first, weights in self.blocks():
            replicates = slice(first, first + weights.shape[1])
            for group, (start, end) in enumerate(zip(starts, ends, strict=True)):
                rows = values[:, start:end]
                exact = rows.astype(np.float32) if small else rows.astype(np.float64)
                totals = _product(exact, article[start:end], weights)
                result[:, group, replicates] = function(totals, replicates)

        return result


def _mix(words: Words) -> Words:
    """Return a random word for each word: the output function of the generator SplitMix64.

    Steele, Lea and Flood (2014), Fast Splittable Pseudorandom Number Generators.
    """
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def _product(values: "Floats | NDArray[np.float32]", article: Ints, weights: Weights) -> Floats:
    """Return the sums of each replicate, (columns, replicates), in 64 bits."""
    result = np.zeros((len(values), weights.shape[1]))
    for row in range(0, len(article), ROWS):
        rows = slice(row, row + ROWS)
        # The weights become floats only here, a few rows at a time: bytes take far less
        # memory.
        chosen = weights[article[rows]].astype(values.dtype)
        step = max(1, ONE_THREAD // (len(values) * len(chosen)))
        for column in range(0, weights.shape[1], step):
            columns = slice(column, column + step)
            result[:, columns] += np.matmul(values[:, rows], chosen[:, columns])
    return result
