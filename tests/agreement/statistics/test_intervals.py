"""Intervals over articles, compared with a plain jackknife: a project without each article."""

from collections.abc import Callable, Sequence
from math import exp, log, sqrt

import numpy as np
import pytest
from scipy import stats

from annotator.agreement.statistics.annotations import UNANSWERED, Annotations
from annotator.agreement.statistics.annotators.leave_one_out import leave_one_out
from annotator.agreement.statistics.annotators.pairs import pair_figures
from annotator.agreement.statistics.intervals import Figure, Scale, figure, figures
from annotator.agreement.statistics.summary import Summary, summarise
from annotator.agreement.statistics.sums import article_sums
from bench.coverage import SETTINGS, cover, simulated, true_values

FEW = "no interval (fewer than 10 articles)"
APPROXIMATE = "approximate (fewer than 20 articles)"
NO_SPREAD = (
    "no interval (at most one article differs from the others, so that their spread can’t be "
    "estimated)"
)


def a_project(articles: int, sentences: int = 120, seed: int = 7) -> Annotations:
    """Return a project with skips and targets, whose articles have their own favourite labels.

    Annotators 1 and 2 label all articles, 0 those with even numbers, 3 the others. Articles are so
    long that each has every label and every answer.
    """
    annotators = 3
    chance = np.random.default_rng(seed)
    sentence = np.repeat(np.arange(articles * sentences), annotators)
    article = sentence // sentences
    favourite = chance.integers(0, 3, articles)[article]
    label = np.where(
        chance.random(len(sentence)) < 0.3, favourite, chance.integers(-2, 3, len(sentence))
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


def without_article(annotations: Annotations, article: int) -> Annotations:
    kept = np.flatnonzero(annotations.article_of[annotations.sentence] != article)
    return Annotations.from_codes(
        article=annotations.article_of[annotations.sentence][kept],
        sentence=annotations.sentence[kept],
        annotator=annotations.annotators[annotations.annotator[kept]],
        label=annotations.label[kept],
        labels=annotations.labels,
        target=annotations.target[kept],
        target_rank=annotations.target_rank[kept],
    )


def all_figures(annotations: Annotations) -> dict[str, Figure]:
    sums = article_sums(annotations, takes_target=[1])
    summary = summarise(sums)
    found = {name: value for name, value in vars(summary).items() if isinstance(value, Figure)}

    for number, label in enumerate(summary.per_label):
        found |= {
            f"{name} {number}": value
            for name, value in vars(label).items()
            if isinstance(value, Figure)
        }
    for pair in pair_figures(annotations):
        found[f"percent of pair {pair.annotators}"] = pair.percent_agreement
        found[f"kappa of pair {pair.annotators}"] = pair.cohen_kappa
    for without in leave_one_out(annotations, sums):
        found[f"alpha without {without.annotator}"] = without.krippendorff_alpha
        found[f"change without {without.annotator}"] = without.change

    return found


def log_odds(x: float) -> float:
    return log(x / (1 - x))


def share(x: float) -> float:
    return 1 / (1 + exp(-x))


def plain_jackknife(
    name: str, value: float, left_out: Sequence[float], articles: int
) -> tuple[float, float]:
    """Return the ends of the interval, by the formulas of docs/agreement.md."""
    if "change" in name:
        there: Callable[[float], float] = float
        back: Callable[[float], float] = float
    elif "percent" in name or "specific" in name:
        there, back = log_odds, share
    else:
        there, back = (lambda x: -log(1 - x)), (lambda x: 1 - exp(-x))

    distances = [there(x) - there(value) for x in left_out]
    squares = sum(d**2 for d in distances)
    variance = (articles - 1) / articles * squares
    kurtosis = articles * sum(d**4 for d in distances) / squares**2
    freedom = min(max(2 * articles / (kurtosis - 1), 1), articles - 1)
    half = stats.t.ppf(0.975, freedom) * sqrt(variance)
    return back(there(value) - half), back(there(value) + half)


@pytest.mark.parametrize("articles", [22, 44])
def test_every_interval_equals_that_of_projects_without_each_article(articles: int) -> None:
    annotations = a_project(articles)
    found = all_figures(annotations)
    assert len(found) == 9 + 3 * 2 + 5 * 2 + 4 * 2
    left_out = [all_figures(without_article(annotations, number)) for number in range(articles)]

    for name, value in found.items():
        assert value.value is not None, name
        # A pair that shares none of the other articles isn't listed without them.
        without = [others[name].value for others in left_out if name in others]
        # Each article has every answer, so a figure rests on all that have its sentences.
        rests_on = sum(name not in others or others[name].n < value.n for others in left_out)
        if name in ("change without 0", "change without 3"):
            rests_on = articles // 2
        expected = plain_jackknife(
            name, value.value, [x for x in without if x is not None], rests_on
        )
        assert (value.low, value.high) == pytest.approx(expected, abs=1e-9), name
        assert value.reason == (None if rests_on >= 20 else APPROXIMATE), name


def test_parts_of_pairs_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    annotations = a_project(22)
    whole = all_figures(annotations)
    monkeypatch.setattr("annotator.agreement.statistics.annotators.pairs.AT_ONCE", 150)
    for name, value in all_figures(annotations).items():
        other = whole[name]
        assert (value.value, value.low, value.high) == pytest.approx(
            (other.value, other.low, other.high), abs=1e-12
        )
        assert (value.n, value.reason) == (other.n, other.reason)


def alpha_of(articles: int) -> Figure:
    return summarise(article_sums(a_project(articles))).krippendorff_alpha


def test_an_interval_contains_the_value_and_shrinks_with_more_articles() -> None:
    few, many = alpha_of(12), alpha_of(300)
    assert few.low < few.value < few.high
    assert many.high - many.low < (few.high - few.low) / 2


def test_an_interval_is_approximate_below_twenty_articles_and_missing_below_ten() -> None:
    assert alpha_of(20).reason is None
    assert alpha_of(19).reason == APPROXIMATE
    assert alpha_of(10).low is not None
    nine = alpha_of(9)
    assert nine.value is not None
    assert (nine.low, nine.high, nine.reason) == (None, None, FEW)


def labelled(units: Sequence[Sequence[int]], labels: int) -> Summary:
    """Return the figures of a project with one sentence in each article."""
    article = np.repeat(np.arange(len(units)), [len(unit) for unit in units])
    annotations = Annotations.from_codes(
        article=article,
        sentence=article,
        annotator=np.concatenate([np.arange(len(unit)) for unit in units]),
        label=np.concatenate([np.array(unit) for unit in units]),
        labels=labels,
    )
    return summarise(article_sums(annotations))


def test_complete_agreement_has_no_interval() -> None:
    alpha = labelled([[0, 0], [1, 1]] * 20, labels=2).krippendorff_alpha
    assert (alpha.value, alpha.low, alpha.high, alpha.reason) == (1.0, None, None, NO_SPREAD)


def test_a_figure_that_hangs_on_one_article_has_no_interval() -> None:
    """Without this article nobody disagrees, and agreement would be certain."""
    alpha = labelled([[0, 1], *[[0, 0], [1, 1]] * 20], labels=2).krippendorff_alpha
    assert alpha.value is not None
    assert (alpha.low, alpha.reason) == (None, NO_SPREAD)


def test_a_label_rests_on_the_articles_that_have_it_or_another() -> None:
    rare = labelled([[1, 1]] * 5 + [[1, 0]] * 4 + [[0, 0]] * 60, labels=2)
    assert rare.per_label[1].krippendorff_alpha.reason == FEW
    assert rare.per_label[1].specific_agreement.reason == FEW

    common = labelled([[1, 1]] * 5 + [[1, 0]] * 5 + [[0, 0]] * 60, labels=2)
    assert common.per_label[1].krippendorff_alpha.reason == APPROXIMATE
    # The agreement of nearly everybody on the other label rests on the same articles.
    assert common.per_label[0].specific_agreement.reason == APPROXIMATE


def test_all_figures_of_two_labels_follow_one_rule() -> None:
    """With two labels, alpha of all labels is the alpha of each."""
    for rare in (9, 10, 19, 20):
        summary = labelled([[1, 1], [1, 0]] * rare + [[0, 0]] * 60, labels=2)
        found = {
            summary.krippendorff_alpha,
            summary.per_label[0].krippendorff_alpha,
            summary.per_label[1].krippendorff_alpha,
        }
        assert len(found) == 1
        reasons = {summary.percent_agreement.reason, summary.gwet_ac1.reason}
        assert reasons == {summary.krippendorff_alpha.reason}


def test_a_pairs_interval_rests_on_the_articles_they_share() -> None:
    kappas = {pair.annotators: pair.cohen_kappa for pair in pair_figures(a_project(articles=24))}
    assert kappas[0, 1].reason == APPROXIMATE
    assert kappas[1, 2].reason is None
    kappas = {pair.annotators: pair.cohen_kappa for pair in pair_figures(a_project(articles=18))}
    assert kappas[0, 1].reason == FEW
    assert kappas[1, 2].low is not None


def test_figures_in_one_call_equal_those_of_single_calls() -> None:
    chance = np.random.default_rng(3)
    left_out = [chance.uniform(0.5, 0.6, count) for count in (12, 30, 21)]
    values = np.array([0.54, 0.55, np.nan])
    together = figures(
        values,
        np.concatenate(left_out),
        Scale.SHARE,
        n=[5, 6, 7],
        articles=[12, 30, 21],
        undefined=["one", "two", "three"],
        starts=np.array([0, 12, 42]),
    )
    assert together == [
        figure(value, rows, Scale.SHARE, n=n, articles=len(rows), undefined=why)
        for value, rows, n, why in zip(
            values, left_out, (5, 6, 7), ("one", "two", "three"), strict=True
        )
    ]
    assert together[2] == Figure(None, 7, reason="three")


@pytest.mark.parametrize("scale", Scale)
def test_scales_can_be_undone(scale: Scale) -> None:
    values = np.array([0.001, 0.3, 0.999])
    assert scale.undo(scale.apply(values)) == pytest.approx(values, abs=1e-12)


def test_intervals_cover_the_truth() -> None:
    """A short version of `python -m bench.coverage`."""
    setting = SETTINGS["even"]
    truth = true_values(setting, articles=4_000)
    cells = cover(setting, truth, articles=50, projects=150, methods={})
    alpha = next(cell for cell in cells if cell.figure == "krippendorff_alpha")
    assert alpha.shown == 150
    assert 0.90 <= alpha.held["jackknife-t"] <= 0.99


def test_the_simulation_is_the_same_each_time() -> None:
    one, same = (simulated(SETTINGS["even"], 5, np.random.default_rng(1)) for _ in range(2))
    assert np.array_equal(one["label"], same["label"])
