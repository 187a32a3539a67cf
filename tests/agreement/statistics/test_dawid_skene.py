"""Dawid and Skene's model: true labels and error rates, beside equations and simulated truths."""

from collections.abc import Callable
from math import log

import numpy as np
import pytest

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints
from annotator.agreement.statistics.true_labels.confusion_priors import (
    ConfusionPrior,
    Diagonal,
    Pooled,
)
from annotator.agreement.statistics.true_labels.dawid_skene import (
    DawidSkene,
    dawid_skene,
    expected_gain,
)
from bench.true_labels import PRIORS, Setting, Tally, compare
from tests.support.reliability_tables import ANAESTHETISTS, Unit
from tests.support.slow_dawid_skene import Matrix, slow_dawid_skene, slow_flat, slow_pooled
from tests.support.tabulate import annotations_of


def a_simulated_truth(sentences: int = 800, seed: int = 4) -> tuple[Annotations, Ints, Floats]:
    """Return labels, the true label of each sentence, and the annotators' confusion matrices.

    Six annotators, some of them bad, see two thirds of the sentences each.
    """
    chance = np.random.default_rng(seed)
    truth = chance.choice(3, sentences, p=[0.5, 0.3, 0.2])
    reliable = np.array([0.95, 0.9, 0.8, 0.5, 0.3, 0.2])[:, None, None]
    confusions = reliable * np.eye(3) + (1 - reliable) * chance.dirichlet(np.ones(3), (6, 3))
    sentence, annotator = (index.ravel() for index in np.indices((sentences, 6)))
    seen = chance.random(len(sentence)) < 2 / 3
    sentence, annotator = sentence[seen], annotator[seen]
    shares = confusions[annotator, truth[sentence]].cumsum(axis=1)
    label = np.minimum((chance.random((len(sentence), 1)) > shares).sum(axis=1), 2)
    annotations = Annotations.from_codes(
        article=sentence // 10, sentence=sentence, annotator=annotator, label=label, labels=3
    )
    return annotations, truth, confusions


def test_dawid_and_skene_recovers_a_simulated_truth_better_than_the_majority() -> None:
    annotations, truth, confusions = a_simulated_truth()
    found = dawid_skene(annotations)
    assert found.converged
    assert found.probabilities.sum(axis=1) == pytest.approx(1)
    right = (found.probabilities.argmax(axis=1) == truth[found.sentences]).mean()
    majority = (annotations.counts().argmax(axis=0) == truth[annotations.sentences]).mean()
    assert right > majority + 0.03
    assert right > 0.9
    assert np.abs(found.confusions - confusions).max() < 0.15
    assert found.prior == pytest.approx([0.5, 0.3, 0.2], abs=0.05)


@pytest.mark.parametrize("smoothing", [0, 0.01, 1])
def test_the_likelihood_never_falls(smoothing: float) -> None:
    """With pseudo-labels that stay the same."""
    trace = dawid_skene(
        a_simulated_truth(100)[0],
        assumed=Diagonal(smoothing, smoothing),
        smoothing=smoothing,
        tolerance=1e-6,
    ).log_likelihood
    assert len(trace) > 3
    assert (np.diff(trace) > -1e-9).all()


@pytest.mark.parametrize(
    ("assumed", "slow"), [(Diagonal(0.01, 0.01), slow_flat), (Pooled(), slow_pooled)]
)
def test_dawid_and_skene_equals_its_equations(
    assumed: ConfusionPrior, slow: Callable[[list[Matrix]], list[Matrix]]
) -> None:
    chance = np.random.default_rng(2)
    units: list[Unit] = [
        [own if chance.random() < 0.8 else None for own in chance.choice(list("abc"), 4).tolist()]
        for _ in range(30)
    ]
    units = [unit for unit in units if any(unit)]
    found = dawid_skene(
        annotations_of(units, "abc"), assumed=assumed, most_iterations=25, tolerance=-1
    )
    assert found.iterations == 25
    for ours, theirs in zip(
        (found.probabilities, found.prior, found.confusions),
        slow_dawid_skene(units, "abc", slow, iterations=25),
        strict=True,
    ):
        assert np.allclose(ours, theirs, atol=1e-9)


def test_pseudo_labels_carry_the_care_of_a_person_over_to_a_label_they_rarely_saw() -> None:
    """Ann errs in half of the frequent sentences, Bob never; neither has seen the rare label."""
    counts = np.zeros((2, 2, 2))
    counts[0] = [[50, 50], [100, 0]]
    ann, bob = Pooled().pseudo_labels(counts)[1]
    assert ann.sum() == pytest.approx(30)
    assert ann[0] > 2 * bob[0]


def test_a_project_with_a_single_label_has_no_errors() -> None:
    found = dawid_skene(annotations_of([["a", "a"], ["a", None]], "a"))
    assert found.confusions.tolist() == [[[1.0]], [[1.0]]]
    assert found.typical.tolist() == [[1.0]]
    assert expected_gain(found.probabilities, found.typical).tolist() == [0, 0]


