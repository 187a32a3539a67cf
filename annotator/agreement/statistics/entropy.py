"""How divided the labels of each sentence are."""

import numpy as np

from annotator.agreement.statistics.arrays import Floats, Ints


def normalised_entropy(counts: Ints) -> Floats:
    """Shannon's entropy of each unit's label shares, over log q: 0 when all agree, 1 when all
    labels are equally often.

    (q, units) in, (units,) out; nan below two labels, and where the project has only one to give (q
    < 2). Shannon (1948), A mathematical theory of communication, section 6.

    >>> normalised_entropy(np.array([[2, 3, 1], [1, 0, 0], [0, 0, 0], [0, 0, 0]])).round(4)
    array([0.4591, 0.    ,    nan])
    """
    n_u = counts.sum(axis=0)
    if len(counts) < 2:
        return np.full(n_u.shape, np.nan)
    shares = counts / np.maximum(n_u, 1)
    terms = shares * np.log(np.where(shares > 0, shares, 1))
    return np.where(n_u > 1, np.abs(terms.sum(axis=0)) / np.log(len(counts)), np.nan)
