"""The final label of sentences by majority: the rule of `agreement/final_label.py`, for arrays."""

import numpy as np

from annotator.agreement.statistics.annotations import CANNOT_TELL, Annotations
from annotator.agreement.statistics.arrays import Bools, Ints

# In place of a label: the sentence has none.
NO_LABEL = -1


def majority_labels(all_counts: Ints) -> Ints:
    """Return the number of each sentence's final label, or NO_LABEL: (sentences,).

    `all_counts` (2 + q, sentences) counts "cannot tell", skips and each label, as
    `Annotations.all_counts` does.

    >>> two_of_three = [0, 0, 2, 1]
    >>> tied = [0, 0, 1, 1]
    >>> half_skipped = [0, 2, 2, 0]
    >>> half_cannot_tell = [2, 1, 2, 0]
    >>> majority_labels(np.array([two_of_three, tied, half_skipped, half_cannot_tell]).T)
    array([ 0, -1, -1, -1])
    """
    counts = all_counts[2:]
    has_majority = 2 * counts.max(axis=0, initial=0) > counts.sum(axis=0)
    return np.where(can_have_label(all_counts) & has_majority, counts.argmax(axis=0), NO_LABEL)


def can_have_label(all_counts: Ints) -> Bools:
    """Return which sentences are fit to be labelled, and can be told: (sentences,)."""
    cannot_tell, skipped, labels = all_counts[0], all_counts[1], all_counts[2:].sum(axis=0)
    is_possible: Bools = (skipped < labels + cannot_tell) & (cannot_tell < labels)
    return is_possible


def counts_without(annotations: Annotations, entries: Ints) -> Ints:
    """Return for each of these entries the counts of its sentence without it: (2 + q, entries)."""
    counts = annotations.all_counts()[:, annotations.sentence[entries]]
    counts[annotations.label[entries] - CANNOT_TELL, np.arange(len(entries))] -= 1
    return counts
