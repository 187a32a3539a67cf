"""Dawid and Skene's model: true labels and the error rates of annotators, from labels alone.

A sentence has one true label k, drawn with the prior p_k; annotator a then gives label l with
probability pi^a_kl, independently of the sentence and of the other annotators. EM estimates p and
pi. Dawid and Skene (1979), Maximum likelihood estimation of observer error-rates using the EM
algorithm, Applied Statistics 28.
"""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints

# Added to each count of a confusion matrix and of the prior, so that no probability is
# 0: a label that an annotator has not given yet must not be impossible.
SMOOTHING = 0.01
# EM stops when the log likelihood per label grows by no more than this.
TOLERANCE = 1e-9
MAX_ITERATIONS = 500


@dataclass(frozen=True)
class DawidSkene:
    """What the model estimates.

    `sentences` (units,) are the codes of those with a label; `probabilities` (units, q) are of
    their true labels; `prior` (q,) is the share of each true label; `confusions` (annotators, q, q)
    the probabilities of each annotator's labels (last axis), given the true label.

    `log_likelihood` has one entry per iteration, at the parameters that it found. With smoothing it
    includes the logarithm of the prior density of the parameters, so that it never falls.
    """

    sentences: Ints
    probabilities: Floats
    prior: Floats
    confusions: Floats
    log_likelihood: Floats
    converged: bool

    @property
    def iterations(self) -> int:
        return len(self.log_likelihood)


def dawid_skene(
    annotations: Annotations,
    *,
    smoothing: float = SMOOTHING,
    tolerance: float = TOLERANCE,
    most_iterations: int = MAX_ITERATIONS,
) -> DawidSkene:
    """Estimate the model by EM, which starts from the label shares of each sentence.

    Nothing is random: the same labels give the same result. `smoothing` is added to every count:
    the estimate is the most probable one under Dirichlet densities with 1 + smoothing; 0 gives
    Dawid and Skene's own. Unlike elsewhere, an annotator may have labelled a sentence more than
    once.
    """
    q = annotations.labels
    counts = annotations.counts().astype(np.float64)
    units = np.flatnonzero(counts.sum(axis=0))
    entries = np.flatnonzero(annotations.labelled())
    unit = np.searchsorted(units, annotations.sentence[entries])

    # An answer is an annotator with a label, as one number: one table then holds all
    # confusions.
    answer = annotations.annotator[entries].astype(np.int64) * q + annotations.label[entries]
    answers = len(annotations.annotators) * q
    truth = counts[:, units] / counts[:, units].sum(axis=0)
    trace: list[float] = []
    prior, confusions = np.full(q, 1 / q), np.full((q, answers), 1 / q)
    converged = not len(units)

    while len(trace) < most_iterations and not converged:
        prior, confusions = _parameters(truth, unit, answer, answers, smoothing)
        truth, likelihood = _expectation(prior, confusions, unit, answer, len(units))
        # With smoothing, EM maximises the likelihood times the density of the
        # parameters.
        trace.append(
            likelihood + smoothing * float(_log(prior).sum() + _log(confusions).sum())
            if smoothing
            else likelihood
        )
        converged = len(trace) > 1 and trace[-1] - trace[-2] <= tolerance * len(entries)

    by_annotator = confusions.reshape(q, len(annotations.annotators), q).transpose(1, 0, 2)

    return DawidSkene(
        annotations.sentences[units],
        np.ascontiguousarray(truth.T),
        prior,
        by_annotator,
        np.array(trace),
        converged,
    )


def _parameters(
    truth: Floats, unit: Ints, answer: Ints, answers: int, smoothing: float
) -> tuple[Floats, Floats]:
    """Return the prior (q,) and the probabilities of all answers, (q, annotators * q).

    They follow from `truth` (q, units), the probabilities of the true labels.
    """
    q = len(truth)
    prior = truth.sum(axis=1) + smoothing
    seen = (
        np.stack(
            [np.bincount(answer, weights=of_label[unit], minlength=answers) for of_label in truth]
        ).reshape(q, -1, q)
        + smoothing
    )
    sums = seen.sum(axis=2, keepdims=True)

    # An annotator who saw no sentence of a true label: all answers to it are equally
    # probable.
    confusions = np.where(sums > 0, seen / np.where(sums > 0, sums, 1), 1 / q)
    return prior / prior.sum(), confusions.reshape(q, answers)


def _expectation(
    prior: Floats, confusions: Floats, unit: Ints, answer: Ints, units: int
) -> tuple[Floats, float]:
    """Return the probabilities of the true labels (q, units) and the log likelihood."""
    # In logarithms, because the product of many small probabilities would become 0.
    logs = _log(confusions)
    joint = (
        np.stack(
            [np.bincount(unit, weights=of_label[answer], minlength=units) for of_label in logs]
        )
        + _log(prior)[:, None]
    )

    # Each unit is scaled by its largest term before `exp`, so that at least this one
    # doesn't become 0.
    highest = joint.max(axis=0)
    scaled = np.exp(joint - highest)
    sums = scaled.sum(axis=0)
    return scaled / sums, float((highest + np.log(sums)).sum())


def _log(values: Floats) -> Floats:
    """Return the logarithms, and -inf for 0 without a warning."""
    return np.log(values, out=np.full(values.shape, -np.inf), where=values > 0)
