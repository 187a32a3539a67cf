"""The coefficients, compared with published tables, their definitions and other programs."""

import doctest
import warnings
from collections import Counter
from collections.abc import Sequence
from itertools import permutations
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score, confusion_matrix
from statsmodels.stats.inter_rater import aggregate_raters
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss_kappa

from annotator.agreement.statistics import arrays, coefficients
from annotator.agreement.statistics.annotations import NOT_IN_ARTICLE, Annotations
from annotator.agreement.statistics.annotators.pairs import pair_figures
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.summary import Summary, summarise
from annotator.agreement.statistics.sums import article_sums, confusion
from tests.support.reliability_tables import TABLES, Table, Unit
from tests.support.tabulate import SKIP, UNSURE, annotations_of, summary_of


def computed(units: Sequence[Unit], labels: Sequence[str]) -> dict[object, float | None]:
    """Return every coefficient by the name that the tables use."""
    summary = summary_of(units, labels)
    values: dict[object, float | None] = {
        name: getattr(summary, name).value
        for name in ("percent_agreement", "krippendorff_alpha", "fleiss_kappa", "gwet_ac1")
    }
    for label, figures in zip(labels, summary.per_label, strict=True):
        values["label_alpha", label] = figures.krippendorff_alpha.value
        values["specific_agreement", label] = figures.specific_agreement.value
    for pair in pair_figures(annotations_of(units, labels)):
        values["cohen_kappa", *pair.annotators] = values["cohen_kappa"] = pair.cohen_kappa.value
    return values


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_published_tables_give_the_printed_values(table: Table) -> None:
    values = computed(table.units, table.labels)
    for name, printed in table.printed.items():
        assert f"{values[name]:.{len(printed.split('.')[1])}f}" == printed, name


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_tables_give_the_values_of_independent_programs(table: Table) -> None:
    values = computed(table.units, table.labels)
    assert table.computed
    for name, value in table.computed.items():
        assert values[name] == pytest.approx(value, abs=1e-9), name


@pytest.mark.parametrize(
    ("units", "q", "values"),
    [
        ([["a", "a", "a"]] * 5, 4, (1.0, None, None, 1.0, None)),
        ([["a", None], [None, "b"], ["a", None]], 4, (None, None, None, None, None)),
        ([], 4, (None, None, None, None, None)),
        ([["a", "a"], ["b", "b"], ["a", "a"]], 4, (1.0, 1.0, 1.0, 1.0, 1.0)),
        ([["a", "a", "a"], ["a", "b", None], ["b", "b", "b"], ["b", "a", None]], 2, (0.5, 0.28,
        0.0, 0.0, 0.0)),
        ([["a", "a"], ["a", "b"], ["a", "a"], ["a", "b"]], 4, (0.5, -1 / 6, -1 / 3, 3 / 7, 0.0)),
        ([["a", "a"], ["b", None]], 4, (1.0, None, 1.0, 1.0, None)),
        ([["a", "a"]], 1, (1.0, None, None, None, None)),
    ],
    ids=["one label", "nothing "
                      "pairable", "nothing", "perfect", "unequal counts", "constant annotator",
         "the second label on an unpairable sentence", "the project has one label"],
)  # fmt: skip
def test_degenerate_tables_have_no_value_or_the_right_one(
    units: list[Unit], q: int, values: tuple[float | None, ...]
) -> None:
    found = computed(units, "abcd"[:q])
    names = ("percent_agreement", "krippendorff_alpha", "fleiss_kappa", "gwet_ac1", "cohen_kappa")
    if len(units) == 4 and len(units[0]) == 3:
        assert found["cohen_kappa", 0, 1] == values[4]
        names, values = names[:4], values[:4]
    for name, value in zip(names, values, strict=True):
        assert found.get(name) == (value if value is None else pytest.approx(value, abs=1e-12)), (
            name
        )


def test_the_kappa_of_a_constant_annotator_is_exactly_zero() -> None:
    assert computed([["a", "a"], ["a", "b"], ["a", "c"]] * 7, "abc")["cohen_kappa"] == 0.0


