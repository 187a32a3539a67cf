"""One row of sums per article: every figure is a function of sums over articles, so a resample is a
matrix product.

Three ways to count the same annotations, each with its `NominalSums`: the labels (skips are missing
values), labelled or skipped (two categories; "cannot tell" counts as labelled), and the labels with
"cannot tell" as a further one.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import CANNOT_TELL, NOT_IN_ARTICLE, Annotations
from annotator.agreement.statistics.arrays import Bools, Floats, Ints, compact, ratio, starts_of


@dataclass(frozen=True)
class NominalSums:
    """What percent agreement and alpha need of k categories, over pairable units only.

    Of each unit n_u >= 2. `pairable` (…) counts them; `agreement` (…) sums sum_k n_uk (n_uk - 1) /
    (n_u (n_u - 1)); `margins` (k, …) sums n_uk; `diagonal` (k, …), the coincidences o_kk, sums n_uk
    (n_uk - 1) / (n_u - 1).
    """

    pairable: Floats
    agreement: Floats
    margins: Floats
    diagonal: Floats

    @classmethod
    def of(cls, values: Floats) -> "NominalSums":
        """From the columns of `nominal_sums`, (2 + 2k, …)."""
        k = len(values) // 2 - 1
        return cls(values[0], values[1], values[2 : 2 + k], values[2 + k :])


@dataclass(frozen=True)
class Sums:
    """All sums of something (a project, its articles, its resamples: …), with q labels.

    `labelled` (…) counts units with at least one label, `shares` (q, …) sums n_uk / n_u over them;
    `used` (q, …) counts the pairable units with label k. `sentences`,
    `annotations`, `cannot_tell` (…) and `count` (q, …), of each label, count whatever is there,
    pairable or not. `targeted` (…) counts units with at least two answered targets,
    `target_agreement` (…) sums their agreement.
    """

    q: int
    label: NominalSums
    labelled_or_skipped: NominalSums
    with_cannot_tell: NominalSums
    labelled: Floats
    shares: Floats
    used: Floats
    sentences: Floats
    annotations: Floats
    cannot_tell: Floats
    count: Floats
    targeted: Floats
    target_agreement: Floats

    @classmethod
    def of(cls, values: Floats, q: int) -> "Sums":
        """From the columns of `article_sums`, in the order in which it puts them."""
        sizes = (2 + 2 * q, 6, 4 + 2 * q, 1, q, q, 3, q, 2)
        parts = np.split(values, np.cumsum(sizes)[:-1])
        label, skip, tell, labelled, shares, used, counted, count, targets = parts

        return cls(
            q=q,
            label=NominalSums.of(label),
            labelled_or_skipped=NominalSums.of(skip),
            with_cannot_tell=NominalSums.of(tell),
            labelled=labelled[0],
            shares=shares,
            used=used,
            sentences=counted[0],
            annotations=counted[1],
            cannot_tell=counted[2],
            count=count,
            targeted=targets[0],
            target_agreement=targets[1],
        )


@dataclass(frozen=True)
class ArticleSums:
    """`values` (columns, articles) holds the columns of `Sums`; `article` (articles,) says which
    rows of the resamples these are.
    """

    article: Ints
    values: Floats
    q: int

    def of(self, where: Ints | Bools) -> "ArticleSums":
        """Of some articles only, by index or mask: a round, a month, a source. The resamples stay
        those of all.
        """
        return ArticleSums(self.article[where], self.values[:, where], self.q)

    def each(self) -> Sums:
        return Sums.of(self.values, self.q)

    def total(self) -> Sums:
        return Sums.of(self.values.sum(axis=1), self.q)

    def presence(self) -> Sums:
        """For each column the number of articles that add to it, which is what a figure rests
        on.
        """
        return Sums.of(np.count_nonzero(self.values, axis=1).astype(np.float64), self.q)


def article_sums(annotations: Annotations, *, takes_target: Collection[int] = ()) -> ArticleSums:
    """The sums of each article, in the order of `annotations.articles`; `takes_target` names labels
    by number.
    """
    starts = starts_of(annotations.article_of)
    every = annotations.all_counts().astype(np.float64)
    cannot_tell, skipped, counts = every[0], every[1], every[2:]
    n_u = counts.sum(axis=0)
    fit = n_u + cannot_tell
    parts = [
        _added(nominal_sums(counts), starts),
        _added(nominal_sums(np.stack([fit, skipped])), starts),
        _added(nominal_sums(np.vstack([counts, cannot_tell])), starts),
        _added(np.vstack([n_u > 0, np.nan_to_num(ratio(counts, n_u))]), starts),
        _added(((counts > 0) & (n_u > 1)).astype(np.float64), starts),
        _added(np.vstack([np.ones(len(n_u)), fit + skipped, cannot_tell, counts]), starts),
        _target_sums(annotations, takes_target),
    ]

    return ArticleSums(np.arange(len(starts)), np.vstack(parts), annotations.labels)


def nominal_sums(counts: Floats) -> Floats:
    """Of each unit alone: (k, units) in, (2 + 2k, units) out."""
    n_u = counts.sum(axis=0)
    pairable = n_u > 1
    agreeing = counts * (counts - 1)
    agreement = np.where(pairable, agreeing.sum(axis=0) / np.maximum(n_u * (n_u - 1), 1), 0)
    return np.vstack([pairable, agreement, counts * pairable, agreeing / np.maximum(n_u - 1, 1)])


def confusion(annotations: Annotations) -> Ints:
    """How often one annotator said c and another k of the same sentence, in both orders: (q, q),
    symmetric.
    """
    counts = annotations.counts().astype(np.float64)
    matrix = counts @ counts.T - np.diag(counts.sum(axis=1))
    return np.rint(matrix).astype(np.int64)


def _target_sums(annotations: Annotations, takes_target: Collection[int]) -> Floats:
    """Per article (2, articles): units with two answered targets or more, and the sum of their
    agreement.
    """
    articles = len(annotations.articles)
    takes = np.zeros(annotations.labels - CANNOT_TELL, np.bool_)
    takes[[number - CANNOT_TELL for number in takes_target]] = True
    if not takes.any() or not len(annotations.target):
        return np.zeros((2, articles))

    answered = np.flatnonzero(
        takes[annotations.label - CANNOT_TELL] & (annotations.target >= NOT_IN_ARTICLE)
    )
    units, unit = compact(annotations.sentence[answered])
    targets, target = compact(annotations.target[answered])
    cells, said = np.unique(
        unit.astype(np.int64) * max(len(targets), 1) + target, return_counts=True
    )
    n_u = np.bincount(unit, minlength=len(units))
    agreeing = np.bincount(
        cells // max(len(targets), 1), weights=said * (said - 1), minlength=len(units)
    )
    pairable = n_u > 1
    agreement = np.where(pairable, agreeing / np.maximum(n_u * (n_u - 1), 1), 0)
    article = annotations.article_of[units]

    return np.stack(
        [np.bincount(article, weights=of, minlength=articles) for of in (pairable, agreement)]
    )


def _added(per_unit: Floats, starts: Ints) -> Floats:
    """The sums of each article: (columns, units) to (columns, articles)."""
    if not len(starts):
        return np.zeros((len(per_unit), 0))
    return np.add.reduceat(per_unit, starts, axis=1)
