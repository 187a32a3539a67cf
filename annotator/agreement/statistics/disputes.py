"""Which sentences have different answers, how divided they are, and how many there are."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Bools, Floats, Ints, compact, ratio
from annotator.agreement.statistics.sums import answered


@dataclass(frozen=True)
class Disputes:
    """Disputed sentences: `total`, those that have each label (labels,), those that have each two
    labels (labels, labels), and those of each article (articles,).
    """

    total: int
    of_label: Ints
    of_labels: Ints
    of_article: Ints


def count_disputes(annotations: Annotations) -> Disputes:
    """Count the sentences with two different labels, a label and a skip, or a skip and “can't
    tell”.
    """
    counts = annotations.all_counts()
    is_disputed = has_different_labels(counts)
    present = (counts[2:, is_disputed] > 0).astype(np.float64)
    article = annotations.article_of[is_disputed]

    return Disputes(
        total=int(is_disputed.sum()),
        of_label=present.sum(axis=1).astype(np.int64),
        of_labels=np.rint(present @ present.T).astype(np.int64),
        of_article=np.bincount(article, minlength=len(annotations.articles)),
    )


def has_different_labels(all_counts: Ints) -> Bools:
    """Return which sentences have two different labels, a label and a skip, or a skip and “can't
    tell”: (sentences,).

    `all_counts` (2 + q, sentences) are those of `Annotations.all_counts`. Annotators with a skip
    and a “can't tell” differ in whether the sentence is fit to be labelled at all.
    """
    has = all_counts > 0
    labels = all_counts[2:]
    n_labels = labels.sum(axis=0)
    differ: Bools = (has[2:] & (labels < n_labels)).any(axis=0)
    differ |= has[:2].any(axis=0) & (n_labels > 0) | has[:2].all(axis=0)
    return differ


def has_different_targets(annotations: Annotations, takes_target: Collection[int]) -> Bools:
    """Return for which sentences people who gave the same label chose different targets:
    (sentences,).

    `takes_target` are the numbers of the labels that take a target.
    """
    differ = np.zeros(len(annotations.sentences), np.bool_)
    entries = answered(annotations, takes_target)
    if not len(entries):
        return differ

    targets, target = compact(annotations.target[entries])
    group = annotations.sentence[entries].astype(np.int64) * annotations.labels
    group += annotations.label[entries]
    # Each target once for each label of each sentence: more than one are different ones.
    groups = np.unique(group * len(targets) + target) // len(targets)
    differ[groups[1:][groups[1:] == groups[:-1]] // annotations.labels] = True
    return differ


def entropies(counts: Ints) -> Floats:
    """Return the entropy of each sentence's labels, from 0 to 1, nan with fewer than two labels.

    `counts` is (q, sentences). It is Shannon's entropy divided by log q, so 1 where each label was
    given equally often. In a project with a single label there is none.
    """
    q = len(counts)
    n_labels = counts.sum(axis=0)
    if q < 2:
        return np.full(counts.shape[1], np.nan)

    # Sorted, because a sum in another order has other last digits: 3 to 1 is as divided as 1 to 3.
    shares = np.nan_to_num(ratio(np.sort(counts, axis=0).astype(np.float64), n_labels))
    logs = np.log(shares, out=np.zeros(shares.shape), where=shares > 0)
    entropy = -(shares * logs).sum(axis=0) / np.log(q)
    return np.where(n_labels > 1, np.abs(entropy), np.nan)