def test_each_undefined_case_has_its_own_reason() -> None:
    nothing, one = summary_of([["a", None], [None, "b"]]), summary_of([["a", "a"]])
    assert nothing.percent_agreement == Figure(None, 0, reason="no sentence has two labels")
    assert (
        nothing.krippendorff_alpha.reason
        == nothing.fleiss_kappa.reason
        == nothing.percent_agreement.reason
    )
    assert (
        nothing.gwet_ac1.reason
        == nothing.per_label[0].krippendorff_alpha.reason
        == "no sentence has two labels"
    )
    assert nothing.skip_percent_agreement.reason == "no sentence was seen by two annotators"
    assert nothing.target_percent_agreement.reason == "fewer than two targets on every sentence"
    assert nothing.own_target_percent_agreement == nothing.target_percent_agreement
    assert one.krippendorff_alpha == Figure(None, 1, reason="only one label was used")
    assert one.fleiss_kappa.reason == "only one label was used"
    assert one.per_label[0].krippendorff_alpha.reason == "only this label was used"
    assert (
        one.per_label[1].krippendorff_alpha.reason
        == "label not used on any sentence with two or more labels"
    )
    assert one.per_label[1].specific_agreement == Figure(
        None, 0, reason="label not used on any sentence with two or more labels"
    )
    assert one.skip_krippendorff_alpha.reason == "no sentence was skipped"
    assert summary_of([[SKIP, SKIP]]).skip_krippendorff_alpha.reason == "every sentence was skipped"
    assert summary_of([["a", "a"]], labels="a").gwet_ac1.reason == "the project has only one label"
    assert summary_of([]).cannot_tell_share is None
    # Sentences with a single label have other labels, but the reason is only about pairable ones.
    shared = summary_of([["a", "a"], ["b", None], [SKIP, None]])
    assert shared.krippendorff_alpha.reason == "all sentences with two labels have the same label"
    assert (
        shared.per_label[0].krippendorff_alpha.reason
        == "all sentences with two labels have only this label"
    )
    assert (
        shared.skip_krippendorff_alpha.reason == "nobody skipped a sentence that two annotators saw"
    )
    skipped = summary_of([[SKIP, SKIP], ["a", None]]).skip_krippendorff_alpha
    assert skipped.reason == "every sentence that two annotators saw was skipped by all of them"
    (pair,) = pair_figures(annotations_of([["a", "a"]] * 3))
    assert pair.cohen_kappa == Figure(
        None, 3, reason="neither annotator used more than one label, and it was the same one"
    )


def test_skips_are_missing_values_with_figures_of_their_own() -> None:
    units = [
        ["a", "a"],
        ["a", SKIP],
        ["b", UNSURE],
        [SKIP, SKIP],
        [UNSURE, UNSURE],
        [UNSURE, SKIP],
        [None, UNSURE],
    ]
    summary = summary_of(units)
    assert (summary.sentences, summary.annotations, summary.pairable) == (7, 13, 1)
    assert summary.percent_agreement.value == 1.0
    assert summary.skip_percent_agreement == Figure(
        4 / 6, 6, reason="no interval (fewer than 10 articles)"
    )
    recoded = [["-" if answer == SKIP else "+" for answer in unit] for unit in units[:6]]
    assert summary.skip_krippendorff_alpha.value == pytest.approx(naive_alpha(recoded))
    assert (summary.cannot_tell, summary.cannot_tell_share) == (5, 5 / 13)
    as_label: list[Unit] = [["a", "a"], ["b", "?"], ["?", "?"]]
    assert summary.cannot_tell_krippendorff_alpha.value == pytest.approx(naive_alpha(as_label))
    assert summary.cannot_tell_krippendorff_alpha.n == 3


def test_targets_agree_on_the_same_sentence_or_when_both_are_not_in_the_article() -> None:
    units = [
        ["b", "b", "b"],
        ["b", "b", None],
        ["b", "a", "b"],
        ["b", "b", None],
        ["b", SKIP, None],
    ]
    targets = {
        (0, 0): 2, (0, 1): 2, (0, 2): 3,
        (1, 0): NOT_IN_ARTICLE, (1, 1): NOT_IN_ARTICLE,
        (2, 0): 1, (2, 1): 1, (2, 2): NOT_IN_ARTICLE,
        (3, 0): 1,
        (4, 0): 1, (4, 1): 1,
    }  # fmt: skip
    annotations = annotations_of(units, "ab", targets=targets)
    sums = article_sums(annotations, takes_target=[1])
    figure = summarise(sums).target_percent_agreement
    assert (figure.value, figure.n) == (pytest.approx((1 / 3 + 1 + 0) / 3), 3)


