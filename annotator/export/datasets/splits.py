"""Train, validation and test: which article goes where.

Articles that belong together (the same text but for case, spaces and punctuation, or one group
given at import) stay on one side. An article that has a split keeps it. The rest are allotted one
cluster after the other, the largest first, each to the split that it brings nearest to its share of
the articles, of the sentences and of each label: the greedy idea of Sechidis, Tsoumakas and
Vlahavas (2011), On the Stratification of Multi-Label Data, section 3.2, with counts instead of yes
and no. The seed decides between what is equally good. No randomness but that: the same articles,
shares and seed give the same splits.
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
    """The text isn't three percentages; the message says why."""


@dataclass(frozen=True)
class Shares:
    """How much of the data each split is to get, in percent; they sum to 100."""

    train: int = 80
    validation: int = 10
    test: int = 10

    @classmethod
    def read(cls, text: str) -> "Shares":
        """From 80/10/10. Raises SharesError."""
        parts = text.split("/")
        if len(parts) != len(NAMES) or not all(
            part.isdecimal() and part.isascii() for part in parts
        ):
            raise SharesError(_("Enter three percentages, e.g. 80/10/10."))

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
    """An article as its split is decided: its external id, what its text is but for case, spaces
    and punctuation (`likeness`), the group given at import, the split it has, and counts:
    sentences, then those with each label. One that is not `wanted` gets no split and counts in
    no share, but what is like it follows it.
    """

    name: str
    likeness: str
    group: str = ""
    split: str = ""
    counts: Sequence[int] = (1,)
    wanted: bool = True


def likeness(text: str) -> str:
    """The same for texts that differ in case, spaces, punctuation and the way their letters are
    encoded.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return hashlib.sha256(" ".join(re.findall(r"\w+", folded)).encode()).hexdigest()


def propose_splits(
    articles: Iterable[SplitCandidate], shares: Shares, seed: int = 0
) -> Mapping[str, str]:
    """The split of each article that has none yet, by its name."""
    ordered = sorted(articles, key=lambda article: article.name)
    if not ordered:
        return {}

    wanted = {
        name: share / 100 for name, share in zip(NAMES, _in_order(shares), strict=True) if share
    }
    names, share = list(wanted), np.array(list(wanted.values()))[:, None]
    vectors = np.array([(1, *article.counts) for article in ordered], dtype=float)
    vectors[[not article.wanted for article in ordered]] = 0
    vectors /= np.maximum(vectors.sum(axis=0), 1)
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
            result |= {ordered[index].name: splits[0] for index in new}
            if splits[0] in wanted:
                held[names.index(splits[0])] += vectors[new].sum(axis=0)
        elif new:
            free.append((-float(vectors[new].sum()), _lot(seed, ordered[new[0]].name), new))

    for _size, _tie, new in sorted(free):
        weight = vectors[new].sum(axis=0)
        # By how much each split moves away from its share, or towards it (below 0), when it gets
        # this much more.
        strain = (share * (((held + weight) / share - 1) ** 2 - (held / share - 1) ** 2)).sum(
            axis=1
        )
        best = int(strain.argmin())
        held[best] += weight
        result |= {ordered[index].name: names[best] for index in new}

    return result


def clusters(articles: Sequence[SplitCandidate]) -> list[list[int]]:
    """The indexes of the articles that belong together, directly or through others."""
    leader = list(range(len(articles)))

    def lead(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    first_with: dict[tuple[str, str], int] = {}
    for index, article in enumerate(articles):
        for mark in (("text", article.likeness), ("group", article.group)):
            if mark[1]:
                one, other = sorted((lead(first_with.setdefault(mark, index)), lead(index)))
                leader[other] = one
    found = defaultdict(list)
    for index in range(len(articles)):
        found[lead(index)].append(index)
    return list(found.values())


def _in_order(shares: Shares) -> tuple[int, ...]:
    return (shares.train, shares.validation, shares.test)


def _lot(seed: int, name: str) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
