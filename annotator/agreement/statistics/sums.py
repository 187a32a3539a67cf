"""One row of sums per article: all that the coefficients need, and what a bootstrap over articles adds up again.

A row has labels x labels + 2 columns: the article's coincidences, row by row; the sum of its units' agreement; the
number of its pairable units.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]


def article_sums(counts: Counts, articles: NDArray[np.integer[Any]]) -> Floats:
    """The sums of each article that has a pairable unit: (articles, labels * labels + 2).

    `counts` is (units, labels), `articles` (units,) tells whose unit each is; its values need no order.
    """
    pairable = counts.sum(axis=1) >= 2
    per_unit = unit_sums(counts[pairable])
    names, rows = np.unique(articles[pairable], return_inverse=True)
    sums = np.zeros((len(names), per_unit.shape[1]))
    np.add.at(sums, rows, per_unit)
    return sums


def unit_sums(counts: Counts) -> Floats:
    """The sums of each unit alone, all of them pairable: (units, labels * labels + 2).

    Coincidences o_ck = n_uc (n_uk - [c = k]) / (n_u - 1): each ordered pair of labels of a unit, so weighted that a
    unit counts as its number of labels (Krippendorff 2011, section C, step 2). Agreement of the unit: the share of its
    ordered pairs that agree.
    """
    labels = counts.shape[1]
    n_u = counts.sum(axis=1, keepdims=True).astype(np.float64)
    pairs = counts[:, :, None] * (counts[:, None, :] - np.eye(labels, dtype=np.int64))
    agreeing = np.trace(pairs, axis1=1, axis2=2)[:, None] / (n_u * (n_u - 1))
    coincidences = pairs.reshape(len(counts), labels * labels) / (n_u - 1)
    return np.hstack([coincidences, agreeing, np.ones((len(counts), 1))])


def split_sums(sums: Floats) -> tuple[Floats, Floats, Floats]:
    """Sums (…, labels * labels + 2) as coincidences (…, labels, labels), agreement (…) and pairable units (…)."""
    labels = round((sums.shape[-1] - 2) ** 0.5)
    return sums[..., :-2].reshape(*sums.shape[:-1], labels, labels), sums[..., -2], sums[..., -1]
