from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask

from annotator.agreement.statistics.coefficients import krippendorff_alpha, percent_agreement
from annotator.agreement.statistics.intervals import figure, replicate_sums
from annotator.agreement.statistics.sums import Counts, article_sums, unit_sums
from tests.agreement.tables import TABLES, Table, Unit


def counts_of(units: Sequence[Unit]) -> Counts:
    labels = sorted({value for unit in units for value in unit if value is not None}) or ["none"]
    return np.array([[unit.count(label) for label in labels] for unit in units], dtype=np.int64)


def one_article(units: Sequence[Unit]) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    counts = counts_of(units)
    return article_sums(counts, np.zeros(len(counts), dtype=np.int64)).sum(axis=0)


def naive_alpha(units: Sequence[Unit]) -> float | None:
    """Alpha by its first definition, pair by pair: observed disagreement within units, expected over all values."""
    said = [[value for value in unit if value is not None] for unit in units]
    said = [values for values in said if len(values) > 1]
    everything = [value for values in said for value in values]
    n = len(everything)
    observed = sum(sum(a != b for a in values for b in values) / (len(values) - 1) for values in said) / n if n else 0
    expected = sum(a != b for a in everything for b in everything) / (n * (n - 1)) if n > 1 else 0
    return 1 - observed / expected if expected else None


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.source[:40])
def test_published_tables_come_out_as_printed(table: Table) -> None:
    sums = one_article(table.units)
    if table.alpha is not None:
        assert round(float(krippendorff_alpha(sums)), 3) == table.alpha
    if table.percent is not None:
        assert round(float(percent_agreement(sums)), 3) == table.percent
    assert float(krippendorff_alpha(sums)) == pytest.approx(naive_alpha(table.units), abs=1e-12)


@pytest.mark.parametrize(
    ("units", "alpha", "percent"),
    [
        ([["a", "a", "a"]] * 5, None, 1.0),
        ([["a", None], [None, "b"], ["a", None]], None, None),
        ([], None, None),
        ([["a", "a"], ["b", "b"], ["a", "a"]], 1.0, 1.0),
        ([["a", "a", "a"], ["a", "b", None], ["b", "b", "b"], ["b", "a", None]], 0.28, 0.5),
        ([["a", "a"], ["a", "b"], ["a", "a"], ["a", "b"]], -1 / 6, 0.5),
    ],
    ids=["one label", "nothing pairable", "nothing", "perfect", "unequal counts", "constant annotator"],
)
def test_degenerate_tables_are_said_to_be_so(units: list[Unit], alpha: float | None, percent: float | None) -> None:
    sums = one_article(units) if units else np.zeros(6)
    assert float(krippendorff_alpha(sums)) == pytest.approx(np.nan if alpha is None else alpha, nan_ok=True)
    assert float(percent_agreement(sums)) == pytest.approx(np.nan if percent is None else percent, nan_ok=True)


sparse_tables = st.integers(2, 5).flatmap(
    lambda annotators: st.lists(
        st.lists(st.sampled_from([None, "a", "b", "c", "d"]), min_size=annotators, max_size=annotators),
        min_size=1,
        max_size=12,
    )
)


@settings(max_examples=200, deadline=None)
@given(sparse_tables)
def test_alpha_equals_its_definition_and_nltk(units: list[Unit]) -> None:
    ours = float(krippendorff_alpha(one_article(units)))
    expected = naive_alpha(units)
    assert ours == pytest.approx(np.nan if expected is None else expected, abs=1e-9, nan_ok=True)
    pairable = [unit for unit in units if sum(value is not None for value in unit) > 1]
    if expected is not None:
        said = [(c, u, v) for u, unit in enumerate(pairable) for c, v in enumerate(unit) if v is not None]
        assert ours == pytest.approx(AnnotationTask(said).alpha(), abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(sparse_tables, st.randoms())
def test_the_order_of_units_and_annotators_means_nothing(units: list[Unit], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = [list(unit) for unit in units]
    chance.shuffle(shuffled)
    for unit in shuffled:
        chance.shuffle(unit)
    before, after = one_article(units), one_article(shuffled)
    for coefficient in (krippendorff_alpha, percent_agreement):
        assert float(coefficient(after)) == pytest.approx(float(coefficient(before)), abs=1e-12, nan_ok=True)


def test_the_sums_of_articles_add_up_to_the_sums_of_all() -> None:
    counts = counts_of(TABLES[0].units)
    articles = np.arange(len(counts)) % 4
    assert np.allclose(
        article_sums(counts, articles).sum(axis=0), unit_sums(counts[counts.sum(axis=1) > 1]).sum(axis=0)
    )


def intervals(articles: int, seed: int = 0):  # type: ignore[no-untyped-def]
    chance = np.random.default_rng(7)
    counts = chance.multinomial(3, [0.6, 0.3, 0.1], size=articles * 8)
    sums = article_sums(counts, np.repeat(np.arange(articles), 8))
    resampled = replicate_sums(sums, replicates=500, seed=seed)
    return figure(krippendorff_alpha, sums, resampled, n=len(counts), undefined="undefined")


def test_an_interval_holds_the_value_and_narrows_with_articles() -> None:
    few, many = intervals(12), intervals(300)
    assert few.low < few.value < few.high
    assert many.high - many.low < (few.high - few.low) / 2


def test_the_same_seed_gives_the_same_interval() -> None:
    assert intervals(20) == intervals(20)
    assert intervals(20) != intervals(20, seed=1)


def test_no_interval_rests_on_fewer_than_ten_articles() -> None:
    made = intervals(9)
    assert made.value is not None
    assert (made.low, made.high) == (None, None)
    assert made.reason == "an interval needs at least 10 articles"


def test_no_interval_where_many_resamples_are_undefined() -> None:
    counts = np.array([[2, 0]] * 11 + [[1, 1]])
    sums = article_sums(counts, np.arange(12))
    made = figure(krippendorff_alpha, sums, replicate_sums(sums, replicates=400, seed=0), n=12, undefined="")
    assert made.value is not None
    assert made.low is None
    assert "too many of the resamples" in (made.reason or "")


def test_large_resamples_are_drawn_in_parts_and_stay_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    sums = article_sums(counts_of(TABLES[0].units), np.arange(12))
    whole = replicate_sums(sums, replicates=50, seed=3)
    monkeypatch.setattr("annotator.agreement.statistics.intervals.CELLS", 100)
    assert np.array_equal(whole, replicate_sums(sums, replicates=50, seed=3))
    assert all(np.isfinite(a).all() for a, _ in pairwise(whole))
