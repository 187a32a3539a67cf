"""Agreement of each two annotators over the sentences that both labelled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints, ratio, starts_of
from annotator.agreement.statistics.intervals import Figure, Scale, figures

# Pairs of annotations held in memory at once.
AT_ONCE = 2_000_000


@dataclass(frozen=True)
class PairSums:
    """The sums of each pair of annotators, a row for each article in which they share a sentence.

    `annotators` (pairs, 2) are their indices, the lower first; the rows of a pair begin at `starts`
    (pairs,); `article` (rows,) is the article of each row. `values` (1 + 2q, rows) counts the
    sentences on which they agree, those to which the first gave each label, and the same of the
    second.
    """

    annotators: Ints
    starts: Ints
    article: Ints
    values: Ints


@dataclass(frozen=True)
class Pair:
    """The figures of two annotators, by their codes; n counts the sentences that both labelled."""

    annotators: tuple[int, int]
    percent_agreement: Figure
    cohen_kappa: Figure


def pair_figures(annotations: Annotations) -> list[Pair]:
    """Return the figures of each two annotators who share a sentence, in the order of codes."""
    sums = pair_sums(annotations)
    if not len(sums.starts):
        return []

    sizes = np.diff([*sums.starts, len(sums.article)])
    total: Floats = np.add.reduceat(sums.values, sums.starts, axis=1, dtype=np.float64)
    left_out: Floats = np.repeat(total, sizes, axis=1) - sums.values
    n = _split(total)[0].sum(axis=0).tolist()
    telling = _telling_articles(sums, total, sizes).tolist()

    def make_figures(coefficient: Callable[[Floats], Floats], scale: Scale) -> list[Figure]:
        return figures(
            coefficient(total),
            coefficient(left_out),
            scale,
            n=n,
            articles=telling,
            undefined=[reasons.ONE_LABEL_BOTH] * len(n),
            starts=sums.starts,
        )

    percent = make_figures(pair_percent_agreement, Scale.SHARE)
    kappa = make_figures(cohen_kappa, Scale.COEFFICIENT)
    codes = annotations.annotators[sums.annotators].tolist()
    return [
        Pair((first, second), *values)
        for (first, second), *values in zip(codes, percent, kappa, strict=True)
    ]


def pair_percent_agreement(sums: Floats) -> Floats:
    """Return the share of the shared sentences to which both gave the same label.

    (1 + 2q, …) in, (…) out; undefined without a shared sentence.
    """
    return ratio(sums[0], _split(sums)[0].sum(axis=0))


def cohen_kappa(sums: Floats) -> Floats:
    """Return Cohen's kappa: (p_o - p_e) / (1 - p_e), p_e = sum_k p_1k p_2k.

    p_1k and p_2k are the label shares of each annotator. (1 + 2q, …) in, (…) out. Exactly 0 when
    one annotator used only one label; undefined without a shared sentence and when both used only
    one and the same. Cohen (1960), A coefficient of agreement for nominal scales.
    """
    first, second = _split(sums)
    n = first.sum(axis=0)
    # Numerator and denominator times n^2 are whole numbers, so that a kappa of 0, and a
    # denominator of 0, are exact.
    by_chance = (first * second).sum(axis=0)
    return ratio(n * sums[0] - by_chance, n * n - by_chance)


def pair_sums(annotations: Annotations) -> PairSums:
    """Return the sums of all pairs; skips are missing values.

    Articles are taken some at a time, to bound the memory.
    """
    q, annotators = annotations.labels, len(annotations.annotators)
    parts = [_article_pairs(annotations, part) for part in _parts(annotations)]
    if not parts:
        none = np.zeros(0, np.int64)
        return PairSums(none.reshape(0, 2), none, none, np.zeros((1 + 2 * q, 0), np.int32))

    pair, article, values = (np.concatenate(arrays, axis=-1) for arrays in zip(*parts, strict=True))
    # Each part is sorted by pair, but a pair can have rows in several parts.
    if len(parts) > 1:
        order = np.argsort(pair, kind="stable")
        pair, article, values = pair[order], article[order], values[:, order]
    starts = starts_of(pair)
    return PairSums(np.stack(np.divmod(pair[starts], annotators), axis=1), starts, article, values)


def _telling_articles(sums: PairSums, total: Floats, sizes: Ints) -> Ints:
    """Return in how many articles the two used another label than their most frequent one:
    (pairs,). See `sums.telling_articles`.
    """
    most_frequent = np.repeat(np.add(*_split(total)).argmax(axis=0), sizes)
    used = np.add(*_split(sums.values.astype(np.float64)))
    others = used.sum(axis=0) - used[most_frequent, np.arange(len(most_frequent))]
    return np.add.reduceat((others > 0).astype(np.int64), sums.starts)


def _split(sums: Floats) -> tuple[Floats, Floats]:
    """Return how often each of the two gave each label: (q, …) twice."""
    q = len(sums) // 2
    return sums[1 : 1 + q], sums[1 + q :]


def _parts(annotations: Annotations) -> Iterator[Ints]:
    """Yield the labels of some articles at a time, as indices.

    As many articles as make about AT_ONCE pairs of annotations, and at least one.
    """
    labelled = np.flatnonzero(annotations.labelled())
    article = annotations.article_of[annotations.sentence[labelled]]
    n_u = np.bincount(annotations.sentence[labelled], minlength=len(annotations.sentences))
    pairs = np.bincount(
        annotations.article_of, weights=n_u * (n_u - 1) / 2, minlength=len(annotations.articles)
    )
    part = (np.cumsum(pairs) // AT_ONCE).astype(np.int64)
    yield from np.split(labelled, starts_of(part[article])[1:]) if len(labelled) else []


def _article_pairs(annotations: Annotations, entries: Ints) -> tuple[Ints, Ints, Ints]:
    """Return (pair, article, values) of whole articles, sorted by pair.

    The pair of two annotators is the number first * annotators + second.
    """
    q, articles = annotations.labels, len(annotations.articles)
    sentence, annotator, label = (
        array[entries].astype(np.int64)
        for array in (annotations.sentence, annotations.annotator, annotations.label)
    )
    cells_by_distance = []
    apart = 1

    # Entries are sorted by sentence and annotator: the pairs of a sentence are the
    # entries that are 1, 2, … apart. So the loop runs once per annotator of a sentence,
    # not once per sentence.
    while len(left := np.flatnonzero(sentence[apart:] == sentence[:-apart])):
        right = left + apart
        pair = annotator[left] * len(annotations.annotators) + annotator[right]
        # One number for pair, article and both labels, so that one sort counts them
        # all.
        cells_by_distance.append(
            ((pair * articles + annotations.article_of[sentence[left]]) * q + label[left]) * q
            + label[right]
        )
        apart += 1

    cells, times = np.unique(
        np.concatenate(cells_by_distance or [np.zeros(0, np.int64)]), return_counts=True
    )
    without_second, second = np.divmod(cells, q)
    rows, first = np.divmod(without_second, q)
    begins = starts_of(rows)
    row = np.repeat(np.arange(len(begins)), np.diff([*begins, len(rows)]))

    # No value exceeds the sentences of an article, so that small integers save memory.
    most = np.bincount(annotations.article_of).max()
    values = np.zeros((1 + 2 * q, len(begins)), np.min_scalar_type(most))
    values[0] = np.bincount(row, weights=times * (first == second), minlength=len(begins))

    for k in range(q):
        values[1 + k] = np.bincount(row, weights=times * (first == k), minlength=len(begins))
        values[1 + q + k] = np.bincount(row, weights=times * (second == k), minlength=len(begins))

    pair, article = np.divmod(rows[begins], articles)

    return pair, article, values
