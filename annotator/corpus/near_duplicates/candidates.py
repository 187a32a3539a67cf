"""Finds pairs of texts that may be near-duplicates, without comparing each text with all others.

Of each text only the shingles whose hash is below a limit are kept, and texts that share enough of
them are candidates. This is the sketch "mod m" of Broder (1997), On the resemblance and containment
of documents, section 3. Unlike MinHash with bands, it also finds a text that is only a part of
another. Candidates must still be compared, because a sketch is only a sample.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from annotator.corpus.near_duplicates.shingles import Hashes

Indexes = npt.NDArray[np.int64]
# One shingle in so many is kept,
RATE = 8
LIMIT = np.uint64(2**64 // RATE)
# but of each text at least so many: those with the lowest hashes, if it has them.
MIN_KEPT = 32
# A shingle that more texts have makes no pair of each two of them, which would be too many: only
# with the first and with the next one.
MAX_GROUP = 16
# Candidates share at least this part of the kept shingles of the smaller text. It is far below the
# thresholds of near-duplicates, so that chance hides hardly any.
MIN_SHARE = 0.25


def sketch(hashes: Hashes) -> Hashes:
    """Return the shingles that are kept, of sorted ones. A sketch is its own sketch."""
    sampled = int(np.searchsorted(hashes, LIMIT))
    # A copy, because a slice would keep all of the hashes in memory.
    return hashes[: max(sampled, MIN_KEPT)].copy()


class Sketches:
    """The sketches of some texts, which are numbered in the order in which they are added."""

    def __init__(self) -> None:
        self._kept: list[Hashes] = []
        self._sampled: list[int] = []

    def add(self, hashes: Hashes) -> None:
        """Add a text by its sorted shingles, or by its sketch."""
        self._kept.append(sketch(hashes))
        self._sampled.append(int(np.searchsorted(hashes, LIMIT)))

    def candidates(self) -> tuple[Indexes, Indexes]:
        """Return the numbers of the two texts of each candidate pair, the smaller number first.

        Pairs are in the order of their numbers.
        """
        count = len(self._kept)
        shared = [first * count + second for first, second in self._pairs()]
        if not shared:
            return np.empty(0, np.int64), np.empty(0, np.int64)

        # A pair comes once for each shingle that it shares.
        pairs, times = np.unique(np.concatenate(shared), return_counts=True)
        first, second = np.divmod(pairs, count)
        sampled = np.array(self._sampled)
        enough = times >= MIN_SHARE * np.minimum(sampled[first], sampled[second])

        return first[enough], second[enough]

    def _pairs(self) -> Iterator[tuple[Indexes, Indexes]]:
        """Yield the pairs of texts that share a shingle, for each such shingle."""
        if not self._kept:
            return
        hashes = np.concatenate(self._kept)
        owners = np.repeat(np.arange(len(self._kept)), [kept.size for kept in self._kept])
        # Stable, so that the owners of a shingle stay in order.
        order = np.argsort(hashes, kind="stable")
        hashes, owners = hashes[order], owners[order]

        starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]])
        sizes = np.diff(np.r_[starts, hashes.size])
        for size in range(2, MAX_GROUP + 1):
            groups = owners[starts[sizes == size][:, None] + np.arange(size)]
            left, right = np.triu_indices(size, 1)
            yield groups[:, left].ravel(), groups[:, right].ravel()

        large = sizes > MAX_GROUP
        firsts = np.repeat(starts[large], sizes[large] - 1)
        others = np.flatnonzero(np.repeat(large, sizes) & ~np.isin(np.arange(owners.size), starts))
        yield owners[firsts], owners[others]
        yield owners[others - 1], owners[others]
