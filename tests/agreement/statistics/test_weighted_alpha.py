"""Alpha with distances between labels, compared with NLTK and with the nominal alpha."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask

from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.summary import summarise
from annotator.agreement.statistics.sums import article_sums
from annotator.agreement.statistics.weighted_alpha import weighted_alpha
from tests.agreement.statistics.test_coefficients import sparse_tables
from tests.agreement.statistics.test_intervals import (
    FEW,
    a_project,
    plain_jackknife,
    without_article,
)
from tests.support.reliability_tables import Unit
from tests.support.tabulate import SKIPS, annotations_of

LABELS = "abcd"
NOMINAL = 1 - np.eye(len(LABELS))


def some_distances(values: list[float]) -> Floats:
    """Return the distances of four labels from those of their six pairs."""
    matrix = np.zeros((4, 4))
    matrix[np.triu_indices(4, 1)] = values
    return matrix + matrix.T


@settings(max_examples=100, deadline=None)
@given(sparse_tables(), st.lists(st.sampled_from([0.25, 0.5, 1.0]), min_size=6, max_size=6))
def test_alpha_equals_nltk_with_the_same_distances(units: list[Unit], values: list[float]) -> None:
    distances = some_distances(values)
    pairable = [
        [(str(a), str(u), label) for a, label in enumerate(unit) if label not in (None, *SKIPS)]
        for u, unit in enumerate(units)
    ]
    data = [entry for unit in pairable if len(unit) > 1 for entry in unit]
    found = weighted_alpha(annotations_of(units), distances)
    if len({label for _, _, label in data}) < 2:
        assert found.value is None
        return

    task = AnnotationTask(
        data=data,
        distance=lambda one, other: distances[LABELS.index(one), LABELS.index(other)],
    )
    assert found.value == pytest.approx(task.alpha(), abs=1e-9)
    assert found.n == sum(len(unit) > 1 for unit in pairable)


def test_equal_distances_give_the_nominal_alpha_and_its_interval() -> None:
    annotations = a_project(24)
    nominal = summarise(article_sums(annotations)).krippendorff_alpha
    found = weighted_alpha(annotations, 1 - np.eye(3))
    assert (found.value, found.low, found.high) == pytest.approx(
        (nominal.value, nominal.low, nominal.high), abs=1e-12
    )
    assert (found.n, found.reason) == (nominal.n, nominal.reason)


def test_the_interval_leaves_out_one_article_at_a_time() -> None:
    annotations = a_project(24)
    distances = np.array([[0, 0.3, 1], [0.3, 0, 0.5], [1, 0.5, 0]])
    found = weighted_alpha(annotations, distances)
    left_out = [
        weighted_alpha(without_article(annotations, number), distances).value
        for number in range(24)
    ]
    assert found.value is not None
    expected = plain_jackknife(
        "alpha", found.value, [value for value in left_out if value is not None], 24
    )
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-9)


def test_labels_without_distance_are_one_label() -> None:
    distances = NOMINAL.copy()
    distances[0, 1] = distances[1, 0] = 0
    units: list[Unit] = [["a", "b"], ["c", "c"], ["b", "c"], ["a", "a"]]
    merged: list[Unit] = [["a", "a"], ["c", "c"], ["a", "c"], ["a", "a"]]
    found = weighted_alpha(annotations_of(units), distances)
    assert found.value == pytest.approx(weighted_alpha(annotations_of(merged), NOMINAL).value)
    assert found.reason == FEW

    same = weighted_alpha(annotations_of([["a", "b"], ["b", "b"]]), distances)
    assert same == Figure(
        None, 2, reason="all labels on sentences with two labels have the distance 0"
    )
    assert weighted_alpha(annotations_of([["a"]]), distances).reason == "no sentence has two labels"
