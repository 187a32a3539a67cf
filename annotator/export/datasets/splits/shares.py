"""Splits of articles into train, validation and test.

Articles that belong together get the same split: near-duplicates, and those of one group given at
import. An article that has a split keeps it. The other clusters get a split one after the other,
the largest first. Each gets the split that it brings nearest to its shares of the articles, of the
sentences and of each label. This is the greedy idea of Sechidis, Tsoumakas and Vlahavas (2011), On
the Stratification of Multi-Label Data, section 3.2, with counts instead of yes and no. The seed
decides between equals. The same articles, shares and seed always give the same splits.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.corpus.near_duplicates.clusters import join, same_by
from annotator.corpus.near_duplicates.pairs import Pair
from annotator.lib.translation import gettext as _

NAMES = ("train", "validation", "test")


class SharesError(ValueError):
    """The text isn't three percentages. The message says why."""


@dataclass(frozen=True)
class Shares:
    """The share of the data that each split should get, in percent. They sum to 100."""

    train: int = 80
    validation: int = 10
    test: int = 10

    @classmethod
    def read(cls, text: str) -> "Shares":
        """Parse text such as 80/10/10. Raises SharesError."""
        parts = text.split("/")
        if len(parts) != len(NAMES) or not all(
            part.isdecimal() and part.isascii() for part in parts
        ):
            raise SharesError(_("Enter three percentages, e.g. 80/10/10."))

        # Python refuses to convert very long numbers. Nine digits are too much already.
        numbers = [int(part[:9]) for part in parts]
        if sum(numbers) != 100:
            raise SharesError(
                _("The percentages add up to %(sum)s, not to 100.") % {"sum": sum(numbers)}
            )
        if numbers[0] == 0:
            raise SharesError(_("The train split can’t be empty."))

        return cls(*numbers)

    def __str__(self) -> str:
        return f"{self.train}/{self.validation}/{self.test}"


@dataclass(frozen=True, slots=True)
class SplitCandidate:
    """An article whose split is decided.

    `key` is its key in the database, `name` its external id, `group` the group given at import,
    `split` the split that it has. `counts` are its sentences, then those with each label. An
    article that is not `wanted` gets no split and counts in no share, but articles that belong
    together with it get its split.
    """

    key: int
    name: str
    group: str = ""
    split: str = ""
    counts: Sequence[int] = (1,)
    wanted: bool = True


def propose_splits(
    articles: Iterable[SplitCandidate], pairs: Iterable[Pair], shares: Shares, seed: int = 0
) -> Mapping[int, str]:
    """Return a split for each wanted article that has none, by its key. `pairs` are the
    near-duplicates.
    """
    # Sorted, so that the order of the rows in the database doesn't change the splits.
    ordered = sorted(articles, key=lambda article: article.name)
    if not ordered:
        return {}

    wanted = {
        name: share / 100 for name, share in zip(NAMES, _in_order(shares), strict=True) if share
    }
    names, share = list(wanted), np.array(list(wanted.values()))[:, None]

    # One row per article: its share of all articles, of all sentences and of each
    # label.
    vectors = np.array([(1, *article.counts) for article in ordered], dtype=float)
    vectors[[not article.wanted for article in ordered]] = 0
    vectors /= np.maximum(vectors.sum(axis=0), 1)

    # What each split has so far, in the same shares.
    held = np.zeros((len(names), vectors.shape[1]))
    result: dict[int, str] = {}
    free: list[tuple[float, str, list[int]]] = []

    for members in clusters(ordered, pairs):
        new = [index for index in members if ordered[index].wanted and not ordered[index].split]
        splits = [ordered[index].split for index in members if ordered[index].split]
        for index in members:
            if ordered[index].split in wanted:
                held[names.index(ordered[index].split)] += vectors[index]
        if splits:
            # If articles of one cluster have different splits already, the first one
            # decides.
            result |= {ordered[index].key: splits[0] for index in new}
            if splits[0] in wanted:
                held[names.index(splits[0])] += vectors[new].sum(axis=0)
        elif new:
            free.append((-float(vectors[new].sum()), _tie_break(seed, ordered[new[0]].name), new))

    # The largest first: small clusters can still fill the gaps that large ones leave.
    for _size, _tie, new in sorted(free):
        weight = vectors[new].sum(axis=0)
        # How much farther from its share each split would be with this cluster. Below
        # 0: nearer.
        distance = (share * (((held + weight) / share - 1) ** 2 - (held / share - 1) ** 2)).sum(
            axis=1
        )
        best = int(distance.argmin())
        held[best] += weight
        result |= {ordered[index].key: names[best] for index in new}

    return result


def clusters(articles: Sequence[SplitCandidate], pairs: Iterable[Pair]) -> list[list[int]]:
    """Return the indexes of articles that belong together, directly or through others."""
    index_of = {article.key: index for index, article in enumerate(articles)}
    groups = same_by((index, article.group) for index, article in enumerate(articles))
    # In the order of the articles here, not in that of the database.
    indexed = [
        Pair(min(ends), max(ends), pair.similarity)
        for pair in pairs
        for ends in [(index_of[pair.first], index_of[pair.second])]
    ]
    return join(range(len(articles)), groups, indexed).members


def _in_order(shares: Shares) -> tuple[int, ...]:
    return (shares.train, shares.validation, shares.test)


def _tie_break(seed: int, name: str) -> str:
    # A digest is the same in every version of Python and numpy. A random generator may
    # not be.
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
