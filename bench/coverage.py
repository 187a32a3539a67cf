"""Measures how often a 95% interval contains the true value, in simulated projects whose articles
differ: `python -m bench.coverage [PROJECTS]`.

Each article has its own frequencies of labels and its own difficulty, so its sentences resemble
each other. The true alpha is that of a very large project simulated in the same way, in place of
one with infinitely many articles.
"""

import sys
import time
from dataclasses import dataclass
from typing import Literal

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints
from annotator.agreement.statistics.coefficients import nominal_alpha
from annotator.agreement.statistics.intervals import Figure, percentile_interval
from annotator.agreement.statistics.pairs import pair_figures
from annotator.agreement.statistics.resampling import Resamples
from annotator.agreement.statistics.summary import summarise
from annotator.agreement.statistics.sums import article_sums

PROJECTS = 1000
REPLICATES = 1000
TRUTH_ARTICLES = 200_000
Unit = Literal["article", "sentence"]


@dataclass(frozen=True)
class Setting:
    """How a project is simulated.

    The frequencies of an article's labels come from a Dirichlet distribution around `shares`; a
    greater `concentration` makes articles more alike. Annotators err with a probability from
    beta(`errors`), and then choose a label with the same frequencies.
    """

    shares: tuple[float, ...] = (0.55, 0.15, 0.10, 0.20)
    concentration: float = 3.0
    errors: tuple[float, float] = (2.0, 5.0)
    # Per article; the upper bound is excluded.
    sentences: tuple[int, int] = (10, 31)
    annotators: int = 3


def main() -> None:
    projects = int(sys.argv[1]) if len(sys.argv) > 1 else PROJECTS
    setting = Setting()
    start = time.monotonic()
    truth = true_alpha(setting)
    print(
        f"true alpha {truth:.4f}, from {TRUTH_ARTICLES:,} articles; {projects} projects, "
        f"{REPLICATES} replicates"
    )
    print("articles  resampled  intervals that hold the true alpha")
    rows: list[tuple[int, Unit]] = [
        (10, "article"),
        (20, "article"),
        (30, "article"),
        (50, "article"),
    ]

    for articles, over in [*rows, (50, "sentence")]:
        share = coverage(
            setting, truth, articles=articles, projects=projects, replicates=REPLICATES, over=over
        )
        error = 1.96 * (share * (1 - share) / projects) ** 0.5
        print(f"{articles:8}  {over + 's':9}  {share:.1%} ± {error:.1%}")

    print("every figure: intervals that hold the truth, of the projects that have one")

    for articles in (20, 50):
        for name, (share, shown) in coverage_of_each(
            setting, articles=articles, projects=projects // 2
        ).items():
            print(f"{articles:8}  {name:20}  {share:.1%} of {shown}")

    print(f"{time.monotonic() - start:.0f} s")


def coverage(
    setting: Setting,
    truth: float,
    *,
    articles: int,
    projects: int,
    replicates: int,
    over: Unit = "article",
) -> float:
    """The share of projects whose interval, from resampled articles or sentences, contains the
    true value.
    """
    chance = np.random.default_rng([articles, projects])
    held = 0
    for project in range(projects):
        entries = simulated(setting, articles, chance)
        sums, number = _alpha_sums(setting, entries | {"article": entries[over]})
        resampled = Resamples(np.arange(number), replicates, seed=project).totals(
            sums, np.arange(number)
        )
        low, high, _ = percentile_interval(nominal_alpha(resampled[:-1], resampled[-1])[None])
        held += bool(low[0] <= truth <= high[0])
    return held / projects


def coverage_of_each(
    setting: Setting, *, articles: int, projects: int
) -> dict[str, tuple[float, int]]:
    """For each figure the share of intervals that contain the true value, and how many projects
    have an interval.
    """
    truth = _figures(
        setting,
        simulated(setting, TRUTH_ARTICLES // 5, np.random.default_rng(0)),
        replicates=0,
        seed=0,
    )
    chance = np.random.default_rng([articles, projects, 1])
    held: dict[str, list[bool]] = {name: [] for name in truth}

    for project in range(projects):
        made = _figures(
            setting, simulated(setting, articles, chance), replicates=REPLICATES, seed=project
        )
        for name, figure in made.items():
            if figure.low is not None:
                held[name].append(figure.low <= truth[name].value <= figure.high)

    return {name: (float(np.mean(of)), len(of)) for name, of in held.items() if of}


def true_alpha(setting: Setting, articles: int = TRUTH_ARTICLES) -> float:
    """Alpha of a very large project, added up over parts to save memory."""
    chance = np.random.default_rng(0)
    parts = [
        _alpha_sums(setting, simulated(setting, articles // 20, chance))[0].sum(axis=1)
        for _ in range(20)
    ]
    total = np.sum(parts, axis=0)
    return float(nominal_alpha(total[:-1], total[-1]))


def simulated(setting: Setting, articles: int, chance: np.random.Generator) -> dict[str, Ints]:
    """Article, sentence, annotator and label of each annotation."""
    habits = chance.dirichlet(np.array(setting.shares) * setting.concentration, size=articles)
    errors = chance.beta(*setting.errors, size=articles)
    article_of = np.repeat(np.arange(articles), chance.integers(*setting.sentences, size=articles))
    article = np.repeat(article_of, setting.annotators)
    truth = np.repeat(_drawn(habits[article_of], chance), setting.annotators)
    label = np.where(
        chance.random(len(article)) < errors[article], _drawn(habits[article], chance), truth
    )

    return {
        "article": article,
        "sentence": np.repeat(np.arange(len(article_of)), setting.annotators),
        "annotator": np.tile(np.arange(setting.annotators), len(article_of)),
        "label": label,
    }


def _figures(
    setting: Setting, entries: dict[str, Ints], *, replicates: int, seed: int
) -> dict[str, Figure]:
    annotations = Annotations.from_codes(labels=len(setting.shares), **entries)
    resamples = Resamples(annotations.articles, replicates, seed)
    summary = summarise(article_sums(annotations), resamples)
    names = ("percent_agreement", "krippendorff_alpha", "fleiss_kappa", "gwet_ac1")
    made = {name: getattr(summary, name) for name in names}
    made["cohen_kappa"] = pair_figures(annotations, resamples)[0].cohen_kappa
    for share, label in zip(setting.shares, summary.per_label, strict=True):
        made[f"alpha, label {share:.0%}"] = label.krippendorff_alpha
        made[f"specific, label {share:.0%}"] = label.specific_agreement
    return made


def _drawn(shares: Floats, chance: np.random.Generator) -> Ints:
    """One label from each row of label shares."""
    return (chance.random((len(shares), 1)) > shares.cumsum(axis=1)[:, :-1]).sum(axis=1)


def _alpha_sums(
    setting: Setting, entries: dict[str, Ints]
) -> tuple["np.ndarray[tuple[int, ...], np.dtype[np.float64]]", int]:
    """Margins and trace of the coincidences, (labels + 1, articles), and the number of articles."""
    annotations = Annotations.from_codes(labels=len(setting.shares), **entries)
    label = article_sums(annotations).each().label
    return np.vstack([label.margins, label.diagonal.sum(axis=0)]), len(annotations.articles)


if __name__ == "__main__":
    main()
