"""Measures how often a 95% interval of a label's prevalence contains the true value, in simulated
projects: `python -m bench.prevalence [TEAMS]`.

The true value of the final labels' prevalence is that of very many articles, labelled by the same
annotators; that of the model's is the prevalence of the true labels. Each team of annotators labels
six projects. The model's intervals are measured in two ways: as the app has them, and with the
probabilities as they are, without estimating the model again.
"""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.true_labels.dawid_skene import dawid_skene
from annotator.agreement.statistics.true_labels.majority import majority_labels
from annotator.agreement.statistics.true_labels.prevalence import (
    model_prevalence,
    prevalence,
    sums_by_article,
)
from bench.true_labels import SHARES, Setting, labelled, team

TEAMS, PROJECTS = 50, 6
ARTICLES = (20, 50, 150)
TRUTH_ARTICLES = 10_000
EVEN, BURSTY = 30, 3
SETTINGS = {
    "3 annotators": Setting(3, 3, 0, concentration=EVEN),
    "3 annotators, bursty": Setting(3, 3, 0, concentration=BURSTY),
    "3 annotators, hard sentences": Setting(3, 3, 0, hard=True, concentration=EVEN),
    "3 annotators, one careless": Setting(3, 3, 0, careless=1, concentration=EVEN),
    "5 annotators": Setting(5, 5, 0, concentration=EVEN),
    "5 annotators, bursty": Setting(5, 5, 0, concentration=BURSTY),
    "5 annotators, 3 labels, one careless": Setting(5, 3, 0, careless=1, concentration=EVEN),
    "5 annotators, hard sentences": Setting(5, 5, 0, hard=True, concentration=EVEN),
}


@dataclass
class Tally:
    """The projects of a cell, for one figure; each list has a row of all labels per project."""

    held: list[Floats] = field(default_factory=list)
    marked: list[Floats] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)

    def add(self, figures: list[Figure], truth: Floats) -> None:
        ends = np.array([[figure.low, figure.high] for figure in figures], np.float64)
        has_interval = np.isfinite(ends[:, 0])
        holds = (ends[:, 0] <= truth) & (truth <= ends[:, 1])
        self.held.append(np.where(has_interval, holds, np.nan))
        self.marked.append(np.array([bool(figure.reason) for figure in figures]))
        self.values.append(np.array([figure.value or 0 for figure in figures]) / truth)

    def held_unmarked(self) -> Floats:
        """Return the share of unmarked intervals with the true value; nan if there are few."""
        held, marked = np.array(self.held), np.array(self.marked)
        shown = ~marked & np.isfinite(held)
        enough = shown.sum(axis=0) >= len(held) / 5
        sums = np.where(shown, held, 0).sum(axis=0)
        return np.where(enough, sums / np.maximum(shown.sum(axis=0), 1), np.nan)

    def ratios(self) -> Floats:
        """Return how much the mean estimate is, divided by the true value."""
        ratios: Floats = np.mean(self.values, axis=0)
        return ratios


def main() -> None:
    teams = int(sys.argv[1]) if len(sys.argv) > 1 else TEAMS
    start = time.monotonic()
    print(f"labels with {', '.join(f'{share:.0%}' for share in SHARES)} of the sentences")

    for name, setting in SETTINGS.items():
        for articles, tallies in cover(setting, teams=teams).items():
            print(f"{name}, {articles} articles", flush=True)
            for figure, tally in tallies.items():
                held = "  ".join(f"{share:5.1%}" for share in tally.held_unmarked())
                ratios = "  ".join(f"{ratio:.2f}" for ratio in tally.ratios())
                print(f"  {figure:12} held {held}; estimate / truth {ratios}")
    print(f"{time.monotonic() - start:.0f} s")


def cover(
    setting: Setting, *, teams: int, projects: int = PROJECTS, sizes: Sequence[int] = ARTICLES
) -> Mapping[int, Mapping[str, Tally]]:
    """Return the tallies of each figure, by the number of articles."""
    tallies = {
        articles: {name: Tally() for name in ("final labels", "model", "as they are")}
        for articles in sizes
    }

    for number in range(teams):
        chance = np.random.default_rng(
            [setting.annotators, setting.overlap, setting.careless, int(setting.hard), number]
        )
        confusions = team(setting, chance)
        # The same people take many articles in all projects, unless everybody takes all.
        takes_all = setting.overlap == setting.annotators
        zeal = None if takes_all else chance.normal(0, 1, setting.annotators)
        many, _ = labelled(replace(setting, articles=TRUTH_ARTICLES), confusions, chance, zeal)
        of_final = final_sums(many).sum(axis=1)
        true_of_final = of_final / of_final.sum()

        for articles, of_figure in tallies.items():
            for _ in range(projects):
                project = replace(setting, articles=articles)
                annotations, _ = labelled(project, confusions, chance, zeal)
                final = prevalence(final_sums(annotations), undefined="")
                of_figure["final labels"].add(final, true_of_final)
                of_figure["model"].add(model_prevalence(annotations), SHARES)
                of_figure["as they are"].add(prevalence_as_is(annotations), SHARES)

    return tallies


def final_sums(annotations: Annotations) -> Floats:
    """Return how many sentences of each article have each final label: (q, articles)."""
    final = majority_labels(annotations.all_counts())
    of_sentences = (final == np.arange(annotations.labels)[:, None]).astype(np.float64)
    return sums_by_article(of_sentences, annotations.article_of, len(annotations.articles))


def prevalence_as_is(annotations: Annotations) -> list[Figure]:
    """Return the model's prevalence with intervals that take its probabilities for granted."""
    found = dawid_skene(annotations).probabilities.T
    return prevalence(
        sums_by_article(found, annotations.article_of, len(annotations.articles)), undefined=""
    )


if __name__ == "__main__":
    main()
