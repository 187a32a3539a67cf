"""Which label each sentence truly has, if annotators err each in their own way: Dawid and Skene's
model.

A sentence has one true label k, drawn with the prior p_k; annotator a then says l with probability
pi^a_kl, whatever the sentence and whatever the others say. EM finds p and pi from the labels alone.
Dawid and Skene (1979), Maximum likelihood estimation of observer error-rates using the EM
algorithm, Applied Statistics 28.
"""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints

SMOOTHING = 0.01  # added to each count of a confusion matrix and of the prior
TOLERANCE = 1e-9  # of the gain in log likelihood per label, at which it stops
MAX_ITERATIONS = 500


@dataclass(frozen=True)
class DawidSkene:
    """`sentences` (units,) are the codes of those with a label; `probabilities` (units, q) of their
    true labels; `prior` (q,); `confusions` (annotators, q, q): what each annotator says (last
    axis) of each true label.

    `log_likelihood` has one entry per iteration, at the parameters that it found. With smoothing,
    the logarithm of its density is part of it, so that it never falls.
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
    """EM from each sentence's label shares; nothing is random, so the same labels give the same
    answer.

    `smoothing` is added to every count: the estimate is the most probable one under Dirichlet
    densities with 1 + smoothing; 0 gives Dawid and Skene's own. Only here may an annotator have
    labelled a sentence more than once.
    """
    q = annotations.labels
    counts = annotations.counts().astype(np.float64)
    units = np.flatnonzero(counts.sum(axis=0))
    entries = np.flatnonzero(annotations.labelled())
    unit = np.searchsorted(units, annotations.sentence[entries])
    said = annotations.annotator[entries].astype(np.int64) * q + annotations.label[entries]
    tells = len(annotations.annotators) * q
    truth = counts[:, units] / counts[:, units].sum(axis=0)
    trace: list[float] = []
    prior, confusions = np.full(q, 1 / q), np.full((q, tells), 1 / q)
    converged = not len(units)

    while len(trace) < most_iterations and not converged:
        prior, confusions = _parameters(truth, unit, said, tells, smoothing)
        truth, likelihood = _expectation(prior, confusions, unit, said, len(units))
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
    truth: Floats, unit: Ints, said: Ints, tells: int, smoothing: float
) -> tuple[Floats, Floats]:
    """The prior (q,) and what annotators say of each true label, (q, annotators * q), from truth
    (q, units).

    Where an annotator saw no sentence of a true label, all answers to it are equally probable.
    """
    q = len(truth)
    prior = truth.sum(axis=1) + smoothing
    seen = (
        np.stack([np.bincount(said, weights=of[unit], minlength=tells) for of in truth]).reshape(
            q, -1, q
        )
        + smoothing
    )
    sums = seen.sum(axis=2, keepdims=True)
    confusions = np.where(sums > 0, seen / np.where(sums > 0, sums, 1), 1 / q)
    return prior / prior.sum(), confusions.reshape(q, tells)


def _expectation(
    prior: Floats, confusions: Floats, unit: Ints, said: Ints, units: int
) -> tuple[Floats, float]:
    """The probabilities of the true labels (q, units) and the log likelihood, in logarithms
    throughout.
    """
    logs = _log(confusions)
    joint = (
        np.stack([np.bincount(unit, weights=of[said], minlength=units) for of in logs])
        + _log(prior)[:, None]
    )
    highest = joint.max(axis=0)
    scaled = np.exp(joint - highest)
    sums = scaled.sum(axis=0)
    return scaled / sums, float((highest + np.log(sums)).sum())


def _log(values: Floats) -> Floats:
    return np.log(values, out=np.full(values.shape, -np.inf), where=values > 0)
