"""What fewer annotators would have given: some of the annotators of each article are left out.

Who stays is drawn at random, always in the same way for the same annotations.
"""

from collections.abc import Callable, Iterable
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
class ArticleAnnotators:
    """Who labelled which article. An annotator of an article is a pair.

    `article` (pairs,) is ascending; `pair` (annotations,) is that of each entry; `count`
    (articles,) is the number of annotators.
    """

    article: Ints
    pair: Ints
    count: Ints

    @classmethod
    def from_annotations(cls, annotations: Annotations) -> "ArticleAnnotators":
        article = annotations.article_of[annotations.sentence].astype(np.int64)
        people = len(annotations.annotators)
        pairs, pair = np.unique(article * people + annotations.annotator, return_inverse=True)
        of_pair = pairs // max(people, 1)
        return cls(of_pair, pair, np.bincount(of_pair, minlength=len(annotations.articles)))

    def drawn_ranks(self, chance: np.random.Generator) -> Ints:
        """Return the place of each entry's annotator, from 0, in a random order of those of its
        article: (annotations,).
        """
        # The pairs of an article are consecutive: shuffle them within the article.
        order = np.lexsort((chance.random(len(self.article)), self.article))
        starts = starts_of(self.article)
        sizes = np.diff([*starts, len(self.article)])
        rank = np.empty(len(self.article), np.int64)
        rank[order] = np.arange(len(self.article)) - np.repeat(starts, sizes)
        return rank[self.pair]


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
    people = ArticleAnnotators.from_annotations(annotations)
    # The greatest number of annotators that enough articles have.
    descending = np.sort(people.count)[::-1]
    if len(descending) < APPROXIMATE_ARTICLES:
        return None
    most = int(descending[APPROXIMATE_ARTICLES - 1])
    if most <= FEWEST:
        return None

    chosen = people.count >= most
    in_chosen = chosen[annotations.article_of[annotations.sentence]]
    levels = range(FEWEST, most + 1)
    squares = np.array(
        [
            _mean_squares(
                annotations,
                [
                    in_chosen & (people.drawn_ranks(chance) < level)
                    for _ in range(draws(annotations))
                ],
                lambda thinned: without_each(thinned, chosen),
                scale,
            )
            for level in levels
        ]
    )
    constant, slope = _fit(np.array([part_of_chance(level) for level in levels]), squares)

    several = people.count[people.count >= FEWEST]
    return SpreadByAnnotators(most, float(several.mean()), constant, slope)


def _mean_squares(
    annotations: Annotations,
    choices: Iterable[Bools],
    without_each: Callable[[Annotations], tuple[Floats, Floats]],
    scale: Scale,
) -> Floats:
    """Return the mean spread over some choices of entries: (figures,)."""
    found = []
    for entries in choices:
        values, left_out = without_each(kept(annotations, entries))
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
