"""Figures: a coefficient, the sentences that it rests on, and its interval over articles.

Intervals are those of the jackknife: each article is left out in turn, and the figures without it
show how much articles differ. Sentences of one article resemble each other; leaving out single
sentences would give intervals that are far too short. Nothing is random: the same labels have the
same interval. Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 11.

The variance is taken on a scale without end points (`Scale`), where the figure is closer to a
normal distribution: Miller (1974), The jackknife - a review, section 3. The quantile is that of
Student's t with the degrees of freedom that the variance has: Satterthwaite (1946), An approximate
distribution of estimates of variance components.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.arrays import Floats, Ints

LEVEL = 0.95
# With fewer articles, an interval tells too little to be shown.
FEWEST_ARTICLES = 10
# With fewer articles, intervals hold the true value less often than LEVEL says:
# docs/agreement.md has what was measured.
APPROXIMATE_ARTICLES = 20
# With fewer annotators, they tell too little about others.
FEWEST_ANNOTATORS = 6
# The last digits of a sum depend on the order of its terms: a smaller difference is none.
NO_DIFFERENCE = 1e-12


class Scale(Enum):
    """The scale on which the variance of a figure is taken.

    SHARE, for figures from 0 to 1: the logarithm of the odds. COEFFICIENT, for figures of at most
    1 and without a lowest value: minus the logarithm of the disagreement 1 - x that is left, as a
    share of what chance would give. DIFFERENCE: the figure as it is.
    """

    SHARE = "share"
    COEFFICIENT = "coefficient"
    DIFFERENCE = "difference"

    def apply(self, values: Floats) -> Floats:
        """Return the values on this scale; infinite at an end point, or as good as there."""
        if self is Scale.DIFFERENCE:
            return values

        below_1 = _without_rounding_errors(1 - values)
        with np.errstate(divide="ignore", invalid="ignore"):
            if self is Scale.COEFFICIENT:
                return -np.log(below_1)
            return np.log(_without_rounding_errors(values)) - np.log(below_1)

    def undo(self, scaled: Floats) -> Floats:
        """Return the values of which `apply` made these."""
        if self is Scale.SHARE:
            return 1 / (1 + np.exp(-scaled))
        return -np.expm1(-scaled) if self is Scale.COEFFICIENT else scaled

    def relative_slope(self, value: float) -> float:
        """Return by how much the width of an interval changes, as a share of it, where the figure
        moves by 1 on this scale, and its variance there stays as it is.
        """
        if self is Scale.SHARE:
            return 1 - 2 * value
        return -1 if self is Scale.COEFFICIENT else 0


@dataclass(frozen=True)
class Figure:
    """A coefficient with the number of sentences that it rests on.

    `reason` says why the value or the interval is missing, or why the interval is approximate.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    reason: str | None = None


def figure(
    value: Floats | float,
    left_out: Floats,
    scale: Scale,
    *,
    n: float,
    articles: float,
    undefined: str,
) -> Figure:
    """Return the figure of one coefficient.

    `value` is its value, `left_out` (articles,) its values without each article, `n` the number of
    sentences that it rests on, `articles` that of articles, `undefined` the reason to give if the
    value is nan.
    """
    return figures(
        np.array([value]), left_out, scale, n=[n], articles=[articles], undefined=[undefined]
    )[0]


def figures(
    values: Floats,
    left_out: Floats,
    scale: Scale,
    *,
    n: Sequence[float],
    articles: Sequence[float],
    undefined: Sequence[str],
    starts: Ints | None = None,
) -> list[Figure]:
    """Return the figures of many coefficients.

    `values` (figures,); `left_out` (rows,) has the values of the first figure without each of its
    articles, then those of the second, and so on: the rows of a figure begin at `starts`
    (figures,), by default at 0. The other arguments are those of `figure`, one for each.
    """
    starts = np.zeros(1, np.int64) if starts is None else starts
    variances, freedom = _variances(values, left_out, scale, starts, np.array(articles, np.float64))
    lows, highs = interval_ends(values, variances, freedom, scale)

    return [
        _figure(value, low, high, int(sentences), int(rests_on), reason)
        for value, low, high, sentences, rests_on, reason in zip(
            values.tolist(), lows.tolist(), highs.tolist(), n, articles, undefined, strict=True
        )
    ]


