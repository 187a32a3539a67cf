"""Prevalence and its intervals, compared with plain sums, a plain jackknife and a slow model."""

from collections.abc import Sequence
from math import exp, log, sqrt

import numpy as np
import pytest
from scipy import stats

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.true_labels import prevalence as module
from annotator.agreement.statistics.true_labels.answers import Answers
from annotator.agreement.statistics.true_labels.prevalence import (
    GROUPS,
    model_prevalence,
    prevalence,
    sums_by_article,
)
from bench import prevalence as simulation
from tests.support.reliability_tables import Unit
from tests.support.slow_dawid_skene import Matrix, slow_dawid_skene, slow_pooled
from tests.support.tabulate import SKIP, UNSURE, annotations_of

LABELS = "abc"


def interval(value: float, left_out: Sequence[float], articles: int) -> tuple[float, float]:
    """Return the interval of a share, by the steps of docs/agreement.md."""
    distances = [log(x / (1 - x)) - log(value / (1 - value)) for x in left_out]
    squares = sum(d**2 for d in distances)
    kurtosis = articles * sum(d**4 for d in distances) / squares**2
    freedom = min(max(2 * articles / (kurtosis - 1), 1), articles - 1)
    half = stats.t.ppf(0.975, freedom) * sqrt((articles - 1) / articles * squares)
    middle = log(value / (1 - value))
    return 1 / (1 + exp(half - middle)), 1 / (1 + exp(-half - middle))


