"""The bootstrap over articles, compared with a plain one that draws article by article."""

from math import exp, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.statistics.annotations import UNANSWERED, Annotations
from annotator.agreement.statistics.intervals import Figure, percentile_interval
from annotator.agreement.statistics.leave_one_out import leave_one_out
from annotator.agreement.statistics.pairs import pair_figures
from annotator.agreement.statistics.resampling import Resamples
from annotator.agreement.statistics.summary import Summary, summarise
from annotator.agreement.statistics.sums import article_sums
from bench.coverage import Setting, coverage, simulated, true_alpha

RESAMPLES = "annotator.agreement.statistics.resampling"


def a_project(articles: int, sentences: int = 6, annotators: int = 3, seed: int = 7) -> Annotations:
    """Return a project with skips and targets, whose articles have their own favourite labels."""
    chance = np.random.default_rng(seed)
    sentence = np.repeat(np.arange(articles * sentences), annotators)
    article = sentence // sentences
    favourite = chance.integers(0, 3, articles)[article]
    label = np.where(
        chance.random(len(sentence)) < 0.6, favourite, chance.integers(-2, 3, len(sentence))
    )
    target = np.where(label == 1, chance.integers(0, 3, len(sentence)), UNANSWERED)
    target_rank = np.where(target == UNANSWERED, -1, np.arange(len(sentence)) % 4 - 1)
    annotator = np.tile(np.arange(annotators), articles * sentences) + article % 2
    return Annotations.from_codes(
        article=article,
        sentence=sentence,
        annotator=annotator,
        label=label,
        labels=3,
        target=target,
        target_rank=target_rank,
    )


def all_figures(annotations: Annotations, resamples: Resamples) -> dict[str, Figure]:
    sums = article_sums(annotations, takes_target=[1])
    summary = summarise(sums, resamples)
    found = {name: value for name, value in vars(summary).items() if isinstance(value, Figure)}
    for number, label in enumerate(summary.per_label):
        found |= {
            f"{name} {number}": value
            for name, value in vars(label).items()
            if isinstance(value, Figure)
        }
    for pair in pair_figures(annotations, resamples):
        found[f"percent {pair.annotators}"], found[f"kappa {pair.annotators}"] = (
            pair.percent_agreement,
            pair.cohen_kappa,
        )
    for without in leave_one_out(annotations, sums, resamples):
        found[f"without {without.annotator}"] = without.krippendorff_alpha
        found[f"change {without.annotator}"] = without.change
    return found


WORD = 2**64


def mixed(word: int) -> int:
    """Return SplitMix64's output, computed with Python's integers."""
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % WORD
    return word ^ (word >> 31)


