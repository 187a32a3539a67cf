"""Alpha without one annotator."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.leave_one_out import Without, leave_one_out
from annotator.agreement.statistics.sums import article_sums
from tests.agreement.statistics.test_coefficients import sparse_tables
from tests.support.reliability_tables import Unit
from tests.support.tabulate import annotations_of, summary_of


def without_each(annotations: Annotations) -> list[Without]:
    return leave_one_out(annotations, article_sums(annotations))


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
