"""Each annotator compared with the team: how much they label and what, and how they agree."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from annotator.agreement.models import Adjudication
from annotator.agreement.report.comparisons.standings import (
    StandingShape,
    measure_annotators,
    rank_annotators,
)
from annotator.agreement.report.data import (
    ReportFilter,
    load_counted_annotations,
    load_pseudonyms,
)
from annotator.agreement.report.times import AT
from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.label_matches import (
    matches_with_adjudicated,
    matches_with_majority,
)
from annotator.agreement.statistics.annotators.leave_one_out import leave_one_out
from annotator.agreement.statistics.arrays import Floats, Ints, compact
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.sums import article_sums
from annotator.agreement.statistics.true_labels.majority import NO_LABEL
from annotator.projects.models import Label, Project

ONLY_SKIPPED = Figure(None, 0, reason="this person has given no label")
# With fewer sentences, the figures of a person are unreliable.
FEW_SENTENCES = 50


@dataclass(frozen=True)
class Share:
    """How often a person and the team give a label, by its key, as shares of all their labels."""

    label: str
    own: float
    team: float

    @property
    def difference(self) -> float:
        return self.own - self.team


@dataclass(frozen=True)
class Month:
    """How much a person's labels of a month agree with those of the others.

    `n` is the number of sentences that others labelled too.
    """

    name: str
    agreement: float
    n: int


@dataclass(frozen=True)
class Person:
    """The figures of one annotator, by pseudonym.

    `alpha_without` is the team's alpha without this person, `change` how much it is above alpha
    with them. `matches_adjudicated` is the share of their labels that match the adjudicated label,
    `matches_majority` the majority of the others.
    """

    pseudonym: str
    sentences: int
    shares: list[Share]
    alpha_without: Figure
    change: Figure
    matches_adjudicated: Figure
    matches_majority: Figure
    months: list[Month]

    @property
    def has_few_sentences(self) -> bool:
        return self.sentences < FEW_SENTENCES


@dataclass(frozen=True)
class ComparedAnnotators:
    """The table of annotators, worst first, and the further figures of each, by pseudonym."""

    standings: list[StandingShape]
    people: list[Person]


def compare_all(project: Project, report_filter: ReportFilter) -> ComparedAnnotators:
    """Compare the annotators, from one reading of the annotations that the filter leaves."""
    labels = list(project.labels.all())
    counted = load_counted_annotations(project, labels, report_filter, with_times=True).annotations

    # One half is computed beside the other: this one asks the database nothing.
    with ThreadPoolExecutor(max_workers=1) as beside:
        measured = beside.submit(measure_annotators, counted)
        people = _compare_annotators(project, labels, counted)

    standings = rank_annotators(project, report_filter, measured=measured.result())
    return ComparedAnnotators(standings, people)


def _compare_annotators(
    project: Project, labels: list[Label], annotations: Annotations
) -> list[Person]:
    """Return everybody whose labels count, by pseudonym."""
    if not len(annotations):
        return []

    keys = [label.key for label in labels]
    shares = _label_shares(annotations)
    team = _as_shares(np.bincount(annotations.label[annotations.labelled()], minlength=len(labels)))
    without = {
        figures.annotator: figures
        for figures in leave_one_out(annotations, article_sums(annotations))
    }
    adjudicated = matches_with_adjudicated(annotations, *_adjudicated(project, labels, annotations))
    majority = matches_with_majority(annotations)

    pseudonyms = load_pseudonyms(project, annotations.annotators)
    months = _months(annotations)
    amounts = np.bincount(annotations.annotator, minlength=len(annotations.annotators))

    people = [
        Person(
            pseudonym=pseudonyms[code],
            sentences=int(amounts[index]),
            shares=[
                Share(*row) for row in zip(keys, shares[index].tolist(), team.tolist(), strict=True)
            ],
            alpha_without=without[code].krippendorff_alpha if code in without else ONLY_SKIPPED,
            change=without[code].change if code in without else ONLY_SKIPPED,
            matches_adjudicated=adjudicated.get(
                code, Figure(None, 0, reason=reasons.NOTHING_ADJUDICATED)
            ),
            matches_majority=majority.get(code, Figure(None, 0, reason=reasons.NO_MAJORITY)),
            months=months.get(code, []),
        )
        for index, code in enumerate(annotations.annotators.tolist())
    ]

    return sorted(people, key=lambda person: person.pseudonym)


def _label_shares(annotations: Annotations) -> Floats:
    """Return the share of each label among each annotator's labels: (annotators, labels)."""
    labelled = annotations.labelled()
    cells = (
        annotations.annotator[labelled].astype(np.int64) * annotations.labels
        + annotations.label[labelled]
    )
    counts = np.bincount(cells, minlength=len(annotations.annotators) * annotations.labels).reshape(
        -1, annotations.labels
    )
    return np.array([_as_shares(row) for row in counts])


def _as_shares(counts: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> Floats:
    # Somebody who only skipped has shares of 0.
    return counts / max(int(counts.sum()), 1)


def _months(annotations: Annotations) -> dict[int, list[Month]]:
    """Return the agreement of each annotator with the others, month by month.

    It is the mean, over the sentences that others labelled too, of the share of the others who gave
    the same label.
    """
    counts = annotations.counts()
    entries = np.flatnonzero(annotations.labelled())
    entries = entries[counts.sum(axis=0)[annotations.sentence[entries]] > 1]
    sentence, label = annotations.sentence[entries], annotations.label[entries]
    same = (counts[label, sentence] - 1) / (counts.sum(axis=0)[sentence] - 1)
    times = annotations.more[AT][entries].astype("datetime64[s]").astype("datetime64[M]")
    in_months, month = compact(times.astype(np.int64))

    months: dict[int, list[Month]] = {}
    # A cell for each annotator and month.
    key = annotations.annotator[entries].astype(np.int64) * len(in_months) + month
    totals, numbers = np.bincount(key, weights=same), np.bincount(key)

    for cell in np.flatnonzero(numbers).tolist():
        index, at = divmod(cell, len(in_months))
        name, n = str(np.datetime64(int(in_months[at]), "M")), int(numbers[cell])
        code = int(annotations.annotators[index])
        months.setdefault(code, []).append(Month(name, float(totals[cell]) / n, n))

    return months


def _adjudicated(
    project: Project, labels: list[Label], annotations: Annotations
) -> tuple[Ints, Ints]:
    """Return the label that each sentence was adjudicated as, or NO_LABEL, and who decided.

    Both are (sentences,): the number of the label, and the id of the adjudicator.
    """
    numbers = {label.pk: number for number, label in enumerate(labels)}
    decided = Adjudication.objects.in_project(project).decided().filter(label__isnull=False)
    rows = decided.order_by("sentence").values_list("sentence", "label", "adjudicator")
    gold = np.array([(one, numbers[label], by) for one, label, by in rows], np.int64)
    gold = gold.reshape(-1, 3)

    label = np.full(len(annotations.sentences), NO_LABEL, np.int64)
    adjudicator = np.zeros(len(annotations.sentences), np.int64)
    is_decided = np.isin(annotations.sentences, gold[:, 0])
    row = np.searchsorted(gold[:, 0], annotations.sentences[is_decided])
    label[is_decided], adjudicator[is_decided] = gold[row, 1], gold[row, 2]
    return label, adjudicator
