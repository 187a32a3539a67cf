"""How long annotators take for a label, and how their agreement changes in the course of their
work.
"""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Ints, order_of

# Longer times are counted as this long, which moves no median of labels.
MAX_TENTHS = 6_000
PARTS = 10


@dataclass(frozen=True)
class Part:
    """A part of somebody's work: the mean share of the others who gave the same label to its `n`
    sentences, and the seconds since 1970 of its first label.
    """

    share: float
    n: int
    begins: int


def median_seconds(annotations: Annotations, tenths: Ints) -> dict[int, float]:
    """Return the median seconds of each annotator who has times, by code.

    `tenths` (annotations,) of a second, negative for no time.
    """
    timed = tenths >= 0
    person = annotations.annotator[timed].astype(np.int64)
    people, values = len(annotations.annotators), MAX_TENTHS + 1
    cells = person * values + np.minimum(tenths[timed], MAX_TENTHS)
    below = np.bincount(cells, minlength=people * values).reshape(people, values).cumsum(axis=1)
    n = below[:, -1]

    # The two middle values, which are the same one if their number is odd.
    lower = (below < ((n + 1) // 2)[:, None]).sum(axis=1)
    upper = (below < (n // 2 + 1)[:, None]).sum(axis=1)
    medians = (lower + upper) / 20
    return {
        code: median
        for code, median, number in zip(
            annotations.annotators.tolist(), medians.tolist(), n.tolist(), strict=True
        )
        if number
    }


def trends(annotations: Annotations, at: Ints) -> dict[int, list[Part]]:
    """Return each annotator's agreement with the others by tenths of their work, by code.

    `at` (annotations,) is when each label was given, in seconds since 1970. Only labels on
    sentences that others labelled, too, are counted. Less work than that has fewer parts.
    """
    counts = annotations.counts()
    entries = np.flatnonzero(annotations.labelled())
    entries = entries[counts.sum(axis=0)[annotations.sentence[entries]] > 1]
    if not len(entries):
        return {}

    # By person, and by time for each.
    entries = entries[np.argsort(at[entries], kind="stable")]
    entries = entries[order_of(annotations.annotator[entries])]
    person, when = annotations.annotator[entries].astype(np.int64), at[entries]
    sentence, label = annotations.sentence[entries], annotations.label[entries]
    same = (counts[label, sentence] - 1) / (counts.sum(axis=0)[sentence] - 1)

    n = np.bincount(person, minlength=len(annotations.annotators))
    rank = np.arange(len(person)) - np.repeat(np.cumsum(n) - n, n)
    cells = person * PARTS + rank * PARTS // np.repeat(n, n)
    size = len(n) * PARTS
    sizes = np.bincount(cells, minlength=size).astype(np.float64)
    shares = np.bincount(cells, weights=same, minlength=size) / np.maximum(sizes, 1)
    begins = when[np.searchsorted(cells, np.arange(size)).clip(max=len(when) - 1)]

    rows = list(zip(shares.tolist(), sizes.astype(int).tolist(), begins.tolist(), strict=True))
    return {
        code: [Part(*row) for row in rows[index * PARTS : (index + 1) * PARTS] if row[1]]
        for index, code in enumerate(annotations.annotators.tolist())
        if n[index]
    }
