import numpy as np
import pytest

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.pace_and_trend import median_seconds, trends


def annotations(label: list[int], annotator: list[int], sentence: list[int]) -> Annotations:
    return Annotations.from_codes(
        article=np.zeros(len(label), int),
        sentence=np.array(sentence),
        annotator=np.array(annotator),
        label=np.array(label),
        labels=2,
    )


@pytest.mark.parametrize(
    ("tenths", "median"),
    [([40], 4.0), ([10, 20, 90], 2.0), ([10, 20, 30, 90], 2.5), ([-1, 30, -1], 3.0)],
)
def test_the_median_of_times_leaves_out_missing_ones(tenths: list[int], median: float) -> None:
    n = len(tenths)
    rows = annotations([0] * n, [7] * n, list(range(n)))
    assert median_seconds(rows, np.array(tenths)) == {7: median}


def test_without_times_there_is_no_median() -> None:
    assert median_seconds(annotations([0], [7], [1]), np.array([-1])) == {}


def test_a_trend_has_tenths_of_the_work_in_the_order_of_time() -> None:
    # Person 1 always says 0; person 2 as well in the second half of the time.
    n = 20
    at = np.arange(n)[::-1]
    label = np.where(at >= 10, 0, 1)
    rows = annotations([0] * n + label.tolist(), [1] * n + [2] * n, list(range(n)) * 2)
    order = np.argsort(np.array(list(range(n)) * 2) * 10 + np.array([1] * n + [2] * n))
    found = trends(rows, np.concatenate([at, at])[order])
    assert [part.n for part in found[2]] == [2] * 10
    assert [part.share for part in found[2]] == [0] * 5 + [1] * 5


def test_little_work_has_fewer_parts() -> None:
    rows = annotations([0, 0, 1, 0], [1, 2, 1, 2], [5, 5, 6, 6])
    found = trends(rows, np.array([10, 11, 20, 21]))
    assert [part.share for part in found[1]] == [1, 0]


def test_nobody_shares_a_sentence() -> None:
    assert trends(annotations([0, 1], [1, 2], [5, 6]), np.array([1, 2])) == {}
