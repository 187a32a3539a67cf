"""The array types of the statistics, and two small operations that all of them share."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SPARSE = 4  # codes spread over more than this many times their number are sorted, not looked up


def compact(codes: Ints) -> tuple[Ints, Ints]:
    """The distinct codes, ascending, and for each given code its index among them.

    >>> compact(np.array([30, 10, 30]))
    (array([10, 30]), array([1, 0, 1], dtype=int32))
    """
    if not len(codes):
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
    low = int(codes.min())
    span = int(codes.max()) - low + 1
    if span > SPARSE * len(codes):
        values, index = np.unique(codes, return_inverse=True)
        return values, index.astype(np.int32)
    offsets = codes - low
    seen = np.zeros(span, np.bool_)
    seen[offsets] = True
    return np.flatnonzero(seen) + low, (np.cumsum(seen, dtype=np.int32) - 1)[offsets]


def ratio(above: Floats, below: Floats) -> Floats:
    """above / below, and nan where `below` is not positive."""
    result = np.full(np.broadcast_shapes(np.shape(above), np.shape(below)), np.nan)
    np.divide(above, below, out=result, where=np.asarray(below) > 0)
    return result


def starts_of(sorted_codes: Ints) -> Ints:
    """Where each run of equal codes begins."""
    if not len(sorted_codes):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate([[True], sorted_codes[1:] != sorted_codes[:-1]]))
