"""The targets of final labels: the rule of `agreement/final_label.py`, for arrays."""

from collections.abc import Collection

import numpy as np

from annotator.agreement.statistics.annotations import UNANSWERED, Annotations
from annotator.agreement.statistics.arrays import Ints, compact
from annotator.agreement.statistics.sums import answered


def majority_targets(annotations: Annotations, final: Ints, takes_target: Collection[int]) -> Ints:
    """Return the code of each sentence's final target, or UNANSWERED: (sentences,).

    It is the one that more than half chose of those who gave the final label and answered. `final`
    (sentences,) has the number of each sentence's label, or NO_LABEL.
    """
    found = np.full(len(annotations.sentences), UNANSWERED, np.int64)
    entries = answered(annotations, takes_target)
    entries = entries[annotations.label[entries] == final[annotations.sentence[entries]]]
    if not len(entries):
        return found

    sentence = annotations.sentence[entries]
    targets, target = compact(annotations.target[entries])
    cells, times = np.unique(sentence.astype(np.int64) * len(targets) + target, return_counts=True)
    unit = cells // len(targets)
    is_majority = 2 * times > np.bincount(sentence, minlength=len(found))[unit]
    found[unit[is_majority]] = targets[cells[is_majority] % len(targets)]
    return found


def times_answered(annotations: Annotations) -> Ints:
    """Return how many annotators chose a target, with whatever label: (sentences,)."""
    entries = answered(annotations, range(annotations.labels))
    return np.bincount(annotations.sentence[entries], minlength=len(annotations.sentences))
