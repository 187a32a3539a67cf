"""What fewer annotators would have given: some of the annotators of each article are left out.

Who stays is drawn at random, always in the same way for the same annotations.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Bools, Floats, Ints, starts_of
from annotator.agreement.statistics.intervals import APPROXIMATE_ARTICLES, Scale, distances_of

# A draw is repeated, because its chance adds to the spread. With many annotations, the chance of
# one draw is small, and its cost is not.
MOST_DRAWS = 20
ENOUGH_ANNOTATIONS = 200_000
# With one annotator, nobody agrees or disagrees.
FEWEST = 2


@dataclass(frozen=True)
class Ranks:
    """The annotators of each article in random order.

    `rank` (annotations,) is the place of the annotator among those of the article, from 0;
    `annotators` (articles,) is their number.
    """

    rank: Ints
    annotators: Ints


@dataclass(frozen=True)
class SpreadByAnnotators:
    """The spread of figures between articles with k annotators of each article: a + b x(k).

    `measured` is the greatest k that was measured, by leaving some annotators out; `constant` a and
    `slope` b (figures,) are about `squares` of `widths.Spread`. `now` is the mean number of
    annotators.
    """

    measured: int
    now: float
    constant: Floats
    slope: Floats

    def ratio(self, annotators: int) -> Floats:
        """Return the spread with this number of annotators, as a multiple of what it is now."""
        return self._squares(annotators) / self._squares(self.now)

    def _squares(self, annotators: float) -> Floats:
        return self.constant + self.slope * part_of_chance(annotators)


def part_of_chance(annotators: float) -> float:
    """Return x(k), how much of the chance of who labelled what stays: 1 / number of pairs."""
    return 2 / (annotators * (annotators - 1))


def draws(annotations: Annotations) -> int:
    """Return how often to draw."""
    return int(np.clip(ENOUGH_ANNOTATIONS // max(len(annotations), 1), 1, MOST_DRAWS))


def annotators_by_article(annotations: Annotations) -> Ints:
    """Return the number of annotators of each article: (articles,)."""
    pairs, _of_entry = _article_and_annotator(annotations)
    return np.bincount(
        pairs // max(len(annotations.annotators), 1), minlength=len(annotations.articles)
    )


def drawn_ranks(annotations: Annotations, chance: np.random.Generator) -> Ranks:
    """Return the annotators of each article in random order."""
    pairs, of_entry = _article_and_annotator(annotations)
    # The pairs of an article are consecutive: shuffle them within the article.
    article = pairs // max(len(annotations.annotators), 1)
    order = np.lexsort((chance.random(len(pairs)), article))
    starts = starts_of(article)
    sizes = np.diff([*starts, len(pairs)])
    rank = np.empty(len(pairs), np.int64)
    rank[order] = np.arange(len(pairs)) - np.repeat(starts, sizes)

    return Ranks(
        rank=rank[of_entry], annotators=np.bincount(article, minlength=len(annotations.articles))
    )


def _article_and_annotator(annotations: Annotations) -> tuple[Ints, Ints]:
    """Return the distinct pairs, as one number each, and which one an entry has."""
    article = annotations.article_of[annotations.sentence].astype(np.int64)
    return np.unique(
        article * len(annotations.annotators) + annotations.annotator, return_inverse=True
    )


def kept(annotations: Annotations, entries: Bools) -> Annotations:
    """Return the annotations with these entries; articles and sentences keep their numbers."""
    return replace(
        annotations,
        sentence=annotations.sentence[entries],
        annotator=annotations.annotator[entries],
        label=annotations.label[entries],
    )


def spread_by_annotators(
    annotations: Annotations,
    without_each: Callable[[Annotations, Bools], tuple[Floats, Floats]],
    scale: Scale,
) -> SpreadByAnnotators | None:
    """Return how the spread of figures depends on the number of annotators.

    `without_each` returns the figures of annotations over some of the articles, given as a mask:
    all together (figures,) and without each article (figures, articles). None: fewer than 20
    articles have three annotators, so that nothing can be left out.
    """
    chance = np.random.default_rng(0)
    ranks = drawn_ranks(annotations, chance)
    # The greatest number of annotators that enough articles have.
    descending = np.sort(ranks.annotators)[::-1]
    if len(descending) < APPROXIMATE_ARTICLES:
        return None
    most = int(descending[APPROXIMATE_ARTICLES - 1])
    if most <= FEWEST:
        return None

    chosen = ranks.annotators >= most
    in_chosen = chosen[annotations.article_of[annotations.sentence]]
    levels = range(FEWEST, most + 1)
    squares = np.array(
        [
            _mean_squares(annotations, in_chosen, chosen, level, without_each, scale, chance)
            for level in levels
        ]
    )
    constant, slope = _fit(np.array([part_of_chance(level) for level in levels]), squares)

    several = ranks.annotators[ranks.annotators >= FEWEST]
    return SpreadByAnnotators(most, float(several.mean()), constant, slope)


def _mean_squares(
    annotations: Annotations,
    in_chosen: Bools,
    chosen: Bools,
    annotators: int,
    without_each: Callable[[Annotations, Bools], tuple[Floats, Floats]],
    scale: Scale,
    chance: np.random.Generator,
) -> Floats:
    """Return the mean spread over draws of this number of annotators: (figures,)."""
    found = []
    for _ in range(draws(annotations)):
        rank = drawn_ranks(annotations, chance).rank
        values, left_out = without_each(kept(annotations, in_chosen & (rank < annotators)), chosen)
        count, articles = left_out.shape
        squares, _kurtosis = distances_of(
            values,
            left_out.ravel(),
            scale,
            np.arange(count) * articles,
            np.full(count, float(articles)),
        )
        found.append(squares)

    # A figure that is at the end of its scale in one draw has no spread in it.
    drawn = np.array(found)
    known = np.isfinite(drawn)
    times = known.sum(axis=0)
    return np.where(
        2 * times >= len(drawn),
        np.where(known, drawn, 0).sum(axis=0) / np.maximum(times, 1),
        np.nan,
    )


def _fit(x: Floats, squares: Floats) -> tuple[Floats, Floats]:
    """Fit squares (levels, figures) = a + b x by least squares, with a and b of at least 0."""
    distance = (x - x.mean())[:, None]
    slope = (distance * squares).sum(axis=0) / (distance**2).sum()
    slope = np.maximum(slope, 0)
    constant = squares.mean(axis=0) - slope * x.mean()

    # All of it is chance.
    only_slope = (x[:, None] * squares).sum(axis=0) / (x**2).sum()
    is_negative = constant < 0
    return np.where(is_negative, 0, constant), np.where(is_negative, only_slope, slope)
