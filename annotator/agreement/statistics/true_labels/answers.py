"""The distinct lists of answers that sentences have: sentences with the same answers of the same
people are the same to a model, which then computes with far fewer of them.
"""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints, starts_of

# Of 64 bits with a sign.
MAX_NUMBER = 2**63 - 1


@dataclass(frozen=True)
class Answers:
    """The lists of answers, of q labels by `people` annotators.

    `units` (units,) are the indices of the sentences with a label, `alike` (units,) has the list of
    each of them, `shares` (q, lists) those of the labels in each list. `in_list` and `answer` have
    one entry for each label in a list: an answer is an annotator with a label, as one number.
    """

    q: int
    people: int
    units: Ints
    alike: Ints
    shares: Floats
    in_list: Ints
    answer: Ints

    @classmethod
    def from_annotations(cls, annotations: Annotations) -> "Answers":
        """Return the lists. Unlike elsewhere, an annotator may have labelled a sentence twice."""
        q, people = annotations.labels, len(annotations.annotators)
        given = annotations.counts()
        units = np.flatnonzero(given.sum(axis=0))
        entries = np.flatnonzero(annotations.labelled())
        unit = np.searchsorted(units, annotations.sentence[entries])
        answer = annotations.annotator[entries].astype(np.int64) * q + annotations.label[entries]

        first, alike = _distinct(unit, answer, len(units), people * q)
        of_first = np.isin(unit, first)
        counts = given[:, units[first]].astype(np.float64)
        return cls(
            q=q,
            people=people,
            units=units,
            alike=alike,
            shares=counts / counts.sum(axis=0),
            in_list=alike[unit[of_first]],
            answer=answer[of_first],
        )

    @property
    def lists(self) -> int:
        return int(self.shares.shape[1])

    def times(self, weights: Floats | None = None) -> Floats:
        """Return how many sentences have each list, (lists,); `weights` (units,) are theirs."""
        return np.bincount(self.alike, weights, minlength=self.lists).astype(np.float64)


def _distinct(unit: Ints, answer: Ints, units: int, answers: int) -> tuple[Ints, Ints]:
    """Return the first unit of each distinct list of answers, and which list each unit has.

    `unit` is ascending, and each unit has an answer; an answer is below `answers`.
    """
    place = np.arange(len(unit)) - starts_of(unit)[unit]
    # The answers of a list are the digits of a number; 0 is no answer at this place.
    base = answers + 1
    number = np.zeros(units, np.int64)
    numbers = 1

    for at in range(int(place.max(initial=-1)) + 1):
        if numbers > MAX_NUMBER // base:
            number = np.unique(number, return_inverse=True)[1]
            numbers = units
        number = number * base
        here = place == at
        number[unit[here]] += answer[here] + 1
        numbers *= base

    _, first, alike = np.unique(number, return_index=True, return_inverse=True)
    return first, alike
