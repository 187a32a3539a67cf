"""What is assumed of the error rates of annotators before their labels are seen.

An assumption is a number of pseudo-labels: they are added to the labels that an annotator is
expected to have given to sentences of each true label, as if they had been seen too. This is the
most probable estimate under Dirichlet densities.

Shapes: `counts` and pseudo-labels are (q, annotators, q): the true label, the annotator, and the
label given.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from annotator.agreement.statistics.arrays import Floats

# Pseudo-labels for each true label of the typical annotator, and how many of them are
# right. Chosen with `python -m bench.true_labels`, as are the numbers below.
TYPICAL_LABELS = 100
TYPICAL_RIGHT = 0.6


class ConfusionPrior(Protocol):
    """An assumption about the error rates of annotators."""

    def pseudo_labels(self, counts: Floats) -> Floats:
        """Return the pseudo-labels to add to `counts`, the labels expected so far."""
        ...


@dataclass(frozen=True)
class Diagonal:
    """`on` pseudo-labels for the right label and `off` for each other one, the same for everybody.

    0 and 0 give Dawid and Skene's own estimate, which has no assumption.
    """

    on: float
    off: float

    def pseudo_labels(self, counts: Floats) -> Floats:
        matrix = self.off + (self.on - self.off) * np.eye(len(counts))
        return np.broadcast_to(matrix[:, None, :], counts.shape)


@dataclass(frozen=True)
class Pooled:
    """Annotators err like the typical one, but more often or more rarely.

    The typical annotator's odds of an error are multiplied by the annotator's own ratio: the errors
    that they are expected to have made, divided by those that the typical annotator would make on
    the same sentences. `errors` is added to both numbers, so that few sentences leave the ratio
    close to 1. `strength` pseudo-labels for each true label are then distributed accordingly.

    So a rare label of somebody with few labels has the error rates of all annotators together,
    scaled to this person's carefulness, and their own with more labels. After the hierarchical
    model of Paun et al. (2018), Comparing Bayesian models of annotation, Transactions of the ACL 6;
    here the level above is estimated along the way.
    """

    strength: float = 30
    errors: float = 10

    def pseudo_labels(self, counts: Floats) -> Floats:
        typical = typical_confusion(counts)
        wrong = 1 - np.diagonal(typical)

        expected = wrong @ counts.sum(axis=2)
        made = counts.sum(axis=(0, 2)) - np.trace(counts, axis1=0, axis2=2)
        ratio = (made + self.errors) / (expected + self.errors)

        # The odds of an error become its probability again: (q, annotators).
        odds = (wrong / (1 - wrong))[:, None] * ratio
        own_wrong = odds / (1 + odds)
        # Errors go to the same labels as those of the typical annotator.
        scale = own_wrong / np.where(wrong > 0, wrong, 1)[:, None]
        pseudo = typical[:, None, :] * scale[:, :, None]
        labels = np.arange(len(counts))
        pseudo[labels, :, labels] = 1 - own_wrong
        scaled: Floats = self.strength * pseudo
        return scaled


def typical_confusion(counts: Floats) -> Floats:
    """Return the error rates of the typical annotator: all labels together, as one person's.

    The result is (q, q): each row has the probabilities of the labels, given the true label.
    TYPICAL_LABELS pseudo-labels are added to each row: TYPICAL_RIGHT of them are right, and the
    others are distributed like all labels, because errors mostly end in frequent labels.
    """
    q = len(counts)
    # 1 is added so that a label that nobody has given yet is not impossible.
    others = np.tile(counts.sum(axis=(0, 1)) + 1, (q, 1))
    np.fill_diagonal(others, 0)
    # A project with a single label has no others.
    others /= np.maximum(others.sum(axis=1, keepdims=True), 1)

    assumed = TYPICAL_RIGHT * np.eye(q) + (1 - TYPICAL_RIGHT) * others
    rows = counts.sum(axis=1) + TYPICAL_LABELS * assumed
    shares: Floats = rows / rows.sum(axis=1, keepdims=True)
    return shares
