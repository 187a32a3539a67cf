"""How much each annotator agrees with the others on the sentences that have certain labels."""

from collections.abc import Sequence

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints


def agreement_on_labels(annotations: Annotations, labels: Sequence[int]) -> tuple[Floats, Ints]:
    """Return the agreement of each annotator, as a sum, and the sentences: both (annotators,).

    A sentence counts for an annotator who labelled it if somebody else gave it one of `labels`
    (their numbers). It adds the share of the others who gave the same label as the annotator. So
    the annotator's own label doesn't decide which sentences count.
    """
    entries = np.flatnonzero(annotations.labelled())
    label, annotator = annotations.label[entries], annotations.annotator[entries]
    # (labels, entries), without the annotation itself.
    others = annotations.counts()[:, annotations.sentence[entries]].astype(np.int64)
    others[label, np.arange(len(entries))] -= 1

    counts = others[list(labels)].sum(axis=0) > 0
    same = others[label, np.arange(len(entries))][counts] / others.sum(axis=0)[counts]
    people = len(annotations.annotators)
    sums = np.bincount(annotator[counts], weights=same, minlength=people).astype(np.float64)
    return sums, np.bincount(annotator[counts], minlength=people)