def same(figure: Figure, value: float, ends: tuple[float, float]) -> bool:
    return (figure.value, figure.low, figure.high) == pytest.approx((value, *ends), abs=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_prevalence_is_a_ratio_of_weighted_sums_with_a_jackknife_over_articles(
    weighted: bool,
) -> None:
    chance = np.random.default_rng(3)
    articles = 25
    article = np.sort(chance.integers(0, articles, 400))
    article[:articles] = range(articles)
    label = chance.integers(0, 3, 400)
    weights = chance.uniform(0.5, 4, articles) if weighted else np.ones(articles)
    one_each = (label == np.arange(3)[:, None]).astype(np.float64)
    sums = sums_by_article(one_each, article, articles)
    found = prevalence(sums, undefined="", weights=weights if weighted else None)

    def share(k: int, without: int | None = None) -> float:
        rows = [(own, w) for own, w in zip(label, weights[article], strict=True)]
        kept = [row for row, a in zip(rows, article, strict=True) if a != without]
        return sum(w for own, w in kept if own == k) / sum(w for _own, w in kept)

    for k, figure in enumerate(found):
        has, lacks = (
            {a for a, own in zip(article.tolist(), label, strict=True) if (own == k) == wanted}
            for wanted in (True, False)
        )
        telling = min(len(has), len(lacks))
        left_out = [share(k, without) for without in range(articles)]
        assert same(figure, share(k), interval(share(k), left_out, telling))
        assert figure.n == 400


def test_an_article_of_weight_two_counts_as_two_in_the_share_and_one_of_none_not_at_all() -> None:
    sums = np.array([[3.0, 1, 5], [1, 3, 0]])
    twice = prevalence(sums, undefined="", weights=np.array([2.0, 1, 0]))
    assert [figure.value for figure in twice] == [7 / 12, 5 / 12]
    assert [figure.n for figure in twice] == [8, 8]


def test_a_rare_label_rests_on_the_articles_that_have_it() -> None:
    def label_in(articles: int) -> list[Figure]:
        sums = np.full((2, 60), 10.0)
        sums[1] = np.arange(60) < articles
        return prevalence(sums, undefined="")

    for articles, reason in ((9, reasons.FEW_ARTICLES), (19, reasons.APPROXIMATE), (20, None)):
        # The other label has the same interval, from the other end.
        assert {figure.reason for figure in label_in(articles)} == {reason}
        assert (label_in(articles)[1].low is None) is (articles < 10)


def test_without_a_sentence_it_is_undefined() -> None:
    nothing = prevalence(np.zeros((2, 3)), undefined="no sentence has a final label")
    assert nothing == [Figure(None, 0, reason="no sentence has a final label")] * 2
    nobody = model_prevalence(annotations_of([[SKIP, UNSURE]] * 3, "ab"))
    assert nobody == [Figure(None, 0, reason="no sentence has a label")] * 2


def units_of(articles: int, seed: int = 5) -> tuple[list[Unit], list[int]]:
    """Three annotators with errors and skips; four to six sentences in each article."""
    chance = np.random.default_rng(seed)
    units: list[Unit] = []
    article_of: list[int] = []
    for article in range(articles):
        habit = chance.dirichlet([6, 5, 5])
        for _ in range(chance.integers(4, 7)):
            truth = chance.choice(list(LABELS), p=habit)
            answers = [
                truth if chance.random() < 0.8 else str(chance.choice([*LABELS, SKIP, UNSURE]))
                for _ in range(3)
            ]
            units.append([own if chance.random() < 0.9 else None for own in answers])
            article_of.append(article)
    return units, article_of


@pytest.mark.parametrize("articles", [18, 33])
def test_the_models_prevalence_is_that_of_models_without_each_group(articles: int) -> None:
    units, article_of = units_of(articles)
    weights = np.random.default_rng(1).uniform(0.5, 4, articles)
    annotations = annotations_of(units, LABELS, article_of)
    found = model_prevalence(annotations, weights=weights)

    answered = [u for u, unit in enumerate(units) if any(own in LABELS for own in unit if own)]
    labels_only: list[Unit] = [
        [own if own in (*LABELS,) else None for own in units[u]] for u in answered
    ]

    def is_fit(unit: Unit) -> bool:
        given = sum(own in (*LABELS,) for own in unit)
        return unit.count(SKIP) < given + unit.count(UNSURE) and unit.count(UNSURE) < given

    def model(kept: Sequence[int], start: Matrix | None) -> Matrix:
        """Return the probabilities of the kept of the answered sentences."""
        return slow_dawid_skene(
            [labels_only[at] for at in kept],
            LABELS,
            slow_pooled,
            500,
            start=None if start is None else [start[at] for at in kept],
            tolerance=0.001,
        )[0]

    def shares(kept: Sequence[int], truth: Matrix) -> list[float]:
        sums = [0.0] * 3
        for at, row in zip(kept, truth, strict=True):
            if is_fit(units[answered[at]]):
                weight = weights[article_of[answered[at]]]
                sums = [total + weight * own for total, own in zip(sums, row, strict=True)]
        return [total / sum(sums) for total in sums]

    everything = range(len(answered))
    truth = model(everything, None)
    whole = shares(everything, truth)
    groups = min(GROUPS, articles)
    without = []
    for group in range(groups):
        kept = [at for at in everything if article_of[answered[at]] % groups != group]
        without.append(shares(kept, model(kept, truth)))

    for k, figure in enumerate(found):
        has, lacks = (
            sum(
                sum(
                    (row[k] if wanted else 1 - row[k])
                    for at, row in enumerate(truth)
                    if article_of[answered[at]] == article and is_fit(units[answered[at]])
                )
                >= 0.5
                for article in range(articles)
            )
            for wanted in (True, False)
        )
        telling = min(has, lacks, groups)
        assert telling >= 10
        assert same(figure, whole[k], interval(whole[k], [row[k] for row in without], telling))
        assert figure.n == sum(map(is_fit, units))


def test_a_model_of_too_many_different_answers_is_not_estimated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    annotations = annotations_of([["a", "b"], ["a", "b"], ["a", None]], "ab")
    monkeypatch.setattr(module, "MAX_LABELS", 3)
    assert all(figure.value is not None for figure in model_prevalence(annotations))
    monkeypatch.setattr(module, "MAX_LABELS", 2)
    left = model_prevalence(annotations)
    assert left == [Figure(None, 0, reason=reasons.TOO_MANY_ANSWERS)] * 2


@pytest.mark.parametrize("people", [3, 40])
def test_sentences_with_the_same_answers_share_a_list(people: int) -> None:
    """40 answers by 40 people are more than one number can hold."""
    chance = np.random.default_rng(people)
    kinds: list[Unit] = [
        [own if chance.random() < 0.9 else None for own in chance.choice(["a", "b", SKIP], people)]
        for _ in range(12)
    ]
    # Kinds that differ in the last person alone, too.
    kinds += [[*kind[:-1], "b" if kind[-1] == "a" else "a"] for kind in kinds]
    units = [kinds[kind] for kind in chance.integers(0, len(kinds), 200)]
    answers = Answers.from_annotations(annotations_of(units, "ab"))

    given = [tuple(own if own in ("a", "b") else None for own in unit) for unit in units]
    labelled = [row for row in given if any(row)]
    assert len(set(zip(labelled, answers.alike.tolist(), strict=True))) == len(set(labelled))
    assert answers.lists == len(set(labelled))
    assert answers.times().tolist() == [
        np.count_nonzero(answers.alike == number) for number in range(answers.lists)
    ]


def test_intervals_of_the_model_hold_where_those_of_fixed_probabilities_do_not() -> None:
    setting = simulation.SETTINGS["3 annotators, one careless"]
    found = simulation.cover(setting, teams=3, projects=6, sizes=(80,))[80]

    held = {name: np.nanmean(tally.held) for name, tally in found.items()}
    assert held["final labels"] > 0.85
    assert held["model"] > 0.85
    assert held["as they are"] < held["model"]
