"""Measures whether the promised half-widths are got, in simulated projects that grow:
`python -m bench.planning [PROJECTS]`.

The plan is made from some of the articles, or from fewer annotators of the same articles; then the
project gets the rest, and the half-width of its intervals is compared with what the plan said. The
articles are those of `bench.coverage`. The reliability of majorities is compared with that of a
very large project.
"""

import sys
import time
from dataclasses import replace

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints
from annotator.agreement.statistics.intervals import APPROXIMATE_ARTICLES, Scale
from annotator.agreement.statistics.planning.figures import (
    alphas_of_columns,
    alphas_without_each,
    label_columns,
    majority_sums,
    prevalence_without_each,
    shares_without_each,
    telling,
)
from annotator.agreement.statistics.planning.planned import MORE_ANNOTATORS
from annotator.agreement.statistics.planning.reliability import (
    majority_reliability,
    spearman_brown,
)
from annotator.agreement.statistics.planning.thinning import spread_by_annotators
from annotator.agreement.statistics.planning.widths import Spread, articles_needed, spreads
from annotator.agreement.statistics.summary import summarise
from annotator.agreement.statistics.sums import article_sums
from annotator.agreement.statistics.true_labels.prevalence import telling_articles
from bench.coverage import SETTINGS, Setting, simulated
from bench.simulations import ENOUGH, shares_held

PROJECTS = 100
ARTICLES = (20, 30, 60)
# The project grows to this many times as many articles.
TIMES = 4
GROUPS = (1, 3, 5)
TRUTH_ARTICLES = 4000
WITHIN = 0.15


def main() -> None:
    projects = int(sys.argv[1]) if len(sys.argv) > 1 else PROJECTS
    start = time.monotonic()

    for name, setting in SETTINGS.items():
        for articles in ARTICLES:
            chance = np.random.default_rng([articles, projects])
            grown = [_grown(setting, articles, chance) for _ in range(projects)]
            more_articles, more_annotators, holds = (
                np.array([row[part] for row in grown]) for part in range(3)
            )
            print(
                f"{name}, {articles} articles: more articles {_ratios(more_articles)}; "
                f"{_share(holds)}; more annotators {_ratios(more_annotators)}",
                flush=True,
            )

    for name in ("even", "bursty"):
        _print_reliability(name, replace(SETTINGS[name], annotators=2 * max(GROUPS)), projects)
    print(f"{projects} projects in each row, {time.monotonic() - start:.0f} s")


def _grown(
    setting: Setting, articles: int, chance: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Return the promised half-width / that which is got, with more articles and with more
    annotators, and whether the interval of the number of articles holds the true number: (figures,)
    each. The figures are alpha, alpha of each label, and the prevalence of each label.
    """
    larger = replace(setting, annotators=setting.annotators + MORE_ANNOTATORS)
    entries = simulated(larger, TIMES * articles, chance)
    small = _part(larger, entries, articles=articles, annotators=setting.annotators)
    with_articles = _part(larger, entries, articles=TIMES * articles, annotators=setting.annotators)
    with_annotators = _part(larger, entries, articles=articles, annotators=larger.annotators)

    now = _spreads(small)
    widths = _half_widths(_spreads(with_articles), TIMES * articles)
    promised = _half_widths(now, TIMES * articles)
    ratios = _annotator_ratios(small, len(now))
    scaled = [
        replace(spread, squares=spread.squares * ratio) if spread and ratio > 0 else None
        for spread, ratio in zip(now, ratios, strict=True)
    ]
    return (
        promised / widths,
        _half_widths(scaled, articles) / _half_widths(_spreads(with_annotators), articles),
        np.array(
            [
                _holds(spread, width, TIMES * articles)
                for spread, width in zip(now, widths.tolist(), strict=True)
            ]
        ),
    )


def _part(
    setting: Setting, entries: dict[str, Ints], *, articles: int, annotators: int
) -> Annotations:
    kept = (entries["article"] < articles) & (entries["annotator"] < annotators)
    return Annotations.from_codes(
        labels=len(setting.shares), **{name: values[kept] for name, values in entries.items()}
    )


def _spreads(annotations: Annotations) -> list[Spread | None]:
    """Return the spreads that can be planned with: those of intervals without a mark."""
    columns, sums = label_columns(annotations), majority_sums(annotations)
    found = [
        *spreads(*alphas_of_columns(columns), Scale.COEFFICIENT, telling(columns)),
        *spreads(
            *prevalence_without_each(sums),
            Scale.SHARE,
            telling_articles(sums, np.ones(sums.shape[1])).astype(np.float64),
        ),
    ]
    return [
        spread if spread and spread.telling >= APPROXIMATE_ARTICLES else None for spread in found
    ]


def _half_widths(found: list[Spread | None], articles: int) -> Floats:
    return np.array([spread.half_width(articles) if spread else np.nan for spread in found])


def _annotator_ratios(annotations: Annotations, figures: int) -> Floats:
    """Return the spread with more annotators, as a multiple of the present one: (figures,)."""
    ratios = []
    for without_each, scale in (
        (alphas_without_each, Scale.COEFFICIENT),
        (shares_without_each, Scale.SHARE),
    ):
        found = spread_by_annotators(annotations, without_each, scale)
        if found is None:
            return np.full(figures, np.nan)
        ratios.append(found.ratio(found.measured + MORE_ANNOTATORS))
    return np.concatenate(ratios)


def _holds(spread: Spread | None, half_width: float, articles: int) -> float:
    """Return whether the interval of the number of articles holds the true one; nan: unknown."""
    if spread is None or not np.isfinite(half_width):
        return np.nan
    needed = articles_needed(spread, half_width)
    return float(
        needed.low is not None
        and needed.low <= articles
        and (needed.high is None or articles <= needed.high)
    )


def _share(holds: Floats) -> str:
    known = holds[np.isfinite(holds)]
    if not len(known):
        return "none"
    return f"{known.mean():.0%} of the intervals of a number of articles hold it"


def _ratios(ratios: Floats) -> str:
    """Return the lowest and highest median over figures, and the share of all that are close."""
    ratios = ratios[:, np.isfinite(ratios).mean(axis=0) >= ENOUGH]
    if not ratios.size:
        return "none"

    medians = np.nanmedian(ratios, axis=0)
    close = np.abs(ratios - 1)[np.isfinite(ratios)] <= WITHIN
    return (
        f"promised / got {medians.min():.2f} to {medians.max():.2f} "
        f"({close.mean():.0%} within {WITHIN:.0%})"
    )


def _print_reliability(name: str, setting: Setting, projects: int) -> None:
    chance = np.random.default_rng(projects)
    large = Annotations.from_codes(
        labels=len(setting.shares), **simulated(setting, TRUTH_ARTICLES, chance)
    )
    true_alpha = summarise(article_sums(large)).krippendorff_alpha
    true = [majority_reliability(large, together).value or np.nan for together in GROUPS]
    samples = [
        Annotations.from_codes(labels=len(setting.shares), **simulated(setting, 50, chance))
        for _ in range(projects)
    ]
    observed = [
        [majority_reliability(sample, together) for together in GROUPS] for sample in samples
    ]
    held = shares_held(observed, np.array(true))

    for number, together in enumerate(GROUPS):
        print(
            f"{name}, majority of {together}: reliability {true[number]:.3f}, by Spearman-Brown "
            f"{spearman_brown(true_alpha, together).value:.3f}; {held[number]:.1%} of the "
            "intervals observed in 50 articles hold it",
            flush=True,
        )


if __name__ == "__main__":
    main()
