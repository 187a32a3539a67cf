"""Splits of articles into train, validation and test.

Articles that belong together get the same split: those with the same text, apart from case, spaces
and punctuation, and those of one group given at import. An article that has a split keeps it. The
other clusters get a split one after the other, the largest first. Each gets the split that it
brings nearest to its shares of the articles, of the sentences and of each label. This is the greedy
idea of Sechidis, Tsoumakas and Vlahavas (2011), On the Stratification of Multi-Label Data,
section 3.2, with counts instead of yes and no. The seed decides between equals. The same articles,
shares and seed always give the same splits.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

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

    `name` is its external id, `likeness` the same for articles with the same text, `group` the
    group given at import, `split` the split that it has. `counts` are its sentences, then those
    with each label. An article that is not `wanted` gets no split and counts in no share, but
    articles that belong together with it get its split.
    """

    name: str
    likeness: str
    group: str = ""
    split: str = ""
    counts: Sequence[int] = (1,)
    wanted: bool = True


def likeness(text: str) -> str:
    """Return a digest that is the same for texts that differ only in case, spaces, punctuation and
    Unicode form.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return hashlib.sha256(" ".join(re.findall(r"\w+", folded)).encode()).hexdigest()


def propose_splits(
    articles: Iterable[SplitCandidate], shares: Shares, seed: int = 0
) -> Mapping[str, str]:
    """Return a split for each wanted article that has none, by its name."""
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
    result: dict[str, str] = {}
    free: list[tuple[float, str, list[int]]] = []

    for members in clusters(ordered):
        new = [index for index in members if ordered[index].wanted and not ordered[index].split]
        splits = [ordered[index].split for index in members if ordered[index].split]
        for index in members:
            if ordered[index].split in wanted:
                held[names.index(ordered[index].split)] += vectors[index]
        if splits:
            # If articles of one cluster have different splits already, the first one
            # decides.
            result |= {ordered[index].name: splits[0] for index in new}
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
        result |= {ordered[index].name: names[best] for index in new}

    return result


def clusters(articles: Sequence[SplitCandidate]) -> list[list[int]]:
    """Return the indexes of articles that belong together, directly or through others.

    This is a union-find: each article leads to another of its cluster, and the last is its leader.
    """
    leader = list(range(len(articles)))

    def lead(index: int) -> int:
        while leader[index] != index:
            # Paths are halved on the way, so that chains stay short.
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    first_with: dict[tuple[str, str], int] = {}
    for index, article in enumerate(articles):
        for key in (("text", article.likeness), ("group", article.group)):
            if key[1]:
                one, other = sorted((lead(first_with.setdefault(key, index)), lead(index)))
                leader[other] = one

    members = defaultdict(list)
    for index in range(len(articles)):
        members[lead(index)].append(index)
    return list(members.values())


def _in_order(shares: Shares) -> tuple[int, ...]:
    return (shares.train, shares.validation, shares.test)


def _tie_break(seed: int, name: str) -> str:
    # A digest is the same in every version of Python and numpy. A random generator may
    # not be.
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
