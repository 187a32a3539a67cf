"""The labels of one person, sentence by sentence, beside those of the others."""

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Bools, Ints
from annotator.agreement.statistics.true_labels.majority import NO_LABEL


def has_answer_of(annotations: Annotations, code: int) -> Bools:
    """Return which sentences have a label or a skip of the annotator with this code:
    (sentences,).
    """
    answered = np.zeros(len(annotations.sentences), np.bool_)
    answered[annotations.sentence[_entries(annotations, code)]] = True
    return answered


def labels_of(annotations: Annotations, code: int) -> Ints:
    """Return the number of the label that this annotator gave each sentence, or NO_LABEL:
    (sentences,).
    """
    labels = np.full(len(annotations.sentences), NO_LABEL, np.int64)
    entries = _entries(annotations, code)
    entries = entries[annotations.label[entries] >= 0]
    labels[annotations.sentence[entries]] = annotations.label[entries]
    return labels


def most_others_gave(counts: Ints, own: Ints, label: int) -> Bools:
    """Return where a person gave another label than this, and more than half of the others gave
    this one: (sentences,).

    `counts` (q, sentences) are those of all labels, `own` (sentences,) the person's label, or
    NO_LABEL.
    """
    # Theirs is another one, so that all labels of this number are the others'.
    gave: Bools = (own != NO_LABEL) & (own != label)
    gave &= 2 * counts[label] > counts.sum(axis=0) - 1
    return gave


def _entries(annotations: Annotations, code: int) -> Ints:
    index = np.searchsorted(annotations.annotators, code)
    if index == len(annotations.annotators) or annotations.annotators[index] != code:
        return np.zeros(0, np.int64)
    return np.flatnonzero(annotations.annotator == index)
