"""Other intervals over articles, to compare with the app's: `bench.coverage` has the results.

Each method takes a `Sample` and returns the ends of its intervals, (figures,) twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from annotator.agreement.statistics.arrays import Bools, Floats
from annotator.agreement.statistics.intervals import LEVEL, Scale

TAIL = (1 - LEVEL) / 2
Ends = tuple[Floats, Floats]
Coefficients = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Sample:
    """A simulated project.

    `sums` (columns, articles); `coefficients` computes the figures, (columns, …) to (figures, …);
    `is_share` (figures,) says which are shares, from 0 to 1; `articles` (figures,) on how many
    articles each rests; `weights` (articles, replicates) how often a resample has each article.
    """

    sums: Floats
    coefficients: Coefficients
    is_share: Bools
    articles: Floats
    weights: Floats

    @property
    def values(self) -> Floats:
        return self.coefficients(self.sums.sum(axis=1))

    @property
    def left_out(self) -> Floats:
        return self.coefficients(self.sums.sum(axis=1, keepdims=True) - self.sums)

    @property
    def resampled(self) -> Floats:
        return self.coefficients(self.sums @ self.weights)

    def scaled(self, values: Floats) -> Floats:
        """Return the values on the scale of each figure."""
        shares, others = Scale.SHARE.apply(values), Scale.COEFFICIENT.apply(values)
        return np.where(self._is_share(values), shares, others)

    def unscaled(self, values: Floats) -> Floats:
        shares, others = Scale.SHARE.undo(values), Scale.COEFFICIENT.undo(values)
        return np.where(self._is_share(values), shares, others)

    def _is_share(self, values: Floats) -> Bools:
        return self.is_share.reshape(-1, *[1] * (values.ndim - 1))


def percentile(sample: Sample) -> Ends:
    """Efron and Tibshirani (1993), chapter 13."""
    tails = np.full(len(sample.is_share), TAIL)
    return _quantiles(sample.resampled, tails), _quantiles(sample.resampled, 1 - tails)


def expanded_percentile(sample: Sample) -> Ends:
    """Hesterberg (2015), What teachers should know about the bootstrap, section 5.3."""
    tails = _expanded_tails(sample)
    return _quantiles(sample.resampled, tails), _quantiles(sample.resampled, 1 - tails)


def expanded_bca(sample: Sample) -> Ends:
    """Corrected for bias and acceleration, with expanded tails: Efron and Tibshirani (1993),
    chapter 14.
    """
    distances = sample.left_out.mean(axis=1, keepdims=True) - sample.left_out
    acceleration = (distances**3).sum(axis=1) / (6 * (distances**2).sum(axis=1) ** 1.5)
    values = sample.values[:, None]
    below = (sample.resampled < values).mean(axis=1) + (sample.resampled == values).mean(axis=1) / 2
    bias = stats.norm.ppf(below.clip(0.001, 0.999))

    def end(sign: int) -> Floats:
        wanted = bias - sign * stats.norm.ppf(_expanded_tails(sample))
        return _quantiles(
            sample.resampled, stats.norm.cdf(bias + wanted / (1 - acceleration * wanted))
        )

    return end(-1), end(1)


def bootstrap_t(sample: Sample) -> Ends:
    """On the scale of each figure, with the jackknife's error of each resample: Efron and
    Tibshirani (1993), chapter 12.
    """
    totals = sample.sums @ sample.weights
    resampled = sample.scaled(sample.coefficients(totals))
    # (columns, replicates, articles)
    without = totals[:, :, None] - sample.sums[:, None, :]
    distances = sample.scaled(sample.coefficients(without)) - resampled[:, :, None]
    distances[~np.isfinite(distances)] = 0
    errors = np.sqrt((distances**2 * sample.weights.T).sum(axis=2))
    middle = sample.scaled(sample.values)
    studentised = np.where(errors > 0, (resampled - middle[:, None]) / errors, np.nan)
    studentised[~np.isfinite(studentised)] = np.nan

    error = _error(sample)
    tails = np.full(len(middle), TAIL)
    return (
        sample.unscaled(middle - _quantiles(studentised, 1 - tails) * error),
        sample.unscaled(middle - _quantiles(studentised, tails) * error),
    )


def beta_binomial(sample: Sample) -> Ends:
    """For shares: the interval of as many independent trials as would vary as much. Korn and
    Graubard (1998), Confidence intervals for proportions with small expected number of positive
    counts. Figures that aren't shares have none.
    """
    values = sample.values
    distances = sample.left_out - values[:, None]
    variances = (distances**2).sum(axis=1) * (sample.articles - 1) / sample.articles
    trials = values * (1 - values) / variances
    trials = trials * (stats.norm.ppf(TAIL) / stats.t.ppf(TAIL, sample.articles - 1)) ** 2
    found = values * trials
    low = stats.beta.ppf(TAIL, found, trials - found + 1)
    high = stats.beta.ppf(1 - TAIL, found + 1, trials - found)
    return (
        np.where(sample.is_share, low, np.nan),
        np.where(sample.is_share, high, np.nan),
    )


def plain_jackknife_t(sample: Sample) -> Ends:
    """As the app's, with as many degrees of freedom as articles but one."""
    middle, error = sample.scaled(sample.values), _error(sample)
    half_width = stats.t.ppf(1 - TAIL, sample.articles - 1) * error
    return sample.unscaled(middle - half_width), sample.unscaled(middle + half_width)


Method = Callable[[Sample], Ends]
METHODS: Mapping[str, Method] = {
    "percentile bootstrap": percentile,
    "expanded percentile": expanded_percentile,
    "expanded BCa": expanded_bca,
    "bootstrap-t": bootstrap_t,
    "beta-binomial": beta_binomial,
    "jackknife-t, m - 1": plain_jackknife_t,
}


def _error(sample: Sample) -> Floats:
    """Return the jackknife's standard error on the scale of each figure."""
    distances = sample.scaled(sample.left_out) - sample.scaled(sample.values)[:, None]
    distances[~np.isfinite(distances)] = 0
    error: Floats = np.sqrt((distances**2).sum(axis=1) * (sample.articles - 1) / sample.articles)
    return error


def _expanded_tails(sample: Sample) -> Floats:
    m = sample.articles
    tails: Floats = stats.norm.cdf(np.sqrt(m / (m - 1)) * stats.t.ppf(TAIL, m - 1))
    return tails


def _quantiles(replicates: Floats, shares: Floats) -> Floats:
    """Return the quantile of each row at its share, of the values that are defined."""
    return np.array(
        [
            np.nanquantile(row, share) if np.isfinite(share) else np.nan
            for row, share in zip(replicates, shares, strict=True)
        ]
    )
