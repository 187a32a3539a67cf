"""Statistics of single annotators: alpha without one, and Dawid and Skene's model."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints
from annotator.agreement.statistics.dawid_skene import DawidSkene, dawid_skene
from annotator.agreement.statistics.leave_one_out import Without, leave_one_out
from annotator.agreement.statistics.resampling import Resamples
from annotator.agreement.statistics.sums import article_sums
from tests.agreement.statistics.test_coefficients import sparse_tables
from tests.support.reliability_tables import ANAESTHETISTS, Unit
from tests.support.tabulate import annotations_of, summary_of


def without_each(annotations: Annotations) -> list[Without]:
    resamples = Resamples(annotations.articles, replicates=0)
    return leave_one_out(annotations, article_sums(annotations), resamples)


@settings(max_examples=100, deadline=None)
@given(sparse_tables(), st.integers(1, 4))
def test_alpha_without_an_annotator_is_alpha_of_the_others(
    units: list[Unit], articles: int
) -> None:
    annotations = annotations_of(units, articles=[u % articles for u in range(len(units))])
    with_all = summary_of(units).krippendorff_alpha.value
    for without in without_each(annotations):
        others = [[own for a, own in enumerate(unit) if a != without.annotator] for unit in units]
        expected = summary_of(others).krippendorff_alpha
        assert without.krippendorff_alpha.n == expected.n
        if expected.value is None:
            assert without.krippendorff_alpha.value is None
            assert without.krippendorff_alpha.reason is not None
            assert without.change.value is None
        else:
            assert without.krippendorff_alpha.value == pytest.approx(expected.value, abs=1e-9)
            if with_all is not None:
                assert without.change.value == pytest.approx(expected.value - with_all, abs=1e-9)


def test_an_annotator_who_disagrees_with_all_stands_out() -> None:
    units: list[Unit] = [["a", "a", "b"], ["b", "b", "a"], ["a", "a", "c"]] * 5
    first, second, odd = without_each(annotations_of(units))
    assert odd.krippendorff_alpha.value == 1.0
    assert (odd.change.value or 0) > 0 > (first.change.value or 0)
    assert first.change == second.change


def test_reasons_say_what_remains_without_an_annotator() -> None:
    for without in without_each(annotations_of([["a", "b"], ["a", "a"]])):
        assert (
            without.krippendorff_alpha.reason == "without this annotator no sentence has two labels"
        )
    *_, odd = without_each(annotations_of([["a", "a", "b"], ["a", "a", "a"]]))
    assert odd.krippendorff_alpha.reason == "without this annotator only one label was used"
    assert odd.change.reason == "alpha is undefined with or without this annotator"


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
    trace = dawid_skene(a_simulated_truth(100)[0], smoothing=smoothing).log_likelihood
    assert len(trace) > 3
    assert (np.diff(trace) > -1e-9).all()


def slow_dawid_skene(
    units: list[Unit], labels: str, smoothing: float, iterations: int
) -> tuple[list[list[float]], list[float], list[list[list[float]]]]:
    """The paper's equations 2.3 to 2.5 written out, with products instead of logarithms."""
    q, people = range(len(labels)), range(len(units[0]))
    truth = [
        [unit.count(label) / sum(own is not None for own in unit) for label in labels]
        for unit in units
    ]
    for _ in range(iterations):
        prior = [sum(row[k] for row in truth) + smoothing for k in q]
        prior = [value / sum(prior) for value in prior]
        confusions = [[[0.0] * len(labels) for _ in q] for _ in people]
        for a in people:
            for k in q:
                counts = [
                    sum(row[k] for row, unit in zip(truth, units, strict=True) if unit[a] == label)
                    + smoothing
                    for label in labels
                ]
                confusions[a][k] = [
                    value / sum(counts) if sum(counts) else 1 / len(labels) for value in counts
                ]
        for u, unit in enumerate(units):
            joint = list(prior)
            for k in q:
                for a in people:
                    if unit[a] is not None:
                        joint[k] *= confusions[a][k][labels.index(unit[a] or "")]
            truth[u] = [value / sum(joint) for value in joint]
    return truth, prior, confusions


@pytest.mark.parametrize("smoothing", [0, 0.01])
def test_dawid_and_skene_equals_its_equations(smoothing: float) -> None:
    chance = np.random.default_rng(2)
    units: list[Unit] = [
        [own if chance.random() < 0.8 else None for own in chance.choice(list("abc"), 4).tolist()]
        for _ in range(30)
    ]
    units = [unit for unit in units if any(unit)]
    found = dawid_skene(
        annotations_of(units, "abc"), smoothing=smoothing, most_iterations=25, tolerance=-1
    )
    assert found.iterations == 25
    for ours, theirs in zip(
        (found.probabilities, found.prior, found.confusions),
        slow_dawid_skene(units, "abc", smoothing, iterations=25),
        strict=True,
    ):
        assert np.allclose(ours, theirs, atol=1e-9)


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
    found = dawid_skene(annotations, smoothing=0)
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


def test_sentences_without_a_label_are_left_out_and_unanimous_ones_are_certain() -> None:
    found = dawid_skene(
        annotations_of([["a", "a", "a"], ["skip", "cannot tell", None], ["b", "b", "b"]] * 4, "ab")
    )
    assert found.sentences.tolist() == [1, 3, 4, 6, 7, 9, 10, 12]
    assert found.probabilities.argmax(axis=1).tolist() == [0, 1] * 4
    assert found.probabilities.max(axis=1).min() > 0.99
    assert dawid_skene(annotations_of([])).probabilities.shape == (0, 4)
    assert not dawid_skene(a_simulated_truth(60)[0], most_iterations=2).converged