def test_pairs_of_targets_count_apart_where_neither_person_took_a_candidate() -> None:
    targets = {
        (0, 0): 2, (0, 1): 2, (0, 2): 3,
        (1, 0): 1, (1, 1): 1,
        (2, 0): 1, (2, 1): NOT_IN_ARTICLE, (2, 2): 1,
    }  # fmt: skip
    ranks = {(0, 0): 1, (1, 0): 1, (1, 1): 2, (2, 1): 0}
    units = [["b", "b", "b"], ["b", "b", None], ["b", "b", "b"]]

    summary = summarise(
        article_sums(annotations_of(units, "ab", targets=targets, ranks=ranks), takes_target=[1])
    )

    every, own = summary.target_percent_agreement, summary.own_target_percent_agreement
    assert (every.value, every.n) == (pytest.approx((1 / 3 + 1 + 1 / 3) / 3), 3)
    # Of the first sentence 2 and 3 are left, of the second nothing, of the third everything.
    assert (own.value, own.n) == (pytest.approx((0 + 1 / 3) / 2), 2)


def test_without_pairs_that_took_no_candidate_the_reason_says_so() -> None:
    annotations = annotations_of(
        [["b", "b"]], "ab", targets={(0, 0): 1, (0, 1): 1}, ranks={(0, 0): 1, (0, 1): 0}
    )

    summary = summarise(article_sums(annotations, takes_target=[1]))

    assert summary.target_percent_agreement.value == 1
    assert summary.own_target_percent_agreement == Figure(
        None, 0, reason="no sentence has two targets that aren’t accepted candidates"
    )


def naive_alpha(units: Sequence[Unit]) -> float | None:
    """Return alpha by its definition, pair by pair.

    Disagreement is observed within units and expected over all values.
    """
    pairable = [[value for value in unit if value is not None] for unit in units]
    pairable = [values for values in pairable if len(values) > 1]
    everything = [value for values in pairable for value in values]
    n = len(everything)
    observed = (
        sum(sum(a != b for a in values for b in values) / (len(values) - 1) for values in pairable)
        / n
        if n
        else 0
    )
    expected = sum(a != b for a in everything for b in everything) / (n * (n - 1)) if n > 1 else 0
    return 1 - observed / expected if expected else None


@st.composite
def sparse_tables(draw: st.DrawFn, values: str = "abcd") -> list[Unit]:
    annotators = draw(st.integers(2, 5))
    row = st.lists(st.sampled_from([None, *values]), min_size=annotators, max_size=annotators)
    return draw(st.lists(row, min_size=1, max_size=12))


@st.composite
def full_tables(draw: st.DrawFn) -> list[Unit]:
    annotators = draw(st.integers(2, 5))
    row = st.lists(st.sampled_from("abcd"), min_size=annotators, max_size=annotators)
    return draw(st.lists(row, min_size=1, max_size=12))


