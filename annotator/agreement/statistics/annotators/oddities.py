"""Whose labels are odd, beyond chance: who differs from the others more than they differ from each
other, and which label somebody often takes for another.

Both are measured in odd labels, as a share of a person's labels, by their lower bound: how many
there are at the least. So a few labels prove little, and an order by it is not an order by chance:
Goldstein and Spiegelhalter (1996), League tables and their limitations.
"""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import (
    Bools,
    Floats,
    Ints,
    order_of,
    ratio,
    starts_of,
)

# How probable it is at most that one of the lower bounds of a project is too high by chance: half
# of it is for differences from the others, half for confusions.
ERROR = 0.05
# A confusion in fewer articles may be about these articles.
FEWEST_ARTICLES = 3
# From this share of odd labels on, somebody is worth a talk: in a large project hardly anybody
# labels just as the others do.
WORTH_A_TALK = 0.005
# An excess of fewer labels than these says little; the order of the rest takes it for smaller.
FEW_LABELS = 50
NO_LABEL = -1


@dataclass(frozen=True)
class Confusion:
    """A label that somebody takes for another: they gave `label` to `times` of the `n` sentences
    that most of the others labelled as `others`. `team` is the same share of all others. `least` is
    the lower bound of the odd labels, as a share of the person's labels.
    """

    others: int
    label: int
    times: int
    n: int
    team: float
    least: float

    @property
    def share(self) -> float:
        return self.times / self.n


@dataclass(frozen=True)
class Oddity:
    """How odd an annotator's labels are, by code.

    `labels` of them are on sentences that others labelled, too. `differing` of the `compared`
    sentences, on which more than half of the others gave one label, got another one from this
    person. `excess` is how much less they agree with the others than the others with each other,
    on the same sentences, and `least_excess` its lower bound. `confusion` is the oddest one, None
    if none is beyond chance.
    """

    annotator: int
    labels: int
    differing: int
    compared: int
    excess: float
    least_excess: float
    confusion: Confusion | None

    @property
    def least(self) -> float:
        """The lower bound of this person's odd labels, as a share of their labels; at least 0."""
        return max(0.0, self.least_excess, self.confusion.least if self.confusion else 0.0)

    @property
    def is_worth_a_talk(self) -> bool:
        return self.least >= WORTH_A_TALK

    @property
    def shrunken_excess(self) -> float:
        """The excess, closer to 0 the fewer labels it rests on."""
        return self.excess * self.labels / (self.labels + FEW_LABELS)


def worst_first(found: list[Oddity]) -> list[Oddity]:
    """Sort by the odd labels that there are at the least, then by the excess."""
    return sorted(found, key=lambda one: (-one.least, -one.shrunken_excess, one.annotator))


def oddities(annotations: Annotations) -> list[Oddity]:
    """Return the oddity of each annotator who shares a sentence with another, by code."""
    entries = np.flatnonzero(annotations.labelled())
    n_u = annotations.counts().sum(axis=0)
    entries = entries[n_u[annotations.sentence[entries]] > 1]
    if not len(entries):
        return []

    annotator = annotations.annotator[entries]
    people = len(annotations.annotators)
    excess, least_excess = _excess(annotations, entries)
    most = _most_of_the_others(annotations, entries)
    has_most = most != NO_LABEL
    differing = has_most & (most != annotations.label[entries])
    confusions = _oddest_confusions(annotations, entries[has_most], most[has_most])

    def count(which: Bools) -> list[int]:
        numbers: list[int] = np.bincount(annotator[which], minlength=people).tolist()
        return numbers

    labels = np.bincount(annotator, minlength=people).tolist()
    numbers = zip(
        annotations.annotators.tolist(),
        labels,
        count(differing),
        count(has_most),
        excess.tolist(),
        least_excess.tolist(),
        confusions,
        strict=True,
    )
    return [Oddity(*row) for row in numbers if row[1]]


def _excess(annotations: Annotations, entries: Ints) -> tuple[Floats, Floats]:
    """Return how much less each annotator agrees with the others than these do with each other, and
    its lower bound: (annotators,) twice.

    If somebody is like the others, each of a sentence's labels is theirs with the same probability,
    which gives the variance. It is at least that of the sums of articles, because a person's
    mistakes in one article may be alike.
    """
    difference, variance = _differences(annotations, entries)
    annotator = annotations.annotator[entries]
    people = len(annotations.annotators)
    n = np.bincount(annotator, minlength=people).astype(np.float64)

    # Entries are in the order of articles, so that this sorts by annotator and article.
    order = order_of(annotator)
    by_article = annotator[order].astype(np.int64) * len(annotations.articles)
    by_article += annotations.article_of[annotations.sentence[entries]][order]
    begins = starts_of(by_article)
    excess = np.bincount(annotator, weights=difference, minlength=people) / np.maximum(n, 1)
    person = annotator[order][begins]
    sizes = np.diff([*begins, len(order)])
    of_article = np.add.reduceat(difference[order], begins) - sizes * excess[person]
    between = np.bincount(person, weights=of_article**2, minlength=people)
    within = np.bincount(annotator, weights=variance, minlength=people)

    spread = np.sqrt(np.maximum(within, between)) / np.maximum(n, 1)
    return excess, excess - _normal_quantile(ERROR / 2 / max(int((n > 0).sum()), 1)) * spread


