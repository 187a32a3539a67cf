"""How wide the interval of a figure would be with more articles, and how many it takes.

With m times as many articles of the same kind, the variance of the jackknife is 1 / m of what it
is, and rests on m times as many telling articles. The figure itself is taken to stay as it is.
"""

from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.intervals import (
    APPROXIMATE_ARTICLES,
    FEWEST_ARTICLES,
    Scale,
    distances_of,
    interval_ends,
    t_quantiles,
    variance_of,
)

# Nobody plans more.
MOST_ARTICLES = 1_000_000


@dataclass(frozen=True)
class Spread:
    """How much a figure differs between articles.

    `squares` and `kurtosis` are those of `distances_of`, over `articles`, of which `telling` ones
    decide about the figure.
    """

    value: float
    scale: Scale
    squares: float
    kurtosis: float
    articles: int
    telling: float

    def half_width(self, articles: float) -> float:
        """Return half the width of the interval with this number of articles."""
        variance, freedom = self.variance(articles)
        low, high = interval_ends(np.array([self.value]), variance, freedom, self.scale)
        return float((high - low).item() / 2)

    def variance(self, articles: float) -> tuple[Floats, Floats]:
        """Return the variance on the scale with this number of articles, and its degrees of
        freedom, (1,) each.
        """
        times = articles / self.articles
        return variance_of(
            np.array([self.squares / times]),
            np.array([self.kurtosis]),
            np.array([self.telling * times]),
        )


@dataclass(frozen=True)
class ArticlesNeeded:
    """The number of articles with which a figure would be precise enough.

    The spread between articles is itself estimated, so that the number is uncertain: `low` and
    `high` are the ends of a 95% interval. None: more than MOST_ARTICLES.
    """

    articles: int | None
    low: int | None
    high: int | None


def spreads(values: Floats, left_out: Floats, scale: Scale, telling: Floats) -> list[Spread | None]:
    """Return the spread of each figure; None where there is no interval to start from.

    `values` (figures,); `left_out` (figures, articles) without each article; `telling` (figures,).
    """
    count, articles = left_out.shape
    if not articles:
        return [None] * count

    squares, kurtosis = distances_of(
        values,
        left_out.ravel(),
        scale,
        np.arange(count) * articles,
        np.maximum(telling, 1).astype(np.float64),
    )
    return [
        Spread(value, scale, square, tail, articles, rests_on)
        if rests_on >= FEWEST_ARTICLES and np.isfinite(square) and square > 0
        else None
        for value, square, tail, rests_on in zip(
            values.tolist(), squares.tolist(), kurtosis.tolist(), telling.tolist(), strict=True
        )
    ]


def articles_needed(spread: Spread, half_width: float) -> ArticlesNeeded:
    """Return with how many articles the interval has at most this half-width, and no mark."""
    variance, freedom = spread.variance(spread.articles)
    # The width grows with the spread, and depends on where on its scale the figure is.
    slope = spread.scale.relative_slope(spread.value)
    uncertainty = np.sqrt(2 / freedom + 4 * slope**2 * variance)
    factor = float(np.exp(t_quantiles(freedom) * uncertainty).item())

    low, middle, high = (
        smallest_number(replace(spread, squares=spread.squares * times), half_width)
        for times in (1 / factor, 1, factor)
    )
    return ArticlesNeeded(middle, low, high)


def articles_until_known(articles: int, telling: float) -> int | None:
    """Return with how many articles the interval would be shown without a mark, if it isn't yet."""
    if telling >= APPROXIMATE_ARTICLES or not telling:
        return None
    return int(np.ceil(APPROXIMATE_ARTICLES * articles / telling))


def smallest_number(spread: Spread, half_width: float) -> int | None:
    """Return the smallest number of articles that is enough, by bisection; None: nobody plans it.

    With fewer telling articles than an unmarked interval needs, it is not enough.
    """
    low = int(np.ceil(APPROXIMATE_ARTICLES * spread.articles / spread.telling))
    high = MOST_ARTICLES
    if low > high or spread.half_width(high) > half_width:
        return None

    while low < high:
        middle = (low + high) // 2
        if spread.half_width(middle) <= half_width:
            high = middle
        else:
            low = middle + 1
    return low
