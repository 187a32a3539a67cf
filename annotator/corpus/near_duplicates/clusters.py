"""Joins things that belong together into clusters, without chains through a whole corpus."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from annotator.corpus.near_duplicates.pairs import Pair

# A cluster that weaker pairs join has at most this share of all articles,
MAX_SHARE = 0.05
# but may have so many in any case.
MAX_SIZE = 20
# A pair that is at least so similar is joined whatever the size: these are plain copies.
SURELY_COPIES = 0.9


@dataclass(frozen=True)
class Clusters:
    """All keys in their clusters, each in the order in which they were given.

    `apart` are the pairs that were not joined, because their cluster would be too large.
    """

    members: list[list[int]]
    apart: list[Pair]


def join(keys: Sequence[int], same: Iterable[Iterable[int]], pairs: Iterable[Pair]) -> Clusters:
    """Join the keys of each set of `same`, and then near-duplicates, the most similar first.

    Near-duplicates of near-duplicates are joined, too. In news that is made from a template, such
    as daily weather reports, this could make a chain of everything, so there is a limit.
    """
    pairs = list(pairs)
    forest = _Forest(keys)
    for together in same:
        first, *others = together
        for other in others:
            forest.join(first, other)

    limit = max(MAX_SIZE, int(len(keys) * MAX_SHARE))
    for pair in sorted(pairs, key=lambda pair: (-pair.similarity, pair.first, pair.second)):
        is_small = forest.joint_size(pair.first, pair.second) <= limit
        if is_small or pair.similarity >= SURELY_COPIES:
            forest.join(pair.first, pair.second)

    return Clusters(
        forest.members(),
        [pair for pair in pairs if forest.leader(pair.first) != forest.leader(pair.second)],
    )


def same_by(items: Iterable[tuple[int, Hashable]]) -> list[list[int]]:
    """Return the keys of each value that several items share. Empty values are no value."""
    keys: dict[Hashable, list[int]] = defaultdict(list)
    for key, value in items:
        if value:
            keys[value].append(key)
    return [found for found in keys.values() if len(found) > 1]


class _Forest:
    """A union-find: each key leads to another of its cluster, and the last is its leader."""

    def __init__(self, keys: Sequence[int]) -> None:
        self._next = {key: key for key in keys}
        self._size = dict.fromkeys(keys, 1)
        self._order = {key: number for number, key in enumerate(keys)}

    def leader(self, key: int) -> int:
        while self._next[key] != key:
            # Paths are halved on the way, so that chains stay short.
            self._next[key] = self._next[self._next[key]]
            key = self._next[key]
        return key

    def joint_size(self, one: int, other: int) -> int:
        """Return the size of the cluster that has both, if they are joined."""
        leaders = {self.leader(one), self.leader(other)}
        return sum(self._size[leader] for leader in leaders)

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.leader(one), self.leader(other)), key=self._order.__getitem__)
        if first != second:
            self._next[second] = first
            self._size[first] += self._size[second]

    def members(self) -> list[list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for key in self._next:
            found[self.leader(key)].append(key)
        return list(found.values())
