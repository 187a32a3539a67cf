"""Dawid and Skene's model: true labels and the error rates of annotators, from labels alone.

A sentence has one true label k, drawn with the prior p_k; annotator a then gives label l with
probability pi^a_kl, independently of the sentence and of the other annotators. EM estimates p and
pi. Dawid and Skene (1979), Maximum likelihood estimation of observer error-rates using the EM
algorithm, Applied Statistics 28.

Their own estimate overfits: an annotator with three denials in all seems to have error rates of 0
or 1. So the error rates of all annotators together support those of each of them
(`confusion_priors.Pooled`).
"""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints
from annotator.agreement.statistics.true_labels.answers import Answers
from annotator.agreement.statistics.true_labels.confusion_priors import (
    ConfusionPrior,
    Pooled,
    typical_confusion,
)

# Added to the number of sentences with each true label, so that no share is 0: a label
# that nobody has given yet must not be impossible.
SMOOTHING = 0.01
# EM stops when it changes no probability of a true label by more than this.
TOLERANCE = 0.001
MAX_ITERATIONS = 500
POOLED = Pooled()


@dataclass(frozen=True)
class DawidSkene:
    """What the model estimates.

    `annotators` (annotators,) and `sentences` (units,) are codes, of sentences only those with a
    label; `shares` (units, q) are those of their labels, `probabilities` (units, q) are of
    their true labels; `prior` (q,) is the share of each true label; `confusions` (annotators, q, q)
    the probabilities of each annotator's labels (last axis), given the true label; `typical` (q, q)
    those of all annotators together. `expected` (annotators, q) is what the rows of `confusions`
    rest on: how many sentences of each true label the annotator is expected to have labelled.

    `log_likelihood` has one entry per iteration, at the parameters that it found. It includes the
    logarithm of the prior density of the parameters. It never falls as long as the pseudo-labels
    stay the same; those of `Pooled` change from one iteration to the next.
    """

    annotators: Ints
    sentences: Ints
    shares: Floats
    probabilities: Floats
    prior: Floats
    confusions: Floats
    typical: Floats
    expected: Floats
    log_likelihood: Floats
    converged: bool

    @property
    def iterations(self) -> int:
        return len(self.log_likelihood)


@dataclass(frozen=True)
class Estimate:
    """The same for lists of answers instead of sentences: `truth` is (q, lists).

    `confusions` and `counts`, the labels that they are estimated from, are (q, annotators, q).
    """

    truth: Floats
    prior: Floats
    confusions: Floats
    counts: Floats
    log_likelihood: Floats
    converged: bool


def dawid_skene(
    annotations: Annotations,
    *,
    assumed: ConfusionPrior = POOLED,
    smoothing: float = SMOOTHING,
    tolerance: float = TOLERANCE,
    most_iterations: int = MAX_ITERATIONS,
) -> DawidSkene:
    """Estimate the model by EM, which starts from the label shares of each sentence.

    Nothing is random: the same labels give the same result. Unlike elsewhere, an annotator may have
    labelled a sentence more than once.
    """
    answers = Answers.from_annotations(annotations)
    found = estimate(
        answers,
        answers.times(),
        assumed=assumed,
        smoothing=smoothing,
        tolerance=tolerance,
        most_iterations=most_iterations,
    )

    return DawidSkene(
        annotators=annotations.annotators,
        sentences=annotations.sentences[answers.units],
        shares=answers.shares.T[answers.alike],
        probabilities=found.truth.T[answers.alike],
        prior=found.prior,
        confusions=np.ascontiguousarray(found.confusions.transpose(1, 0, 2)),
        typical=typical_confusion(found.counts),
        expected=found.counts.sum(axis=2).T,
        log_likelihood=found.log_likelihood,
        converged=found.converged,
    )


