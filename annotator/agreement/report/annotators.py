"""Each annotator beside the team: how much, how fast, which labels, and what the figures are
without them.
"""

from dataclasses import dataclass

import numpy as np
from django.db.models import Aggregate, FloatField

from annotator.agreement.models import Adjudication
from annotator.agreement.report.data import (
    ReportFilter,
    draw_resamples,
    load_counted_annotations,
    load_labels_by_month,
)
from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.label_matches import (
    NO_LABEL,
    matches_with_adjudicated,
    matches_with_majority,
)
from annotator.agreement.statistics.leave_one_out import leave_one_out
from annotator.agreement.statistics.sums import article_sums
from annotator.labelling.models import Annotation
from annotator.projects.models import Label, Membership, Project

ONLY_SKIPPED = Figure(None, 0, reason="this person has given no label")
FEW = 50  # sentences, below which a person's figures say little


class Median(Aggregate):
    """The middle value; of two middle ones, halfway between."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Share:
    label: Label
    own: float
    team: float

    @property
    def difference(self) -> float:
        return self.own - self.team


@dataclass(frozen=True)
class Month:
    """How far a person's labels of a month agree with those of the others: `n` sentences that
    others labelled too.
    """

    name: str
    agreement: float
    n: int


@dataclass(frozen=True)
class Person:
    """`without` is the team's alpha without this person, `change` how much that is above alpha with
    them. `as_adjudicated` is the share of their labels that adjudicators decided on, `as_others`
    the share that the majority of the others gave.
    """

    member: Membership
    sentences: int
    seconds: float | None
    shares: list[Share]
    without: Figure
    change: Figure
    as_adjudicated: Figure
    as_others: Figure
    months: list[Month]

    @property
    def is_little(self) -> bool:
        return self.sentences < FEW


def compare_annotators(
    project: Project, *, replicates: int | None = None, seed: int = 0
) -> list[Person]:
    """Everybody whose labels count, by pseudonym."""
    labels = list(project.labels.all())
    said = load_counted_annotations(project, labels, ReportFilter()).annotations
    if not len(said):
        return []

    shares = _shares(said)
    team = _share_of(np.bincount(said.label[said.labelled()], minlength=len(labels)))
    resamples = draw_resamples(project, said, replicates, seed)
    without = {
        found.annotator: found for found in leave_one_out(said, article_sums(said), resamples)
    }
    adjudicated = matches_with_adjudicated(said, *_adjudicated(project, labels, said), resamples)
    others = matches_with_majority(said, resamples)
    members = Membership.objects.select_related("user").in_bulk(said.annotators.tolist())
    months = _months(project, labels)
    seconds = _median_seconds(project)
    amounts = np.bincount(said.annotator, minlength=len(said.annotators))
    people = [
        Person(
            member=members[code],
            sentences=int(amounts[index]),
            seconds=seconds.get(code),
            shares=[
                Share(*of) for of in zip(labels, shares[index].tolist(), team.tolist(), strict=True)
            ],
            without=without[code].krippendorff_alpha if code in without else ONLY_SKIPPED,
            change=without[code].change if code in without else ONLY_SKIPPED,
            as_adjudicated=adjudicated.get(
                code, Figure(None, 0, reason=reasons.NOTHING_ADJUDICATED)
            ),
            as_others=others.get(code, Figure(None, 0, reason=reasons.NO_MAJORITY)),
            months=months.get(code, []),
        )
        for index, code in enumerate(said.annotators.tolist())
    ]

    return sorted(people, key=lambda person: person.member.pseudonym)


def _shares(said: Annotations) -> Floats:
    """The share of each label among each annotator's labels: (annotators, labels)."""
    labelled = said.labelled()
    cells = said.annotator[labelled].astype(np.int64) * said.labels + said.label[labelled]
    counts = np.bincount(cells, minlength=len(said.annotators) * said.labels).reshape(
        -1, said.labels
    )
    return np.array([_share_of(row) for row in counts])


def _share_of(counts: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> Floats:
    return counts / max(int(counts.sum()), 1)


def _median_seconds(project: Project) -> dict[int, float]:
    timed = (
        Annotation.objects.in_project(project).counted().filter(seconds__isnull=False).order_by()
    )
    return dict(timed.values_list("assignment__annotator").annotate(median=Median("seconds")))


def _months(project: Project, labels: list[Label]) -> dict[int, list[Month]]:
    """By annotator, month after month: the mean over their sentences of the share of the others who
    said the same.
    """
    said = load_labels_by_month(project, labels)
    units, unit = np.unique(said["sentence"], return_inverse=True)
    counts = np.bincount(
        unit * len(labels) + said["label"], minlength=len(units) * len(labels)
    ).reshape(-1, len(labels))
    others = counts.sum(axis=1)[unit] - 1
    shared = others > 0
    same = (counts[unit, said["label"]] - 1)[shared] / others[shared]
    months: dict[int, list[Month]] = {}
    keys, of_key = np.unique(
        np.stack([said["annotator"], said["month"]])[:, shared], axis=1, return_inverse=True
    )
    totals, numbers = np.bincount(of_key, weights=same), np.bincount(of_key)

    for (code, month), total, n in zip(
        keys.T.tolist(), totals.tolist(), numbers.tolist(), strict=True
    ):
        name = f"{month // 12}-{month % 12 + 1:02}"
        months.setdefault(code, []).append(Month(name, total / n, n))

    return months


def _adjudicated(project: Project, labels: list[Label], said: Annotations) -> tuple[Ints, Ints]:
    """Of each sentence the number of the label that was decided on, or NO_LABEL, and who decided:
    (sentences,) each.
    """
    numbers = {label.pk: number for number, label in enumerate(labels)}
    decided = Adjudication.objects.in_project(project).decided().filter(label__isnull=False)
    rows = decided.values_list("sentence", "label", "adjudicator")
    gold = {sentence: (numbers[label], adjudicator) for sentence, label, adjudicator in rows}
    found = [gold.get(sentence, (NO_LABEL, 0)) for sentence in said.sentences.tolist()]
    label, adjudicator = np.array(found, np.int64).reshape(-1, 2).T
    return label, adjudicator
