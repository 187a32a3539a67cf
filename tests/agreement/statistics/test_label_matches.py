"""Matches with adjudicators and with the majority of the others, compared with a plain count."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.statistics.annotators.label_matches import (
    matches_with_adjudicated,
    matches_with_majority,
)
from annotator.agreement.statistics.true_labels.majority import NO_LABEL
from tests.agreement.statistics.test_coefficients import sparse_tables
from tests.agreement.statistics.test_intervals import plain_jackknife
from tests.support.plain_rules import plain_final_label
from tests.support.reliability_tables import Unit
from tests.support.tabulate import annotations_of

SKIPS = ("skip", "cannot tell", None)
AS_ANSWER = {"skip": "question", "cannot tell": "cannot_tell"}
# The units of an annotator that are compared: (unit, 1 if the labels are the same, else 0).
Compared = list[tuple[int, int]]


def compare_with_majority(units: list[Unit]) -> dict[int, Compared]:
    """Compare with the final label that the others alone would give, if any."""
    found: dict[int, Compared] = {}
    for u, unit in enumerate(units):
        for a, own in enumerate(unit):
            others = [AS_ANSWER.get(x, x) for b, x in enumerate(unit) if b != a and x is not None]
            label, _origin = plain_final_label(others, "abcd")
            if own not in SKIPS and label:
                found.setdefault(a, []).append((u, int(label == own)))
    return found


def compare_with_gold(
    units: list[Unit], gold: list[str | None], by: list[int]
) -> dict[int, Compared]:
    """Compare with the gold labels that others decided on."""
    found: dict[int, Compared] = {}
    for u, unit in enumerate(units):
        for a, own in enumerate(unit):
            if own not in SKIPS and gold[u] is not None and by[u] != a:
                found.setdefault(a, []).append((u, int(own == gold[u])))
    return found


@settings(max_examples=150, deadline=None)
@given(sparse_tables(), st.data())
def test_shares_equal_a_plain_count(units: list[Unit], data: st.DataObject) -> None:
    annotations = annotations_of(units)
    gold = data.draw(
        st.lists(st.sampled_from(["a", "b", None]), min_size=len(units), max_size=len(units))
    )
    by = data.draw(st.lists(st.integers(0, 9), min_size=len(units), max_size=len(units)))
    numbers = np.array([NO_LABEL if label is None else "abcd".index(label) for label in gold])
    kept = annotations.sentences - 1
    adjudicated = matches_with_adjudicated(annotations, numbers[kept], np.array(by)[kept])
    for found, expected in (
        (matches_with_majority(annotations), compare_with_majority(units)),
        (adjudicated, compare_with_gold(units, gold, by)),
    ):
        assert {code: figure.n for code, figure in found.items()} == {
            a: len(compared) for a, compared in expected.items()
        }
        for code, figure in found.items():
            same = [equal for _, equal in expected[code]]
            assert figure.value == pytest.approx(sum(same) / len(same), abs=1e-12)


def test_an_annotators_own_label_has_no_vote() -> None:
    units: list[Unit] = [
        ["a", "b"],
        ["a", "a"],
        ["a", "b", "a"],
        ["a", "b", "c"],
        ["b", "a", "a", "c"],
    ]
    found = matches_with_majority(annotations_of(units))
    assert (found[0].value, found[0].n) == (1 / 3, 3)
    assert (found[1].value, found[1].n) == (1 / 3, 3)
    assert 2 not in found, "the others of the third are tied each time"
    assert found[0].reason == "no interval (fewer than 10 articles)"


def test_the_others_have_no_majority_if_half_of_them_skip_or_can_not_tell() -> None:
    units: list[Unit] = [
        ["a", "a", "skip"],
        ["a", "a", "cannot tell"],
        ["a", "b", "b", "skip"],
        ["a", "b", "b", "cannot tell"],
    ]
    found = matches_with_majority(annotations_of(units))
    assert (found[0].value, found[0].n) == (0, 2)


def test_without_anything_to_compare_with_there_are_no_shares() -> None:
    alone = annotations_of([["a"], ["b"]])
    assert matches_with_majority(alone) == {}
    assert matches_with_adjudicated(alone, np.full(2, NO_LABEL), np.zeros(2, np.int64)) == {}


def test_the_interval_leaves_out_one_article_at_a_time() -> None:
    chance = np.random.default_rng(5)
    units: list[Unit] = [chance.choice(list("aab"), 3).tolist() for _ in range(60)]
    articles = [u // 4 for u in range(60)]
    found = matches_with_majority(annotations_of(units, articles=articles))

    for annotator, compared in compare_with_majority(units).items():
        value = found[annotator]
        assert value.value is not None
        without = []
        for article in range(15):
            same = [equal for u, equal in compared if articles[u] != article]
            without.append(sum(same) / len(same))
        # Where somebody always agreed with the others, agreement can't be told from habit.
        by_article: dict[int, set[int]] = {}
        for u, equal in compared:
            by_article.setdefault(articles[u], set()).add(equal)
        rests_on = min(
            sum(answer in answers for answers in by_article.values()) for answer in (0, 1)
        )
        low, high = plain_jackknife("percent", value.value, without, rests_on)
        if rests_on >= 10:
            assert (value.low, value.high) == pytest.approx((low, high), abs=1e-9)
        else:
            assert value.low is None
