"""Articles and annotators that a precision needs. `bench.planning` measures what is promised."""

from dataclasses import replace

import numpy as np
import pytest

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import SKIPPED, Annotations
from annotator.agreement.statistics.intervals import APPROXIMATE_ARTICLES, Figure, Scale
from annotator.agreement.statistics.planning.figures import alphas_without_each
from annotator.agreement.statistics.planning.planned import (
    MORE_ANNOTATORS,
    plan_alphas,
    plan_prevalence,
)
from annotator.agreement.statistics.planning.reliability import (
    majority_reliability,
    spearman_brown,
)
from annotator.agreement.statistics.planning.thinning import (
    ArticleAnnotators,
    spread_by_annotators,
)
from annotator.agreement.statistics.planning.widths import MOST_ARTICLES, Spread, smallest_number
from annotator.agreement.statistics.summary import summarise
from annotator.agreement.statistics.sums import article_sums
from annotator.agreement.statistics.true_labels.prevalence import prevalence

LABELS = 3


def drawn(
    articles: int, annotators: int, *, seed: int = 1, sentences: int = 8, missing: float = 0.1
) -> Annotations:
    """Labels of annotators who each err in a quarter of the sentences."""
    chance = np.random.default_rng(seed)
    units = articles * sentences
    truth = chance.choice(LABELS, p=(0.6, 0.3, 0.1), size=units)
    label = np.where(
        chance.random((annotators, units)) < 0.25,
        chance.integers(0, LABELS, (annotators, units)),
        truth,
    )
    label[chance.random(label.shape) < missing] = SKIPPED
    return Annotations.from_codes(
        article=np.tile(np.arange(units) // sentences, annotators),
        sentence=np.tile(np.arange(units), annotators),
        annotator=np.repeat(np.arange(annotators), units),
        label=label.ravel(),
        labels=LABELS,
    )


def repeated(annotations: Annotations, times: int) -> Annotations:
    """The same articles several times, with codes of their own."""
    article = annotations.article_of[annotations.sentence]
    copies = np.arange(times)[:, None]
    return Annotations.from_codes(
        article=(article + copies * len(annotations.articles)).ravel(),
        sentence=(annotations.sentence + copies * len(annotations.sentences)).ravel(),
        annotator=np.tile(annotations.annotator, times),
        label=np.tile(annotations.label, times),
        labels=LABELS,
    )


def alpha_figures(annotations: Annotations) -> list[Figure]:
    summary = summarise(article_sums(annotations))
    return [summary.krippendorff_alpha, *(one.krippendorff_alpha for one in summary.per_label)]


def half_widths(figures: list[Figure]) -> list[float]:
    return [(figure.high - figure.low) / 2 for figure in figures]  # type: ignore[operator]


def test_the_half_width_now_is_that_of_the_report() -> None:
    annotations = drawn(30, 3)
    figures = alpha_figures(annotations)
    planned = plan_alphas(annotations, figures, 0.05).figures
    assert [one.half_width for one in planned] == pytest.approx(half_widths(figures), abs=1e-12)
    assert [one.articles for one in planned] == [30] * (1 + LABELS)

    sums = np.random.default_rng(4).integers(1, 9, (LABELS, 40)).astype(np.float64)
    shares = prevalence(sums, undefined="")
    planned = plan_prevalence(sums, annotations, shares, 0.05).figures
    assert [one.half_width for one in planned] == pytest.approx(half_widths(shares), abs=1e-12)


@pytest.mark.parametrize("times", [2, 5])
def test_copies_of_the_articles_have_the_promised_half_width(times: int) -> None:
    annotations = drawn(30, 3)
    copies = repeated(annotations, times)
    got = half_widths(alpha_figures(copies))

    planned = plan_alphas(annotations, alpha_figures(annotations), 0.05)
    for at, half_width in enumerate(got):
        promised = plan_alphas(annotations, alpha_figures(annotations), half_width)
        needed = promised.figures[at].needed
        assert needed is not None
        # The jackknife of few articles is slightly too large.
        assert needed.articles == pytest.approx(30 * times, rel=0.1)
        assert needed.low < needed.articles < needed.high  # type: ignore[operator]
    assert planned.measured == 3


def test_the_number_is_the_smallest_that_is_enough() -> None:
    spread = Spread(0.6, Scale.COEFFICIENT, 0.02, 3.0, articles=50, telling=40)
    for half_width in (0.11, 0.05, 0.01):
        articles = smallest_number(spread, half_width)
        assert articles is not None
        assert spread.half_width(articles) <= half_width < spread.half_width(articles - 1)

    # Where the width would be reached with fewer, the interval would still be marked.
    assert smallest_number(spread, 0.49) == 50 * APPROXIMATE_ARTICLES / 40
    assert smallest_number(replace(spread, telling=0.001), 0.49) == MOST_ARTICLES
    assert smallest_number(replace(spread, telling=0.0001), 0.49) is None
    assert smallest_number(spread, 1e-9) is None


def test_without_an_interval_nothing_is_planned_but_when_there_is_one() -> None:
    annotations = drawn(6, 3)
    planned = plan_alphas(annotations, alpha_figures(annotations), 0.05)
    assert planned.measured is None
    for one in planned.figures:
        assert (one.needed, one.half_width, one.by_annotators) == (None, None, {})
    assert planned.figures[0].until_known == APPROXIMATE_ARTICLES


def test_only_articles_with_two_labels_of_a_sentence_count_for_alpha() -> None:
    annotations = drawn(30, 3)
    article = annotations.article_of[annotations.sentence]
    alone = (annotations.annotator == 0) | (article < 25)
    some = replace(
        annotations,
        sentence=annotations.sentence[alone],
        annotator=annotations.annotator[alone],
        label=annotations.label[alone],
    )
    planned = plan_alphas(some, alpha_figures(some), 0.05)
    assert planned.figures[0].articles == 25
    assert ArticleAnnotators.from_annotations(some).count.tolist() == [3] * 25 + [1] * 5


def test_ranks_are_an_order_of_the_annotators_of_each_article() -> None:
    annotations = drawn(25, 5)
    kept = np.random.default_rng(3).random(len(annotations)) < 0.3
    some = replace(
        annotations,
        sentence=annotations.sentence[kept],
        annotator=annotations.annotator[kept],
        label=annotations.label[kept],
    )
    people = ArticleAnnotators.from_annotations(some)
    rank = people.drawn_ranks(np.random.default_rng(0))
    article = some.article_of[some.sentence]
    orders = set()

    for number in range(25):
        here = article == number
        rank_of = dict(zip(some.annotator[here].tolist(), rank[here].tolist(), strict=True))
        # One rank for all labels of an annotator in this article.
        pairs = {*zip(some.annotator[here].tolist(), rank[here].tolist(), strict=True)}
        assert len(pairs) == len(rank_of) == people.count[number]
        assert sorted(rank_of.values()) == list(range(len(rank_of)))
        orders.add(tuple(rank_of.items()))
    assert len(orders) > 10


def test_more_annotators_need_fewer_articles() -> None:
    annotations = drawn(60, 5)
    planned = plan_alphas(annotations, alpha_figures(annotations), 0.03)
    assert planned.measured == 5
    needed = planned.figures[0].by_annotators
    assert list(needed) == list(range(2, 5 + MORE_ANNOTATORS + 1))
    articles = [number or 0 for number in needed.values()]
    assert articles == sorted(articles, reverse=True)
    assert articles[0] > articles[-1]
    # With all five, as many as without leaving anybody out.
    now = planned.figures[0].needed
    assert now is not None
    assert needed[5] == pytest.approx(now.articles, rel=0.1)


@pytest.mark.parametrize(("articles", "annotators"), [(40, 2), (19, 4)])
def test_annotators_are_only_planned_from_twenty_articles_of_three(
    articles: int, annotators: int
) -> None:
    annotations = drawn(articles, annotators)
    assert spread_by_annotators(annotations, alphas_without_each, Scale.COEFFICIENT) is None


def test_the_reliability_of_several_follows_the_formula() -> None:
    alpha = Figure(0.5, 100, 0.25, 0.75)
    assert spearman_brown(alpha, 1) == alpha
    assert spearman_brown(alpha, 2) == Figure(pytest.approx(2 / 3), 100, 0.4, pytest.approx(6 / 7))
    # Less agreement than by chance is no reliability to share.
    assert spearman_brown(Figure(0.1, 9, -0.2, 0.4), 3).low == 0
    assert spearman_brown(Figure(-0.1, 9, -0.2, 0.4), 3).reason == reasons.NO_RELIABILITY
    assert spearman_brown(Figure(None, 0, reason="x"), 3).reason == "x"


def test_between_two_single_annotators_it_is_alpha() -> None:
    annotations = drawn(40, 2, missing=0.0)
    observed = majority_reliability(annotations, 1)
    alpha = summarise(article_sums(annotations)).krippendorff_alpha
    assert observed.n == alpha.n == 320
    for name in ("value", "low", "high"):
        assert getattr(observed, name) == pytest.approx(getattr(alpha, name), abs=1e-9)


def test_between_two_groups_it_is_alpha_of_their_majorities() -> None:
    annotations = drawn(40, 6)
    observed = majority_reliability(annotations, 3)

    # Every split of six into two groups of three, counted by hand.
    labels = np.full((6, len(annotations.sentences)), SKIPPED)
    labels[annotations.annotator, annotations.sentence] = annotations.label
    alphas = []
    for others in [(1, 2), (1, 3), (1, 4), (1, 5), (2, 3), (2, 4), (2, 5), (3, 4), (3, 5), (4, 5)]:
        group = np.isin(np.arange(6), (0, *others))
        counts = np.zeros((LABELS, labels.shape[1]))
        for members in (labels[group], labels[~group]):
            for unit, column in enumerate(members.T):
                given = column[column >= 0]
                times = np.bincount(given, minlength=LABELS)
                if 2 * len(given) > 3 and 2 * times.max() > len(given):
                    counts[times.argmax(), unit] += 1
        alphas.append(_alpha(counts))

    assert observed.value == pytest.approx(np.mean(alphas), abs=0.015)
    assert observed.value > summarise(article_sums(annotations)).krippendorff_alpha.value  # type: ignore[operator]


def _alpha(counts: np.ndarray) -> float:
    """Alpha of two annotators, from the coincidences."""
    both = counts[:, counts.sum(axis=0) == 2]
    n = both.sum()
    margins = both.sum(axis=1)
    observed = sum((column > 0).sum() > 1 for column in both.T) * 2
    expected = (n * n - (margins**2).sum()) / (n - 1)
    return float(1 - observed / expected)


def test_without_two_groups_there_is_no_observed_reliability() -> None:
    observed = majority_reliability(drawn(30, 3), 2)
    assert observed.value is None
    assert observed.reason == reasons.NO_TWO_GROUPS
