"""One row of sums per article: every figure is a function of sums over articles.

So a figure without an article needs only the sums of all minus those of this article.

The same annotations are counted in three ways, each with its `NominalSums`: the labels (skips are
missing values), labelled or skipped (two categories; "cannot tell" counts as labelled), and the
labels with "cannot tell" as one more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import (
    CANNOT_TELL,
    NONE_TAKEN,
    NOT_IN_ARTICLE,
    NOT_OFFERED,
    Annotations,
)
from annotator.agreement.statistics.arrays import Bools, Floats, Ints, compact, ratio, starts_of


@dataclass(frozen=True)
class NominalSums:
    """What percent agreement and alpha of k categories are computed from, over pairable units only.

    `pairable` (…) counts the units with n_u >= 2; `agreement` (…) sums sum_k n_uk (n_uk - 1) /
    (n_u (n_u - 1)); `margins` (k, …) sums n_uk; `diagonal` (k, …), the coincidences o_kk, sums n_uk
    (n_uk - 1) / (n_u - 1).
    """

    pairable: Floats
    agreement: Floats
    margins: Floats
    diagonal: Floats

    @classmethod
    def from_columns(cls, values: Floats) -> "NominalSums":
        """Name the columns of `nominal_sums`, (2 + 2k, …)."""
        k = len(values) // 2 - 1
        return cls(values[0], values[1], values[2 : 2 + k], values[2 + k :])


@dataclass(frozen=True)
class Sums:
    """All sums of a project (), of its articles, or without each of them (…), with q labels.

    `labelled` (…) counts units with at least one label, `shares` (q, …) sums n_uk / n_u over them;
    `used` (q, …) counts the pairable units with label k. `sentences`, `annotations`, `cannot_tell`
    (…) and the `count` of each label (q, …) count all units, pairable or not. `targeted` (…) counts
    units with at least two answered targets, `target_agreement` (…) sums their agreement;
    `own_targeted` and `own_target_agreement` (…) are the same of the targets that aren't offered
    candidates that were taken.
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
    own_targeted: Floats
    own_target_agreement: Floats

    @classmethod
    def from_columns(cls, values: Floats, q: int) -> "Sums":
        """Name the columns of `article_sums`, which are in this order."""
        sizes = (2 + 2 * q, 6, 4 + 2 * q, 1, q, q, 3, q, 4)
        parts = np.split(values, np.cumsum(sizes)[:-1])
        label, skip, tell, labelled, shares, used, counted, count, targets = parts

        return cls(
            q=q,
            label=NominalSums.from_columns(label),
            labelled_or_skipped=NominalSums.from_columns(skip),
            with_cannot_tell=NominalSums.from_columns(tell),
            labelled=labelled[0],
            shares=shares,
            used=used,
            sentences=counted[0],
            annotations=counted[1],
            cannot_tell=counted[2],
            count=count,
            targeted=targets[0],
            target_agreement=targets[1],
            own_targeted=targets[2],
            own_target_agreement=targets[3],
        )


@dataclass(frozen=True)
class ArticleSums:
    """The sums of each article.

    `values` (columns, articles) holds the columns of `Sums`; `article` (articles,) the indices of
    these articles in `annotations.articles`.
    """

    article: Ints
    values: Floats
    q: int

    def without_each(self) -> Sums:
        """Return the sums without each of the articles: (…, articles)."""
        return Sums.from_columns(self.values.sum(axis=1, keepdims=True) - self.values, self.q)

    def subset(self, where: Ints | Bools) -> "ArticleSums":
        """Return the sums of some articles, by index or mask."""
        return ArticleSums(self.article[where], self.values[:, where], self.q)

    @classmethod
    def joined(cls, parts: Sequence["ArticleSums"]) -> "ArticleSums":
        """Return the sums of all articles of these parts, in which no article occurs twice."""
        values = np.concatenate([part.values for part in parts], axis=1)
        return cls(np.arange(values.shape[1]), values, parts[0].q)

    def label_columns(self) -> Floats:
        """Return the columns of the labels' `NominalSums`, (2 + 2q, articles)."""
        return self.values[: 2 + 2 * self.q]

    def each(self) -> Sums:
        return Sums.from_columns(self.values, self.q)

    def total(self) -> Sums:
        return Sums.from_columns(self.values.sum(axis=1), self.q)

    def presence(self) -> Sums:
        """Return for each column the number of articles that add to it.

        A figure rests on these articles, which decides whether it gets an interval.
        """
        return Sums.from_columns(np.count_nonzero(self.values, axis=1).astype(np.float64), self.q)


def article_sums(annotations: Annotations, *, takes_target: Collection[int] = ()) -> ArticleSums:
    """Return the sums of each article, in the order of `annotations.articles`.

    `takes_target` are the numbers of the labels that take a target.
    """
    starts = starts_of(annotations.article_of)
    all_counts = annotations.all_counts().astype(np.float64)
    cannot_tell, skipped, counts = all_counts[0], all_counts[1], all_counts[2:]
    n_u = counts.sum(axis=0)
    # “Can’t tell” means that the sentence is fit to be labelled, but not with which
    # label.
    fit = n_u + cannot_tell

    # In the order of the fields of `Sums`.
    parts = [
        sum_by_article(nominal_sums(counts), starts),
        sum_by_article(nominal_sums(np.stack([fit, skipped])), starts),
        sum_by_article(nominal_sums(np.vstack([counts, cannot_tell])), starts),
        sum_by_article(np.vstack([n_u > 0, np.nan_to_num(ratio(counts, n_u))]), starts),
        sum_by_article(((counts > 0) & (n_u > 1)).astype(np.float64), starts),
        sum_by_article(np.vstack([np.ones(len(n_u)), fit + skipped, cannot_tell, counts]), starts),
        _target_sums(annotations, takes_target),
    ]

    return ArticleSums(np.arange(len(starts)), np.vstack(parts), annotations.labels)


