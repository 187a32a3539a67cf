"""Measures how often a 95% interval contains the figure of other annotators, in simulated projects
whose articles and annotators differ: `python -m bench.other_annotators [PROJECTS]`.

Each annotator errs at an own rate, and has favourite labels when erring. The true values are those
of very many articles and annotators. Intervals over articles and annotators are compared with those
over articles alone.
"""

import sys
import time
from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.other_annotators import other_annotators
from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.coefficients import (
    krippendorff_alpha,
    label_alpha,
    percent_agreement,
)
from annotator.agreement.statistics.summary import summarise
from annotator.agreement.statistics.sums import ArticleSums, article_sums
from bench.simulations import drawn_labels, shares_held

PROJECTS = 500
ANNOTATORS = (6, 8, 12, 20)
ARTICLES = (30, 80, 200)
SHARES = np.array([0.72, 0.04, 0.03, 0.21])
# A greater concentration makes articles more alike.
SETTINGS = {"even": 30.0, "bursty": 3.0}
# People who label each article.
OVERLAP = 3
# Per article; the upper bound is excluded.
SENTENCES = (10, 31)
# The true values: parts, and articles and annotators of each.
PARTS, TRUE_ARTICLES, TRUE_ANNOTATORS = 40, 1_000, 400


@dataclass(frozen=True)
class Project:
    annotations: Annotations
    sums: ArticleSums


def main() -> None:
    projects = int(sys.argv[1]) if len(sys.argv) > 1 else PROJECTS
    start = time.monotonic()

    for name, concentration in SETTINGS.items():
        true = true_values(concentration)
        for annotators in ANNOTATORS:
            for articles in ARTICLES:
                both, alone = cover(concentration, true, annotators, articles, projects)
                print(
                    f"{name}, {annotators} annotators, {articles} articles: "
                    f"alpha {both[1]:.1%}, percent agreement {both[0]:.1%}, "
                    f"alpha of labels {_range(both[2:])}; "
                    f"over articles alone: alpha {alone[1]:.1%}, labels {_range(alone[2:])}",
                    flush=True,
                )

    print(f"{projects} projects in each row, {time.monotonic() - start:.0f} s")


def cover(
    concentration: float, true: Floats, annotators: int, articles: int, projects: int
) -> tuple[Floats, Floats]:
    """Return the share of intervals with the true value, of those that aren't marked or withheld:
    over articles and annotators, and over articles alone, (figures,) each; nan for fewer than a
    fifth of the projects.
    """
    chance = np.random.default_rng([annotators, articles, projects])
    both, alone = [], []

    for _ in range(projects):
        project = simulated(concentration, annotators, articles, chance)
        summary = summarise(project.sums)
        others = other_annotators(project.annotations, project.sums, summary)
        both.append([others.percent_agreement, others.krippendorff_alpha, *others.label_alpha])
        alone.append(
            [
                summary.percent_agreement,
                summary.krippendorff_alpha,
                *(label.krippendorff_alpha for label in summary.per_label),
            ]
        )

    return shares_held(both, true), shares_held(alone, true)


def true_values(concentration: float) -> Floats:
    """Return percent agreement, alpha, and alpha of each label."""
    chance = np.random.default_rng(0)
    total = np.sum(
        [
            simulated(concentration, TRUE_ANNOTATORS, TRUE_ARTICLES, chance).sums.values.sum(axis=1)
            for _ in range(PARTS)
        ],
        axis=0,
    )
    sums = ArticleSums(np.zeros(1, np.int64), total[:, None], len(SHARES)).total().label
    return np.array([percent_agreement(sums), krippendorff_alpha(sums), *label_alpha(sums)])


def simulated(
    concentration: float, annotators: int, articles: int, chance: np.random.Generator
) -> Project:
    """Return a project with new articles and new annotators."""
    habits = chance.dirichlet(SHARES * concentration, size=articles)
    hard = chance.beta(2, 8, size=articles)
    careless = chance.beta(1.5, 6, size=annotators)
    favourites = chance.dirichlet(SHARES * 3 + 0.3, size=annotators)
    places = np.argsort(chance.random((articles, annotators)), axis=1)[:, :OVERLAP]

    article_of = np.repeat(np.arange(articles), chance.integers(*SENTENCES, size=articles))
    truth = drawn_labels(habits[article_of], chance)
    article = np.repeat(article_of, OVERLAP)
    annotator = places[article_of].ravel()
    errs = chance.random(len(article)) < 1 - (1 - careless[annotator]) * (1 - hard[article])
    error = np.where(
        chance.random(len(article)) < 0.5,
        drawn_labels(favourites[annotator], chance),
        drawn_labels(habits[article], chance),
    )
    annotations = Annotations.from_codes(
        article=article,
        sentence=np.repeat(np.arange(len(article_of)), OVERLAP),
        annotator=annotator,
        label=np.where(errs, error, np.repeat(truth, OVERLAP)),
        labels=len(SHARES),
    )
    return Project(annotations, article_sums(annotations))


def _range(shares: Floats) -> str:
    shares = shares[np.isfinite(shares)]
    return f"{shares.min():.1%} to {shares.max():.1%} ({len(shares)})" if len(shares) else "none"


if __name__ == "__main__":
    main()