def test_rows_of_error_rates_say_on_how_many_sentences_they_rest() -> None:
    found = dawid_skene(annotations_of([["a", "a", "a"]] * 90 + [["b", "b", None]] * 40, "ab"))
    assert found.expected.round().tolist() == [[90, 40], [90, 40], [90, 0]]


def entropy(shares: list[float]) -> float:
    return -sum(share * log(share) for share in shares if share)


def test_expected_gain_is_the_mean_fall_in_entropy_over_the_possible_labels() -> None:
    typical = [[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.0, 0.5, 0.5]]
    rows = [[0.5, 0.3, 0.2], [1.0, 0.0, 0.0], [0.1, 0.8, 0.1]]
    gains = expected_gain(np.array(rows), np.array(typical))
    for row, gain in zip(rows, gains.tolist(), strict=True):
        left = 0.0
        for label in range(3):
            joint = [row[k] * typical[k][label] for k in range(3)]
            if sum(joint):
                left += sum(joint) * entropy([value / sum(joint) for value in joint])
        assert gain == pytest.approx((entropy(row) - left) / log(3))
    assert gains[1] == 0
    # Somebody who guesses tells nothing.
    assert expected_gain(np.array(rows), np.full((3, 3), 1 / 3)) == pytest.approx(0)


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    """A short version of `python -m bench.true_labels`."""
    setting = Setting(annotators=30, overlap=3, articles=50, careless=2)
    priors = {name: PRIORS[name] for name in ("0.01", "diagonal", "pooled")}
    return compare(setting, projects=6, priors=priors)


def test_pooled_error_rates_find_rare_labels_at_least_as_well_as_the_majority(
    tallies: dict[str, Tally],
) -> None:
    pooled, majority = tallies["pooled"], tallies["majority"]
    assert pooled.f1_of_rare > tallies["diagonal"].f1_of_rare > tallies["0.01"].f1_of_rare
    assert pooled.f1_of_rare > majority.f1_of_rare - 0.005
    assert pooled.accuracy > majority.accuracy + 0.005
    assert pooled.accuracy_of_decided > majority.accuracy_of_decided - 0.003
    assert abs(pooled.share_of_rare - 1) < abs(majority.share_of_rare - 1)


def test_pooled_error_rates_are_right_where_they_are_certain(tallies: dict[str, Tally]) -> None:
    pooled = tallies["pooled"]
    assert pooled.right_where_certain > 0.99 > tallies["0.01"].right_where_certain
    assert pooled.certain > pooled.sentences / 2
    assert pooled.calibration_error / pooled.sentences < 0.02
    assert pooled.log_loss < min(tallies["0.01"].log_loss, tallies["diagonal"].log_loss)


def test_the_anaesthetists_of_the_paper_have_its_error_rates() -> None:
    """One anaesthetist sees each patient three times: each time is an entry of its own."""
    words = ANAESTHETISTS.split()
    patient = np.repeat(np.arange(len(words)), 7)
    annotations = Annotations.from_codes(
        article=patient,
        sentence=patient,
        annotator=np.tile([1, 1, 1, 2, 3, 4, 5], len(words)),
        label=np.array([int(digit) - 1 for word in words for digit in word]),
        labels=4,
    )
    found = dawid_skene(annotations, assumed=Diagonal(0, 0), smoothing=0, tolerance=1e-5)
    assert found.converged
    assert found.prior.round(2).tolist() == [0.40, 0.42, 0.11, 0.07]
    assert found.confusions[0].round(2).tolist() == [
        [0.89, 0.11, 0, 0], [0.07, 0.88, 0.05, 0], [0, 0.34, 0.66, 0], [0, 0, 0.56, 0.44],
    ]  # fmt: skip


def same(first: DawidSkene, second: DawidSkene) -> bool:
    return all(
        np.array_equal(ours, theirs)
        for ours, theirs in zip(vars(first).values(), vars(second).values(), strict=True)
    )


def test_the_same_labels_give_the_same_estimate() -> None:
    annotations = a_simulated_truth(60)[0]
    assert same(dawid_skene(annotations), dawid_skene(annotations))


def test_sentences_without_a_label_are_left_out_and_unanimous_ones_are_probable() -> None:
    found = dawid_skene(
        annotations_of([["a", "a", "a"], ["skip", "cannot tell", None], ["b", "b", "b"]] * 4, "ab")
    )
    assert found.sentences.tolist() == [1, 3, 4, 6, 7, 9, 10, 12]
    assert found.probabilities.argmax(axis=1).tolist() == [0, 1] * 4
    assert found.probabilities.max(axis=1).min() > 0.9
    assert dawid_skene(annotations_of([])).probabilities.shape == (0, 4)
    assert not dawid_skene(a_simulated_truth(60)[0], most_iterations=2).converged