@settings(max_examples=200, deadline=None)
@given(sparse_tables())
def test_alpha_equals_its_definition_and_nltk(units: list[Unit]) -> None:
    ours = summary_of(units).krippendorff_alpha.value
    expected = naive_alpha(units)
    assert ours == (expected if expected is None else pytest.approx(expected, abs=1e-9))
    pairable = [unit for unit in units if sum(value is not None for value in unit) > 1]
    if expected is not None:
        triples = [
            (c, u, v)
            for u, unit in enumerate(pairable)
            for c, v in enumerate(unit)
            if v is not None
        ]
        assert ours == pytest.approx(AnnotationTask(triples).alpha(), abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(sparse_tables())
def test_the_alpha_of_a_label_is_alpha_after_recoding(units: list[Unit]) -> None:
    for label, figures in zip("abcd", summary_of(units).per_label, strict=True):
        recoded = [[own and ("+" if own == label else "-") for own in unit] for unit in units]
        expected = naive_alpha(recoded)
        assert figures.krippendorff_alpha.value == (
            None if expected is None else pytest.approx(expected, abs=1e-9)
        )


@settings(max_examples=100, deadline=None)
@given(sparse_tables())
def test_cohens_kappa_equals_scikit_learn(units: list[Unit]) -> None:
    for pair in pair_figures(annotations_of(units)):
        first, second = pair.annotators
        both = [(unit[first], unit[second]) for unit in units if unit[first] and unit[second]]
        assert pair.cohen_kappa.n == len(both)
        assert pair.percent_agreement.value == pytest.approx(
            sum(a == b for a, b in both) / len(both)
        )
        if len({label for labels in both for label in labels}) == 1:
            # Here scikit-learn divides by zero.
            assert pair.cohen_kappa.value is None
        else:
            assert pair.cohen_kappa.value == pytest.approx(
                cohen_kappa_score(*zip(*both, strict=True)), abs=1e-9
            )


@settings(max_examples=100, deadline=None)
@given(sparse_tables())
def test_the_confusion_matrix_equals_scikit_learn_over_ordered_pairs(units: list[Unit]) -> None:
    expected = np.zeros((4, 4), dtype=np.int64)
    for first, second in permutations(range(len(units[0])), 2):
        both = [(unit[first], unit[second]) for unit in units if unit[first] and unit[second]]
        if both:
            expected += confusion_matrix(*zip(*both, strict=True), labels=list("abcd"))
    found = confusion(annotations_of(units))
    assert np.issubdtype(found.dtype, np.integer)
    assert np.array_equal(found, expected)


@settings(max_examples=100, deadline=None)
@given(full_tables())
def test_fleiss_kappa_equals_statsmodels_on_equal_counts(units: list[Unit]) -> None:
    ours = summary_of(units).fleiss_kappa.value
    counts, _ = aggregate_raters(
        np.array([["abcd".index(label or "") for label in unit] for unit in units]), n_cat=4
    )
    assert np.array_equal(annotations_of(units).counts().T, counts)
    if ours is None:
        # Here statsmodels divides by zero.
        assert len({label for unit in units for label in unit}) == 1
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert ours == pytest.approx(statsmodels_fleiss_kappa(counts), abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(sparse_tables())
def test_the_other_coefficients_equal_their_definitions(units: list[Unit]) -> None:
    summary = summary_of(units)
    labels = [[value for value in unit if value] for unit in units]
    pairable = [values for values in labels if len(values) > 1]
    labelled = [values for values in labels if values]
    if not pairable:
        return
    observed = np.mean(
        [np.mean([a == b for a, b in permutations(values, 2)]) for values in pairable]
    )
    assert summary.percent_agreement.value == pytest.approx(observed, abs=1e-12)
    pi = {k: np.mean([values.count(k) / len(values) for values in labelled]) for k in "abcd"}
    by_chance = sum(share**2 for share in pi.values())
    if by_chance < 1:
        assert summary.fleiss_kappa.value == pytest.approx(
            (observed - by_chance) / (1 - by_chance), abs=1e-9
        )
    by_chance = sum(share * (1 - share) for share in pi.values()) / 3
    assert summary.gwet_ac1.value == pytest.approx(
        (observed - by_chance) / (1 - by_chance), abs=1e-9
    )
    for k, figures in zip("abcd", summary.per_label, strict=True):
        each = [
            np.mean([other == k for j, other in enumerate(values) if j != i])
            for values in pairable
            for i, value in enumerate(values)
            if value == k
        ]
        assert figures.count == sum(values.count(k) for values in labels)
        assert figures.specific_agreement.n == sum(k in values for values in pairable)
        if each:
            assert figures.specific_agreement.value == pytest.approx(np.mean(each), abs=1e-12)


def values_of(summary: Summary) -> list[float | None]:
    figures = [value for value in vars(summary).values() if isinstance(value, Figure)]
    return [figure.value for figure in figures]


@settings(max_examples=50, deadline=None)
@given(sparse_tables(), st.randoms(use_true_random=False))
def test_order_of_units_and_annotators_and_names_of_labels_change_nothing(
    units: list[Unit], chance
) -> None:  # type: ignore[no-untyped-def]
    shuffled = [list(unit) for unit in units]
    chance.shuffle(shuffled)
    columns = list(range(len(units[0])))
    chance.shuffle(columns)
    names = list("abcd")
    chance.shuffle(names)
    renamed = dict(zip("abcd", names, strict=True)) | {None: None}
    moved = [[renamed[unit[column]] for column in columns] for unit in shuffled]
    articles = [chance.randrange(4) for _ in units]
    before, after = summary_of(units), summary_of(moved, articles=articles)
    assert values_of(after) == pytest.approx(values_of(before), abs=1e-12)
    for old, new in renamed.items():
        if old:
            ours = before.per_label["abcd".index(old)], after.per_label["abcd".index(new)]
            assert ours[0].krippendorff_alpha.value == pytest.approx(
                ours[1].krippendorff_alpha.value, abs=1e-12
            )
            assert ours[0].specific_agreement.value == pytest.approx(
                ours[1].specific_agreement.value, abs=1e-12
            )
    kappas = [
        Counter(
            pair.cohen_kappa.value and round(pair.cohen_kappa.value, 9)
            for pair in pair_figures(annotations)
        )
        for annotations in (annotations_of(units), annotations_of(moved))
    ]
    assert kappas[0] == kappas[1]


def test_order_of_entries_and_codes_change_nothing() -> None:
    chance = np.random.default_rng(3)
    sentence = np.repeat(np.arange(60), 3)
    entries = {
        "article": sentence // 7,
        "sentence": sentence,
        "annotator": np.tile(np.arange(3), 60),
        "label": chance.integers(-2, 4, 180),
        "target": np.where(chance.random(180) < 0.9, chance.integers(0, 4, 180), -1),
        "target_rank": np.where(chance.random(180) < 0.3, 1, -1),
    }
    order = chance.permutation(180)
    moved = {name: values[order] for name, values in entries.items()}
    moved["article"] = moved["article"] * -1_000_003
    moved["annotator"] = 10**12 - moved["annotator"]
    moved["sentence"] = (moved["sentence"] * 37) % 61 + 10**9
    moved["target"] = np.where(moved["target"] > 0, moved["target"] + 10**9, moved["target"])
    before, after = (Annotations.from_codes(labels=4, **columns) for columns in (entries, moved))
    figures = [
        summarise(article_sums(annotations, takes_target=[1, 2])) for annotations in (before, after)
    ]
    assert values_of(figures[0]) == pytest.approx(values_of(figures[1]), abs=1e-12)
    assert figures[0].target_percent_agreement.n > figures[0].own_target_percent_agreement.n > 0
    assert np.array_equal(confusion(before), confusion(after))


def test_a_label_out_of_range_is_refused() -> None:
    one = np.array([1])
    with pytest.raises(ValueError, match="labels are numbered 0 to 3"):
        Annotations.from_codes(
            article=one, sentence=one, annotator=one, label=np.array([4]), labels=4
        )


def test_a_subset_of_articles_has_the_figures_of_its_own_annotations() -> None:
    chance = np.random.default_rng(5)
    units = [[str(label) for label in chance.choice(list("abcd"), 3)] for _ in range(40)]
    articles = [u // 4 for u in range(40)]
    annotations = annotations_of(units, articles=articles)
    some = summarise(article_sums(annotations).subset(np.arange(10) % 2 == 0))
    alone = summary_of(
        [unit for unit, article in zip(units, articles, strict=True) if article % 2 == 0]
    )
    assert values_of(some) == pytest.approx(values_of(alone), abs=1e-12)
    assert (some.articles, some.sentences, some.pairable) == (5, 20, 20)


def test_retests_are_compared_with_passes_as_annotators() -> None:
    """The retest: each (sentence, person) is a unit, each pass an annotator."""
    first, second = [["a", "b"], ["c", "a"]], [["a", "a"], ["c", "a"]]
    units = [
        [first[sentence][person], second[sentence][person]]
        for sentence in range(2)
        for person in range(2)
    ]
    assert summary_of(units).percent_agreement.value == 3 / 4


@pytest.mark.parametrize(
    "module", [arrays, coefficients], ids=lambda module: module.__name__.split(".")[-1]
)
def test_the_examples_in_docstrings_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