def two_way_figure(
    figure: Figure,
    without_article: Floats,
    without_annotator: Floats,
    scale: Scale,
    *,
    articles: float,
) -> Figure:
    """Return the figure with an interval over articles and annotators instead of articles alone.

    `without_article` (articles,) and `without_annotator` (annotators,) are its values without each
    of them; it rests on `articles`. The variance is the sum of both: Owen (2007), The pigeonhole
    bootstrap, sections 2 and 3, shows that the variance of one alone is far too small, and that the
    sum is slightly too large.
    """
    if figure.value is None or figure.low is None:
        return figure

    annotators = len(without_annotator)
    if annotators < FEWEST_ANNOTATORS:
        return replace(figure, low=None, high=None, reason=reasons.FEW_ANNOTATORS)

    value, starts = np.array([figure.value]), np.zeros(1, np.int64)
    of_articles, freedom = _variances(value, without_article, scale, starts, np.array([articles]))
    of_annotators, _ = _variances(
        value, without_annotator, scale, starts, np.array([float(annotators)])
    )
    variance = of_articles + of_annotators
    with np.errstate(divide="ignore", invalid="ignore"):
        # Satterthwaite (1946), equation 17.
        freedom = variance**2 / (of_articles**2 / freedom + of_annotators**2 / (annotators - 1))

    low, high = (end.item() for end in interval_ends(value, variance, freedom, scale))
    # Nan: without one of the annotators, the figure would be at the end of its scale.
    if not low < high:
        return replace(figure, low=None, high=None, reason=reasons.NO_SPREAD_OF_ANNOTATORS)
    return replace(figure, low=low, high=high)


def interval_ends(
    values: Floats, variances: Floats, freedom: Floats, scale: Scale
) -> tuple[Floats, Floats]:
    """Return the lower and upper ends of the intervals, (figures,) each. The variances and their
    degrees of freedom are on the scale.
    """
    half_width = t_quantiles(freedom) * np.sqrt(variances)
    middle = scale.apply(values)
    return scale.undo(middle - half_width), scale.undo(middle + half_width)


def _figure(value: float, low: float, high: float, n: int, articles: int, undefined: str) -> Figure:
    if np.isnan(value):
        return Figure(None, n, reason=undefined)
    if articles < FEWEST_ARTICLES:
        return Figure(value, n, reason=reasons.FEW_ARTICLES)
    if not low < high:
        # Also nan.
        return Figure(value, n, reason=reasons.NO_SPREAD)

    return Figure(
        value, n, low, high, reason=reasons.APPROXIMATE if articles < APPROXIMATE_ARTICLES else None
    )


def _variances(
    values: Floats, left_out: Floats, scale: Scale, starts: Ints, units: Floats
) -> tuple[Floats, Floats]:
    """Return the variance of each figure on the scale, and its degrees of freedom, (figures,).

    `units` (figures,) is the number of articles, or annotators, that each figure rests on. Both are
    nan where they can't be computed: the figure is at an end point of its scale, or would be, or
    would be undefined, without one unit; or no unit changes it.
    """
    if not len(left_out):
        none = np.full(len(values), np.nan)
        return none, none

    # A label that is only slightly probable somewhere rests on no article, but has a variance.
    units = np.maximum(units, 1)
    squares, kurtosis = distances_of(values, left_out, scale, starts, units)
    return variance_of(squares, kurtosis, units)


def distances_of(
    values: Floats, left_out: Floats, scale: Scale, starts: Ints, units: Floats
) -> tuple[Floats, Floats]:
    """Return how far the figures move on the scale when a unit is left out: the sum of the squares
    of these distances, and their kurtosis, (figures,). The arguments are those of `_variances`.
    """
    counts = np.diff([*starts, len(left_out)])
    with np.errstate(invalid="ignore"):
        distances = scale.apply(left_out) - np.repeat(scale.apply(values), counts)
    distances = _without_rounding_errors(distances)

    with np.errstate(divide="ignore", invalid="ignore"):
        squares = np.add.reduceat(distances**2, starts)
        kurtosis = units * np.add.reduceat(distances**4, starts) / squares**2
    return squares, kurtosis


def variance_of(squares: Floats, kurtosis: Floats, units: Floats) -> tuple[Floats, Floats]:
    """Return the variance on the scale, and its degrees of freedom, of what `distances_of` found
    with this number of units.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        variances = squares * (units - 1) / units
        # A variance that one or two units make has few degrees of freedom. Its own variance
        # is its square times (kurtosis - 1) / units.
        freedom = np.clip(2 * units / (kurtosis - 1), 1, units - 1)

    return variances, freedom


def _without_rounding_errors(values: Floats) -> Floats:
    return np.where(np.abs(values) < NO_DIFFERENCE, 0, values)


def t_quantiles(freedom: Floats) -> Floats:
    """Return the quantiles of Student's t that LEVEL asks for; nan for nan."""
    # It takes 27 MB and most of the time that a command needs to start, and only figures need it.
    from scipy.special import stdtrit

    quantiles: Floats = stdtrit(freedom, (1 + LEVEL) / 2)
    return quantiles
