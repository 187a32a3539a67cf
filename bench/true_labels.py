"""Measures estimates of true labels in simulated projects whose true labels are known:
`python -m bench.true_labels [PROJECTS]`.

It compares the majority (more than half of a sentence's labels, else none) with Dawid and Skene's
model under several assumptions about the error rates of annotators. PROJECTS is the number of
projects with 50 articles; there are three times as many with 15, and an eighth as many with 300.
"""

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Bools, Floats, Ints
from annotator.agreement.statistics.true_labels.confusion_priors import (
    ConfusionPrior,
    Diagonal,
    Pooled,
)
from annotator.agreement.statistics.true_labels.dawid_skene import dawid_skene

PROJECTS = 16
# Claim, denial, doubt and opinion.
SHARES = np.array([0.72, 0.04, 0.03, 0.21])
RARE = (1, 2)
# How often people err on sentences of each label, and which labels they give instead.
ERRORS = np.array([0.06, 0.22, 0.30, 0.15])
INSTEAD = np.array(
    [[0, 0.1, 0.2, 0.7], [0.75, 0, 0.15, 0.1], [0.45, 0.1, 0, 0.45], [0.8, 0.05, 0.15, 0]]
)
# In ten classes of probability, and those of the highest.
CLASSES, CERTAIN = 10, 0.99
# Priors by the name of their column.
PRIORS: Mapping[str, ConfusionPrior] = {
    "0.01": Diagonal(0.01, 0.01),
    "diagonal": Diagonal(2.5, 0.5),
    "same matrix": Pooled(strength=1e6, errors=1e9),
    "no ratio": Pooled(errors=1e9),
    "pooled": Pooled(),
}


@dataclass(frozen=True)
class Setting:
    """A kind of project: `overlap` annotators for each article, of `annotators` in all.

    `careless` of them often choose a label without reading. With `hard` sentences, errors depend on
    the sentence, too, and are then shared by annotators: the model assumes that they are not. A
    greater `concentration` makes the label shares of articles more alike.
    """

    annotators: int
    overlap: int
    articles: int
    careless: int = 0
    hard: bool = False
    concentration: float = 12


@dataclass
class Tally:
    """Sums over the projects of a setting, for one estimate."""

    sentences: int = 0
    right: int = 0
    # Of the sentences with a majority.
    right_of_decided: int = 0
    decided: int = 0
    certain: int = 0
    right_of_certain: int = 0
    log_loss: float = 0
    calibration_error: float = 0
    rare: list[Ints] = field(default_factory=list)
    rare_share: float = 0
    rare_true: float = 0

    @property
    def accuracy(self) -> float:
        return self.right / self.sentences

    @property
    def accuracy_of_decided(self) -> float:
        return self.right_of_decided / max(self.decided, 1)

    @property
    def f1_of_rare(self) -> float:
        """The mean F1 of the rare labels, each over all projects together."""
        hits, chosen, true = np.sum(self.rare, axis=0)
        return float((2 * hits / np.maximum(chosen + true, 1)).mean())

    @property
    def share_of_rare(self) -> float:
        """The estimated share of the rare labels, divided by the true one."""
        return self.rare_share / self.rare_true

    @property
    def right_where_certain(self) -> float:
        """Not a number where nothing is certain."""
        return self.right_of_certain / self.certain if self.certain else float("nan")


def main() -> None:
    projects = int(sys.argv[1]) if len(sys.argv) > 1 else PROJECTS
    start = time.monotonic()
    print(f"{projects} projects of 50 articles; F1, shares: of the labels with 4 and 3%")
    worst: dict[str, list[float]] = {name: [] for name in PRIORS}

    for setting in settings():
        tallies = compare(setting, number_of(projects, setting))
        print(line(setting, tallies), flush=True)
        for name in PRIORS:
            worst[name].append(tallies[name].f1_of_rare - tallies["majority"].f1_of_rare)

    print("F1 beside that of the majority: cells below it by more than 0.005, mean, worst")
    for name, differences in worst.items():
        below = sum(difference < -0.005 for difference in differences)
        print(
            f"{name:12} {below} of {len(differences)}  {np.mean(differences):+.3f}  "
            f"{min(differences):+.3f}"
        )
    print(f"{time.monotonic() - start:.0f} s")


