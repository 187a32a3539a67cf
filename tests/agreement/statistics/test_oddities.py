"""Odd labels: worked by hand, and on a simulated campaign with three bad annotators."""

import numpy as np
import pytest

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.oddities import Oddity, oddities, worst_first
from bench.annotators import annotations_of
from tools.campaign.simulated import (
    CLAIM,
    CLAIM_TO_OPINION,
    DOUBT,
    DOUBT_TO_CLAIM,
    OPINION,
    PLANTED,
    simulate,
)

SKIP = -1


def annotations(*rows: tuple[int, ...], articles: int = 1) -> Annotations:
    """Return annotations with a row for each sentence, and in it the labels of people 0, 1, …"""
    entries = [
        (number % articles, number, person, label)
        for number, row in enumerate(rows)
        for person, label in enumerate(row)
    ]
    article, sentence, annotator, label = np.array(entries).T
    return Annotations.from_codes(
        article=article, sentence=sentence, annotator=annotator, label=label, labels=2
    )


def test_the_excess_compares_a_person_with_the_others_on_the_same_sentences() -> None:
    # On the first sentence, person 0 agrees with nobody, and the others with each other. On the
    # second, everybody agrees.
    found = oddities(annotations((0, 1, 1), (1, 1, 1)))
    assert [one.annotator for one in found] == [0, 1, 2]
    assert found[0].excess == pytest.approx(((1 - 0) + (1 - 1)) / 2)
    # Of person 1: half of the others agree, and the two others not at all.
    assert found[1].excess == pytest.approx(((0 - 0.5) + (1 - 1)) / 2)
    assert [(one.differing, one.compared) for one in found] == [(1, 2), (0, 1), (0, 1)]


def test_two_annotators_are_compared_with_all_pairs() -> None:
    found = oddities(annotations((0, 1), (1, 1), (1, 1), (0, 0)))
    assert [one.excess for one in found] == pytest.approx([0, 0])
    assert [one.compared for one in found] == [4, 4]


def test_a_skip_is_a_missing_value() -> None:
    (first, second) = oddities(annotations((0, 0, SKIP), (1, 1, SKIP)))
    assert (first.annotator, second.annotator) == (0, 1)
    assert first.labels == 2


def test_nobody_shares_a_sentence() -> None:
    assert oddities(annotations((0,), (1,))) == []


def test_a_confusion_in_two_articles_is_not_enough() -> None:
    odd, usual = (1, 0, 0, 0), (1, 1, 1, 1)

    def confusion(articles: int) -> object:
        return oddities(annotations(*[odd] * 30, *[usual] * 30, articles=articles))[0].confusion

    assert confusion(2) is None
    assert confusion(3) is not None


def test_little_evidence_is_no_mark() -> None:
    few = oddities(annotations((1, 0, 0, 0), (1, 1, 1, 1), (0, 0, 0, 0), articles=3))
    assert [one.is_worth_a_talk for one in few] == [False] * 4
    assert few[0].excess > 0


def test_the_order_is_by_the_lower_bound_then_by_the_shrunken_excess() -> None:
    def oddity(annotator: int, labels: int, excess: float, least: float) -> Oddity:
        return Oddity(annotator, labels, 0, 0, excess, least, None)

    ordered = worst_first(
        [
            oddity(1, 10, 0.3, -0.2),
            oddity(2, 1000, 0.2, -0.1),
            oddity(3, 500, 0.1, 0.01),
            oddity(4, 500, 0.2, 0.05),
        ]
    )
    assert [one.annotator for one in ordered] == [4, 3, 2, 1]


@pytest.mark.parametrize("seed", range(5))
def test_the_planted_three_come_first_and_are_named_for_their_habit(seed: int) -> None:
    table = worst_first(oddities(annotations_of(simulate(np.random.default_rng(seed)))))
    assert {one.annotator for one in table[:3]} == set(PLANTED)

    confusions = {
        one.annotator: (one.confusion.others, one.confusion.label)
        for one in table[:3]
        if one.confusion
    }
    assert confusions[DOUBT_TO_CLAIM] == (DOUBT, CLAIM)
    assert confusions[CLAIM_TO_OPINION] == (CLAIM, OPINION)


def test_somebody_good_is_hardly_ever_marked() -> None:
    marked = [
        any(
            one.is_worth_a_talk
            for one in oddities(
                annotations_of(simulate(np.random.default_rng(seed), planted=False))
            )
        )
        for seed in range(40)
    ]
    assert np.mean(marked) <= 0.1