def times_drawn(article: int, replicate: int, seed: int) -> int:
    """Return how often an article counts in a resample, from 16 random bits."""
    start = mixed((article + mixed(seed)) % WORD)
    word = mixed((start + (replicate // 4 + 1) * 0x9E3779B97F4A7C15) % WORD)
    uniform = ((word >> (16 * (replicate % 4))) % 2**16 + 0.5) / 2**16
    times, below = 0, exp(-1)
    while uniform > below and times < 8:
        times += 1
        below += exp(-1) / factorial(times)
    return times


def resampled_one_by_one(
    annotations: Annotations, replicates: int, seed: int
) -> list[dict[str, Figure]]:
    """Return the figures of each replicate, made as a project of its own.

    Every drawn article is copied, with its sentences, as a new article.
    """
    articles = range(len(annotations.articles))
    projects = []
    for replicate in range(replicates):
        drawn = [
            article for article in articles for _ in range(times_drawn(article, replicate, seed))
        ]
        parts = [
            np.flatnonzero(annotations.article_of[annotations.sentence] == article)
            for article in drawn
        ]
        entries = np.concatenate(parts)
        copy = np.repeat(np.arange(len(drawn)), [len(part) for part in parts])
        project = Annotations.from_codes(
            article=copy,
            sentence=copy * 1000 + annotations.sentence[entries],
            annotator=annotations.annotators[annotations.annotator[entries]],
            label=annotations.label[entries],
            labels=annotations.labels,
            target=annotations.target[entries],
            target_rank=annotations.target_rank[entries],
        )
        projects.append(all_figures(project, Resamples(np.arange(len(drawn)), replicates=0)))
    return projects


def test_every_interval_equals_that_of_articles_drawn_one_by_one() -> None:
    annotations = a_project(articles=31)
    fast = all_figures(annotations, Resamples(np.arange(31), replicates=60, seed=5))
    slow = resampled_one_by_one(annotations, replicates=60, seed=5)
    assert len(fast) == 9 + 3 * 2 + 5 * 2 + 4 * 2
    for name, figure in fast.items():
        values = [project[name].value for project in slow if name in project]
        defined = [value for value in values if value is not None]
        if figure.low is None:
            assert "fewer than 10 articles" in (figure.reason or ""), name
        else:
            assert (figure.low, figure.high) == pytest.approx(
                np.quantile(defined, [0.025, 0.975]), abs=1e-9
            ), name


def alpha_of(articles: int, **how: int) -> Figure:
    annotations = a_project(articles)
    return summarise(
        article_sums(annotations), Resamples(np.arange(articles), **how)
    ).krippendorff_alpha


def test_an_interval_contains_the_value_and_shrinks_with_more_articles() -> None:
    few, many = alpha_of(12), alpha_of(300)
    assert few.low < few.value < few.high
    assert many.high - many.low < (few.high - few.low) / 2


def test_the_same_seed_gives_the_same_interval() -> None:
    assert alpha_of(20) == alpha_of(20)
    assert alpha_of(20) != alpha_of(20, seed=1)


def test_an_interval_is_approximate_below_thirty_articles_and_missing_below_ten() -> None:
    assert alpha_of(30).reason is None
    assert alpha_of(29).reason == "approximate (fewer than 30 articles)"
    assert alpha_of(10).low is not None
    nine = alpha_of(9)
    assert nine.value is not None
    assert (nine.low, nine.high, nine.reason) == (
        None,
        None,
        "no interval (fewer than 10 articles)",
    )


def test_an_interval_without_width_is_not_called_certain() -> None:
    article = np.repeat(np.arange(40), 4)
    agreed = Annotations.from_codes(
        article=article, sentence=np.repeat(np.arange(80), 2), annotator=np.tile([0, 1], 80),
        label=np.tile([0, 0, 1, 1], 40), labels=2,
    )  # fmt: skip
    alpha = summarise(article_sums(agreed), Resamples(np.arange(40))).krippendorff_alpha
    assert (alpha.value, alpha.low, alpha.high) == (1.0, 1.0, 1.0)
    assert alpha.reason == (
        "no width: every resample gave the same value, which is a limit of the method, not a "
        "sign of certainty"
    )


def test_without_resamples_there_are_values_without_intervals() -> None:
    assert alpha_of(30, replicates=0).reason == "no interval (none was asked for)"
    assert alpha_of(30, replicates=0).value == alpha_of(30).value


def a_rare_label(articles: int) -> Summary:
    """Return a project with one sentence per article, on one of which two annotators differ."""
    article = np.repeat(np.arange(articles), 2)
    label = np.zeros(2 * articles, np.int64)
    label[0] = 1
    annotations = Annotations.from_codes(
        article=article,
        sentence=article,
        annotator=np.tile([0, 1], articles),
        label=label,
        labels=2,
    )
    return summarise(article_sums(annotations), Resamples(np.arange(articles), replicates=400))


def test_there_is_no_interval_if_many_resamples_are_undefined() -> None:
    alpha = a_rare_label(articles=40).krippendorff_alpha
    assert alpha.value is not None
    assert alpha.low is None
    assert alpha.reason == "no interval (undefined in too many resamples)"


def test_a_labels_interval_rests_on_the_articles_that_have_it() -> None:
    summary = a_rare_label(articles=40)
    assert summary.percent_agreement.low is not None
    assert summary.per_label[1].specific_agreement.reason == "no interval (fewer than 10 articles)"
    assert summary.per_label[1].krippendorff_alpha.reason == "no interval (fewer than 10 articles)"


def test_a_pairs_interval_rests_on_the_articles_they_share() -> None:
    # Annotators 0 and 1 share every second article.
    annotations = a_project(articles=24)
    figures = {
        pair.annotators: pair.cohen_kappa
        for pair in pair_figures(annotations, Resamples(np.arange(24)))
    }
    assert figures[0, 1].reason == figures[1, 2].reason == "approximate (fewer than 30 articles)"
    few = {
        pair.annotators: pair.cohen_kappa
        for pair in pair_figures(a_project(articles=18), Resamples(np.arange(18)))
    }
    assert few[0, 1].reason == "no interval (fewer than 10 articles)"
    assert few[1, 2].low is not None


def test_drawing_and_adding_up_in_parts_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    annotations = a_project(articles=31)
    whole = all_figures(annotations, Resamples(np.arange(31), replicates=100, seed=3))
    for name, value in (("CELLS", 31 * 30), ("ROWS", 7), ("DRAWN", 70), ("ONE_THREAD", 500)):
        monkeypatch.setattr(f"{RESAMPLES}.{name}", value)
    monkeypatch.setattr("annotator.agreement.statistics.pairs.AT_ONCE", 150)
    parts = all_figures(annotations, Resamples(np.arange(31), replicates=100, seed=3))
    for name, figure in whole.items():
        other = parts[name]
        assert (other.value, other.low, other.high) == pytest.approx(
            (figure.value, figure.low, figure.high), abs=1e-9
        )
        assert (other.n, other.reason) == (figure.n, figure.reason)


def weights_of(resamples: Resamples) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    return np.concatenate([weights for _, weights in resamples.blocks()], axis=1)


def test_articles_count_as_often_as_poisson_says() -> None:
    weights = weights_of(Resamples(np.arange(500), replicates=2000))
    shares = np.bincount(weights.ravel(), minlength=9) / weights.size
    expected = [exp(-1) / factorial(times) for times in range(9)]
    assert shares == pytest.approx(expected, abs=5 * 0.5 / weights.size**0.5)
    # The mean is that of drawing with replacement; articles and replicates are uncorrelated.
    assert weights.mean(axis=1) == pytest.approx(1, abs=0.12)
    assert np.corrcoef(weights[:40]) == pytest.approx(np.eye(40), abs=0.12)
    assert np.corrcoef(weights[:, :40].T) == pytest.approx(np.eye(40), abs=0.25)


def test_an_article_counts_the_same_whatever_else_is_resampled() -> None:
    every = weights_of(Resamples(np.arange(1000), replicates=30, seed=4))
    some = np.array([700, 3, 41])
    assert np.array_equal(weights_of(Resamples(some, replicates=30, seed=4)), every[some])
    assert np.array_equal(weights_of(Resamples(some, replicates=9, seed=4)), every[some, :9])
    assert not np.array_equal(weights_of(Resamples(some, replicates=30, seed=5)), every[some])


@given(
    st.lists(st.lists(st.floats(-1, 1), min_size=5, max_size=5), min_size=1, max_size=4),
    st.integers(0, 4),
)
def test_percentiles_equal_numpy_without_the_undefined_replicates(
    rows: list[list[float]], gaps: int
) -> None:
    values = np.array(rows)
    expected = np.quantile(values[:, gaps:], [0.025, 0.975], axis=1)
    values[:, :gaps] = np.nan
    low, high, defined = percentile_interval(values)
    assert np.allclose([low, high], expected, atol=1e-12)
    assert (defined == 5 - gaps).all()


def test_intervals_cover_the_truth_and_those_of_sentences_do_not() -> None:
    """A short version of `python -m bench.coverage`."""
    setting = Setting()
    truth = true_alpha(setting, articles=4_000)
    assert 0.90 <= coverage(setting, truth, articles=50, projects=150, replicates=300) <= 0.99
    assert (
        coverage(setting, truth, articles=50, projects=150, replicates=300, over="sentence") < 0.85
    )


def test_the_simulation_is_the_same_each_time() -> None:
    one, same = (simulated(Setting(), 5, np.random.default_rng(1)) for _ in range(2))
    assert np.array_equal(one["label"], same["label"])