def settings() -> Iterator[Setting]:
    people = [
        (2, 2, 0), (2, 2, 1), (3, 2, 1), (3, 3, 0), (3, 3, 1), (5, 2, 1), (5, 3, 1), (5, 5, 1),
        (10, 3, 1), (10, 4, 2), (30, 2, 2), (30, 3, 2), (30, 4, 2), (30, 5, 2),
    ]  # fmt: skip
    for hard in (False, True):
        for articles in (15, 50, 300):
            for annotators, overlap, careless in people:
                yield Setting(annotators, overlap, articles, careless, hard)


def number_of(projects: int, setting: Setting) -> int:
    """Small projects differ more from each other, so there are more of them."""
    return max(1, {15: projects * 3, 50: projects, 300: projects // 8}[setting.articles])


def line(setting: Setting, tallies: Mapping[str, Tally]) -> str:
    """Return the figures of a setting, one estimate a line."""
    lines = [
        f"{setting.annotators} annotators ({setting.careless} careless), {setting.overlap} labels, "
        f"{setting.articles} articles{', hard sentences' if setting.hard else ''}"
    ]
    for name, tally in tallies.items():
        lines.append(
            f"  {name:12} accuracy {tally.accuracy:.3f}  "
            f"of decided {tally.accuracy_of_decided:.3f}  "
            f"F1 {tally.f1_of_rare:.3f}  share {tally.share_of_rare:.2f}  "
            f"at 99% {tally.right_where_certain:.1%} of {tally.certain / tally.sentences:.0%}  "
            f"calibration {tally.calibration_error / tally.sentences:.3f}  "
            f"log loss {tally.log_loss / tally.sentences:.3f}"
        )
    return "\n".join(lines)


def compare(
    setting: Setting, projects: int, priors: Mapping[str, ConfusionPrior] = PRIORS
) -> dict[str, Tally]:
    """Return the figures of the majority and of the model with each prior."""
    tallies = {name: Tally() for name in ("majority", *priors)}

    for project in range(projects):
        seed = [
            setting.annotators, setting.overlap, setting.articles, setting.careless,
            int(setting.hard), project,
        ]  # fmt: skip
        annotations, truth = simulated(setting, np.random.default_rng(seed))
        given = annotations.counts().T / annotations.counts().sum(axis=0)[:, None]
        is_decided = given.max(axis=1) > 0.5
        winners = np.where(is_decided, given.argmax(axis=1), -1)
        shares = np.bincount(winners[is_decided], minlength=4) / max(is_decided.sum(), 1)
        add(tallies["majority"], truth, winners, given, shares, is_decided)

        for name, assumed in priors.items():
            found = dawid_skene(annotations, assumed=assumed)
            chosen = found.probabilities.argmax(axis=1)
            add(tallies[name], truth, chosen, found.probabilities, found.prior, is_decided)

    return tallies


def add(
    tally: Tally,
    truth: Ints,
    chosen: Ints,
    probabilities: Floats,
    shares: Floats,
    is_decided: Bools,
) -> None:
    """Add a project to the figures of an estimate."""
    is_right = chosen == truth
    highest = probabilities.max(axis=1)
    is_certain = highest >= CERTAIN
    tally.sentences += len(truth)
    tally.right += int(is_right.sum())
    tally.decided += int(is_decided.sum())
    tally.right_of_decided += int(is_right[is_decided].sum())
    tally.certain += int(is_certain.sum())
    tally.right_of_certain += int(is_right[is_certain].sum())

    of_truth = probabilities[np.arange(len(truth)), truth]
    tally.log_loss -= float(np.log(np.maximum(of_truth, 1e-12)).sum())
    classes = np.minimum((highest * CLASSES).astype(int), CLASSES - 1)
    gaps = np.bincount(classes, weights=is_right - highest, minlength=CLASSES)
    tally.calibration_error += float(np.abs(gaps).sum())

    tally.rare.append(
        np.array(
            [
                [((chosen == k) & (truth == k)).sum() for k in RARE],
                [(chosen == k).sum() for k in RARE],
                [(truth == k).sum() for k in RARE],
            ]
        )
    )
    tally.rare_share += float(shares[list(RARE)].sum())
    tally.rare_true += float(np.isin(truth, RARE).mean())


def simulated(setting: Setting, chance: np.random.Generator) -> tuple[Annotations, Ints]:
    """Return the labels of a project, and the true label of each sentence."""
    return labelled(setting, team(setting, chance), chance)


def team(setting: Setting, chance: np.random.Generator) -> Floats:
    """Return the error rates of the annotators: (annotators, true label, label given)."""
    confusions = np.stack([annotator(chance) for _ in range(setting.annotators)])
    for index in range(setting.careless):
        # Mostly the frequent labels, whatever the sentence says.
        habit = chance.dirichlet([3, 0.5, 0.5, 1])
        blind = chance.uniform(0.4, 0.8)
        confusions[index] = (1 - blind) * confusions[index] + blind * habit
    return confusions


def labelled(
    setting: Setting,
    confusions: Floats,
    chance: np.random.Generator,
    zeal: Floats | None = None,
) -> tuple[Annotations, Ints]:
    """Return the labels that annotators with these error rates give, and the true labels.

    `zeal` (annotators,) says who takes many articles; by default it is drawn.
    """
    people, q = confusions.shape[:2]
    articles = np.repeat(np.arange(setting.articles), chance.integers(10, 31, setting.articles))
    shares = chance.dirichlet(SHARES * setting.concentration, setting.articles)[articles]
    truth = drawn(shares, chance)

    # Some take many articles, some few: a draw without replacement in proportion to
    # their zeal (Gumbel's trick).
    zeal = chance.normal(0, 1, people) if zeal is None else zeal
    order = np.argsort(-zeal - chance.gumbel(size=(setting.articles, people)), axis=1)
    who = order[:, : setting.overlap]
    sentence = np.repeat(np.arange(len(truth)), setting.overlap)
    annotator_of = who[articles].ravel()
    rows = confusions[annotator_of, truth[sentence]]
    if setting.hard:
        rows = harder(rows, truth[sentence], chance.gamma(0.7, 1 / 0.7, len(truth))[sentence])

    annotations = Annotations.from_codes(
        article=articles[sentence],
        sentence=sentence,
        annotator=annotator_of,
        label=drawn(rows, chance),
        labels=q,
    )
    return annotations, truth


def annotator(chance: np.random.Generator) -> Floats:
    """Return the error rates of a person: (true label, label given)."""
    skill = np.exp(chance.normal(0, 0.5))
    errors = np.clip(ERRORS * skill * np.exp(chance.normal(0, 0.3, len(ERRORS))), 0.01, 0.75)
    confusion = np.diag(1 - errors)
    for k, instead in enumerate(INSTEAD):
        others = np.flatnonzero(instead)
        confusion[k, others] = errors[k] * chance.dirichlet(8 * instead[others])
    return confusion


def harder(rows: Floats, truth: Ints, difficulty: Floats) -> Floats:
    """Multiply the errors of each row by the difficulty of its sentence."""
    entries = np.arange(len(rows))
    errors = 1 - rows[entries, truth]
    more = np.minimum(errors * difficulty, 0.9)
    rows = rows * (more / errors)[:, None]
    rows[entries, truth] = 1 - more
    return rows


def drawn(shares: Floats, chance: np.random.Generator) -> Ints:
    """Return one label from each row of label shares."""
    return (chance.random((len(shares), 1)) > shares.cumsum(axis=1)[:, :-1]).sum(axis=1)


if __name__ == "__main__":
    main()