def nominal_sums(counts: Floats) -> Floats:
    """Return the columns of `NominalSums` for each unit: (k, units) in, (2 + 2k, units) out."""
    n_u = counts.sum(axis=0)
    pairable = n_u > 1
    agreeing = counts * (counts - 1)

    # The maximum avoids a division by zero where a unit isn't pairable.
    agreement = np.where(pairable, agreeing.sum(axis=0) / np.maximum(n_u * (n_u - 1), 1), 0)
    return np.vstack([pairable, agreement, counts * pairable, agreeing / np.maximum(n_u - 1, 1)])


def telling_articles(margins: Floats) -> int:
    """Return in how many articles something else than the most frequent category was chosen.

    `margins` (k, articles). Where everybody chose the most frequent category, agreement can't be
    told from habit: a figure rests on the other articles. With two categories, these are the
    articles that have the rarer one.
    """
    most_frequent = margins[margins.sum(axis=1).argmax()]
    return int(np.count_nonzero(margins.sum(axis=0) > most_frequent))


def telling_articles_by_category(margins: Floats) -> Ints:
    """Return the same after recoding each category in turn as this one or another: (k,)."""
    others = margins.sum(axis=0) - margins
    articles: Ints = np.minimum(np.count_nonzero(margins, axis=1), np.count_nonzero(others, axis=1))
    return articles


def confusion(annotations: Annotations) -> Ints:
    """Return how often one annotator gave label c and another k to the same sentence: (q, q).

    Each pair of annotators counts in both orders, so that the matrix is symmetric.
    """
    # Floats, because numpy multiplies matrices of integers without BLAS, more slowly.
    counts = annotations.counts().astype(np.float64)
    # The product pairs each annotation with itself too: these pairs are on the
    # diagonal.
    matrix = counts @ counts.T - np.diag(counts.sum(axis=1))
    return np.rint(matrix).astype(np.int64)


def offer_counts(
    annotations: Annotations, *, takes_target: Collection[int], ranks: int
) -> dict[int, int]:
    """Return how many answered targets have each rank: NOT_OFFERED, NONE_TAKEN, 1 to `ranks`."""
    rank = annotations.target_rank[answered(annotations, takes_target)]
    return {value: int(np.count_nonzero(rank == value)) for value in range(NOT_OFFERED, ranks + 1)}


def _target_sums(annotations: Annotations, takes_target: Collection[int]) -> Floats:
    """Return for each article the units with two answered targets or more, and their agreement,
    first of all targets, then of those that aren't offered candidates: (4, articles).
    """
    every = answered(annotations, takes_target)
    own = every[annotations.target_rank[every] <= NONE_TAKEN]
    return np.vstack([_agreement_of_targets(annotations, entries) for entries in (every, own)])


def answered(annotations: Annotations, takes_target: Collection[int]) -> Ints:
    """Return the indices of the entries whose label takes a target, and that have one."""
    if not len(annotations.target):
        return np.zeros(0, np.int64)

    # A table by label that has places for the skips too, whose codes are negative.
    takes = np.zeros(annotations.labels - CANNOT_TELL, np.bool_)
    takes[[number - CANNOT_TELL for number in takes_target]] = True
    return np.flatnonzero(
        takes[annotations.label - CANNOT_TELL] & (annotations.target >= NOT_IN_ARTICLE)
    )


def _agreement_of_targets(annotations: Annotations, entries: Ints) -> Floats:
    """Return for each article the units with two of these entries or more, and the agreement of
    their targets: (2, articles); the agreement is a sum over these units.
    """
    articles = len(annotations.articles)
    if not len(entries):
        return np.zeros((2, articles))

    units, unit = compact(annotations.sentence[entries])
    targets, target = compact(annotations.target[entries])

    # A table of units by targets would be nearly empty: count only the pairs that
    # occur.
    cells, times = np.unique(unit.astype(np.int64) * len(targets) + target, return_counts=True)
    n_u = np.bincount(unit, minlength=len(units))
    agreeing = np.bincount(cells // len(targets), weights=times * (times - 1), minlength=len(units))
    pairable = n_u > 1
    agreement = np.where(pairable, agreeing / np.maximum(n_u * (n_u - 1), 1), 0)
    article = annotations.article_of[units]

    return np.stack(
        [
            np.bincount(article, weights=per_unit, minlength=articles)
            for per_unit in (pairable, agreement)
        ]
    )


def sum_by_article(per_unit: Floats, starts: Ints) -> Floats:
    """Add up the units of each article: (columns, units) to (columns, articles)."""
    if not len(starts):
        return np.zeros((len(per_unit), 0))
    return np.add.reduceat(per_unit, starts, axis=1)
