"""The array types of the statistics, and small operations that they share."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# A lookup table is faster than sorting, but it has an entry for each code between the
# lowest and the highest: where these are more than this many times the codes, the codes
# are sorted instead.
SPARSE = 4


def compact(codes: Ints) -> tuple[Ints, Ints]:
    """Return the distinct codes, ascending, and for each given code its index among them.

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
    """Return above / below, and nan where `below` is not positive."""
    result = np.full(np.broadcast_shapes(np.shape(above), np.shape(below)), np.nan)
    np.divide(above, below, out=result, where=np.asarray(below) > 0)
    return result


def starts_of(sorted_codes: Ints) -> Ints:
    """Return where each run of equal codes begins."""
    if not len(sorted_codes):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate([[True], sorted_codes[1:] != sorted_codes[:-1]]))


def order_of(small_codes: Ints) -> Ints:
    """Return the indices that sort these codes from 0 on; equal ones stay in their order.

    numpy sorts numbers of 16 bits by their digits, several times as fast as others.
    """
    is_small = not len(small_codes) or int(small_codes.max()) <= np.iinfo(np.int16).max
    codes = small_codes.astype(np.int16) if is_small else small_codes
    return np.argsort(codes, kind="stable")