def _differences(annotations: Annotations, entries: Ints) -> tuple[Floats, Floats]:
    """Return for each entry the agreement of the others with each other minus that with this
    annotator, and the variance of this difference if anybody gave this label: (entries,) twice.
    """
    counts = annotations.counts().astype(np.float64)
    n_u = counts.sum(axis=0)
    # Of each label and sentence: what the difference is for somebody who gave it.
    agreeing = (counts * (counts - 1)).sum(axis=0)
    with_them = ratio(counts - 1, n_u - 1)
    among_others = ratio(agreeing - 2 * (counts - 1), (n_u - 1) * (n_u - 2))
    pair = n_u == 2
    both = float(with_them[:, pair].max(axis=0, initial=0).sum())
    # A single other person agrees with nobody else: compared with all pairs of the project.
    among_others[:, pair] = both / max(int(pair.sum()), 1)
    differences = among_others - with_them

    variances = np.where(counts > 0, counts / np.maximum(n_u, 1) * differences**2, 0).sum(axis=0)
    sentence = annotations.sentence[entries]
    return differences[annotations.label[entries], sentence], variances[sentence]


def _most_of_the_others(annotations: Annotations, entries: Ints) -> Ints:
    """Return the label that more than half of the other labels are, or NO_LABEL: (entries,)."""
    counts = annotations.counts()
    sentence, label = annotations.sentence[entries], annotations.label[entries]
    others = counts.sum(axis=0)[sentence] - 1
    most = np.full(len(entries), NO_LABEL)
    # Label by label, because all counts of a million entries need much memory.
    for number in range(annotations.labels):
        gave = counts[number, sentence] - (label == number)
        most[2 * gave > others] = number
    return most


def _oddest_confusions(
    annotations: Annotations, entries: Ints, most: Ints
) -> list[Confusion | None]:
    """Return each annotator's oddest confusion that is beyond chance: (annotators,)."""
    q, people = annotations.labels, len(annotations.annotators)
    annotator = annotations.annotator[entries].astype(np.int64)
    cell = (annotator * q + most) * q + annotations.label[entries]
    times = np.bincount(cell, minlength=people * q * q).reshape(people, q, q).astype(np.float64)
    n = times.sum(axis=2, keepdims=True)
    articles = _articles_of_cells(annotations, entries, cell, people * q * q).reshape(times.shape)

    team_times, team_n = times.sum(axis=0) - times, n.sum(axis=0) - n
    low, _ = _share_limits(times, n, people * q * (q - 1))
    _, high = _share_limits(team_times, team_n, people * q * (q - 1))
    share, team = ratio(times, n), ratio(team_times, team_n)
    # Newcombe (1998), Interval estimation for the difference between independent proportions,
    # method 10, with the limits of Clopper and Pearson.
    least = (share - team - np.hypot(share - low, high - team)) * ratio(n, n.sum(axis=1)[:, None])
    is_confusion = ~np.eye(q, dtype=np.bool_) & (articles >= FEWEST_ARTICLES)
    least = np.where(is_confusion & np.isfinite(least), least, 0)

    found: list[Confusion | None] = []
    for person, at in enumerate(least.reshape(people, -1).argmax(axis=1).tolist()):
        others, label = divmod(at, q)
        where = (person, others, label)
        found.append(
            Confusion(
                others,
                label,
                int(times[where]),
                int(n[person, others, 0]),
                float(team[where]),
                float(least[where]),
            )
            if least[where] > 0
            else None
        )
    return found


def _articles_of_cells(annotations: Annotations, entries: Ints, cell: Ints, cells: int) -> Ints:
    """Return in how many articles each cell occurs: (cells,)."""
    articles = len(annotations.articles)
    article = annotations.article_of[annotations.sentence[entries]]
    rows = np.sort(cell * articles + article)
    return np.bincount(rows[starts_of(rows)] // max(articles, 1), minlength=cells)


def _share_limits(times: Floats, n: Floats, tests: int) -> tuple[Floats, Floats]:
    """Return the lower and the upper limit of each share, for so many tests at once.

    Clopper and Pearson (1934), The use of confidence or fiducial limits.
    """
    from scipy.special import betaincinv

    error = ERROR / 2 / max(tests, 1)
    others = n - times
    with np.errstate(invalid="ignore"):
        low = np.where(times > 0, betaincinv(np.maximum(times, 1), others + 1, error), 0)
        high = np.where(others > 0, betaincinv(times + 1, np.maximum(others, 1), 1 - error), 1)
    return low, high


def _normal_quantile(error: float) -> float:
    from scipy.special import ndtri

    return -float(ndtri(error))