def estimate(
    answers: Answers,
    times: Floats,
    *,
    start: Floats | None = None,
    assumed: ConfusionPrior = POOLED,
    smoothing: float = SMOOTHING,
    tolerance: float = TOLERANCE,
    most_iterations: int = MAX_ITERATIONS,
) -> Estimate:
    """Estimate the model by EM from `times` (lists,), how many sentences have each list of answers.

    It starts from `start` (q, lists), by default the label shares of each list.
    """
    q, people = answers.q, answers.people
    truth = answers.shares if start is None else start
    occurs = times > 0
    trace: list[float] = []
    prior, counts = np.full(q, 1 / q), np.zeros((q, people, q))
    confusions = np.full((q, people, q), 1 / q)
    converged = not answers.lists

    while len(trace) < most_iterations and not converged:
        expected = truth * times
        counts = _expected_labels(expected, answers)
        pseudo = assumed.pseudo_labels(counts)
        prior, confusions = _parameters(expected, counts + pseudo, smoothing)
        before = truth
        truth, likelihoods = _expectation(prior, confusions.reshape(q, -1), answers)

        # EM maximises the likelihood times the density of the parameters.
        density = _log_density(pseudo, confusions) + _log_density(smoothing, prior)
        trace.append(float((likelihoods * times).sum()) + density)
        moved = np.abs(truth - before)[:, occurs]
        converged = bool(moved.max(initial=0) <= tolerance)

    return Estimate(truth, prior, confusions, counts, np.array(trace), converged)


def expected_gain(probabilities: Floats, typical: Floats) -> Floats:
    """Return how much one more label is expected to tell about each true label: (units,).

    It is the mutual information of the true label and the label of one more annotator, who errs
    like the typical one: the entropy of the true label, less the entropy that is expected with one
    more label. Divided by log q: 0 if a label tells nothing, 1 if it settles the most uncertain
    sentence. 0 in a project with a single label. Lindley (1956), On a measure of the information
    provided by an experiment, Annals of Mathematical Statistics 27.
    """
    q = probabilities.shape[1]
    if q < 2:
        return np.zeros(len(probabilities))

    # I(true; given) = H(given) - H(given | true), which needs no posterior for each
    # possible label.
    noise = probabilities @ _entropies(typical)
    gain = _entropies(probabilities @ typical) - noise
    # Rounding can make it a little negative.
    normalised: Floats = np.maximum(gain, 0) / np.log(q)
    return normalised


def _entropies(shares: Floats) -> Floats:
    """Return the entropy of each row, in nats."""
    logs = np.log(shares, out=np.zeros(shares.shape), where=shares > 0)
    entropies: Floats = -(shares * logs).sum(axis=1)
    return entropies


def _expected_labels(expected: Floats, answers: Answers) -> Floats:
    """Return how often each annotator gave each label to each true label: (q, people, q).

    `expected` (q, lists) is how many sentences with each list have each true label.
    """
    q, people = answers.q, answers.people
    counts = [
        np.bincount(answers.answer, weights=of_label[answers.in_list], minlength=people * q)
        for of_label in expected
    ]
    return np.stack(counts).reshape(q, people, q).astype(np.float64)


def _parameters(expected: Floats, labels: Floats, smoothing: float) -> tuple[Floats, Floats]:
    """Return the prior (q,) and the confusions (q, people, q), from labels and pseudo-labels."""
    prior = expected.sum(axis=1) + smoothing
    sums = labels.sum(axis=2, keepdims=True)

    # An annotator who saw no sentence of a true label: all answers to it are equally
    # probable.
    confusions = np.where(sums > 0, labels / np.where(sums > 0, sums, 1), 1 / len(expected))
    return prior / prior.sum(), confusions


def _log_density(pseudo: Floats | float, shares: Floats) -> float:
    """Return the logarithm of a Dirichlet density with these pseudo-labels, up to a constant."""
    amounts = np.broadcast_to(pseudo, shares.shape)
    # Without pseudo-labels a share may be 0, and its logarithm then counts for nothing.
    seen = amounts > 0
    return float((amounts[seen] * np.log(shares[seen])).sum())


def _expectation(prior: Floats, confusions: Floats, answers: Answers) -> tuple[Floats, Floats]:
    """Return the probabilities of the true labels (q, lists) and the log likelihoods (lists,)."""
    # In logarithms, because the product of many small probabilities would become 0.
    sums = [
        np.bincount(answers.in_list, weights=of_label[answers.answer], minlength=answers.lists)
        for of_label in _log(confusions)
    ]
    joint = np.stack(sums) + _log(prior)[:, None]

    # Each list is scaled by its largest term before `exp`, so that at least this one
    # doesn't become 0.
    highest = joint.max(axis=0)
    scaled = np.exp(joint - highest)
    total = scaled.sum(axis=0)
    return scaled / total, highest + np.log(total)


def _log(values: Floats) -> Floats:
    """Return the logarithms, and -inf for 0 without a warning."""
    return np.log(values, out=np.full(values.shape, -np.inf), where=values > 0)
