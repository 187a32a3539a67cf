"""The annotators in one table, worst first: whom to talk to, and about what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypedDict

import numpy as np

from annotator.agreement.report.data import (
    PERSON,
    ReportFilter,
    load_counted_annotations,
    load_retests,
)
from annotator.agreement.report.shapes import FigureShape, figure_shape, rounded
from annotator.agreement.report.times import AT, TENTHS
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.label_matches import (
    agreement_with_others,
    self_agreement,
)
from annotator.agreement.statistics.annotators.oddities import (
    Confusion,
    Oddity,
    oddities,
    worst_first,
)
from annotator.agreement.statistics.annotators.pace_and_trend import Part, median_seconds, trends
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.reasons import NOTHING_TWICE_BY_PERSON, ONE_LABEL_SHARED
from annotator.projects.models import Label, Membership, PracticeRun, Project

# Less than this share of the team's time for a label is fast.
FAST = 0.5


class ConfusionShape(TypedDict):
    """They gave `label` to `times` of the `n` sentences that most others labelled as `others`;
    `team` is the same share of all others.
    """

    others: str
    label: str
    times: int
    n: int
    share: float
    team: float


class PartShape(TypedDict):
    """A tenth of somebody's work, with their agreement with the others."""

    share: float
    n: int


class PracticeShape(TypedDict):
    """How many labels of the practice article were right, the last time."""

    right: int
    sentences: int


class StandingShape(TypedDict):
    """An annotator, by pseudonym.

    `odd_at_least` is the lower bound of the share of odd labels, by which the table is sorted.
    `among_others` is how much the others agree with each other on the same sentences.
    `krippendorff_alpha` is the agreement with the others, corrected for chance. `differing` of the
    `compared` sentences got another label than most others gave. `team_seconds` is the median of
    the other people's medians.
    """

    annotator: str
    odd_at_least: float
    is_worth_a_talk: bool
    agreement: FigureShape
    among_others: float | None
    krippendorff_alpha: FigureShape
    differing: int
    compared: int
    confusion: ConfusionShape | None
    seconds: float | None
    team_seconds: float | None
    is_fast: bool
    self_agreement: FigureShape
    practice: PracticeShape | None
    trend: list[PartShape]


class AnnotatorsReport(TypedDict):
    """The annotators who share a sentence with another, worst first."""

    project: str
    annotators: list[StandingShape]


def annotators_report(
    project: Project, report_filter: ReportFilter | None = None
) -> AnnotatorsReport:
    """Return the table as JSON has it."""
    return AnnotatorsReport(
        project=project.slug, annotators=rank_annotators(project, report_filter)
    )


@dataclass(frozen=True)
class MeasuredAnnotators:
    """What is computed from annotations alone, by the codes of annotators, worst first."""

    found: list[Oddity]
    agreement: Mapping[int, Figure]
    chance: float
    seconds: dict[int, float]
    parts: dict[int, list[Part]]


def measure_annotators(annotations: Annotations) -> MeasuredAnnotators:
    """Return the figures of annotations with their times. Asks the database nothing."""
    return MeasuredAnnotators(
        found=worst_first(oddities(annotations)),
        agreement=agreement_with_others(annotations),
        chance=_expected_disagreement(annotations),
        seconds=median_seconds(annotations, annotations.more[TENTHS]),
        parts=trends(annotations, annotations.more[AT]),
    )


def rank_annotators(
    project: Project,
    report_filter: ReportFilter | None = None,
    *,
    measured: MeasuredAnnotators | None = None,
) -> list[StandingShape]:
    """Return everybody who shares a sentence with another, worst first.

    `measured` are the figures of the annotations that the filter leaves, if they are there already.
    """
    report_filter = report_filter or ReportFilter()
    labels = list(project.labels.all())
    if measured is None:
        counted = load_counted_annotations(project, labels, report_filter, with_times=True)
        measured = measure_annotators(counted.annotations)
    if not measured.found:
        return []

    found, agreement, seconds = measured.found, measured.agreement, measured.seconds
    retests = load_retests(project, labels, report_filter)
    selves = self_agreement(retests, retests.more[PERSON])
    pseudonyms = dict(
        Membership.objects.filter(
            project=project, pk__in=[one.annotator for one in found]
        ).values_list("pk", "pseudonym")
    )
    practice = _practice(project)

    return [
        StandingShape(
            annotator=pseudonyms[one.annotator],
            odd_at_least=rounded(one.least) or 0.0,
            is_worth_a_talk=one.is_worth_a_talk,
            agreement=figure_shape(agreement[one.annotator]),
            among_others=_sum(agreement[one.annotator].value, one.excess),
            krippendorff_alpha=_corrected(agreement[one.annotator], measured.chance),
            differing=one.differing,
            compared=one.compared,
            confusion=_confusion_shape(one.confusion, labels),
            seconds=seconds.get(one.annotator),
            team_seconds=(team := _of_the_others(seconds, one.annotator)),
            is_fast=_is_fast(seconds.get(one.annotator), team),
            self_agreement=figure_shape(
                selves.get(one.annotator, Figure(None, 0, reason=NOTHING_TWICE_BY_PERSON))
            ),
            practice=practice.get(one.annotator),
            trend=[_part_shape(part) for part in measured.parts.get(one.annotator, [])],
        )
        for one in found
    ]


def _expected_disagreement(annotations: Annotations) -> float:
    """Return the disagreement expected by chance: the D_e of Krippendorff's alpha."""
    counts = annotations.counts()
    margins = counts[:, counts.sum(axis=0) > 1].sum(axis=1).astype(np.float64)
    n = margins.sum()
    return float(1 - (margins * (margins - 1)).sum() / (n * (n - 1))) if n > 1 else 0.0


def _corrected(agreement: Figure, chance: float) -> FigureShape:
    """Return the agreement as alpha: 1 - D_o / D_e, with the D_e of all labels."""
    if agreement.value is None or not chance:
        return figure_shape(Figure(None, agreement.n, reason=agreement.reason or ONE_LABEL_SHARED))

    def correct(value: float | None) -> float | None:
        return None if value is None else 1 - (1 - value) / chance

    value, low, high = correct(agreement.value), correct(agreement.low), correct(agreement.high)
    return figure_shape(Figure(value, agreement.n, low, high, agreement.reason))


def _confusion_shape(confusion: Confusion | None, labels: Sequence[Label]) -> ConfusionShape | None:
    if confusion is None:
        return None
    return ConfusionShape(
        others=labels[confusion.others].key,
        label=labels[confusion.label].key,
        times=confusion.times,
        n=confusion.n,
        share=rounded(confusion.share) or 0.0,
        team=rounded(confusion.team) or 0.0,
    )


def _part_shape(part: Part) -> PartShape:
    return PartShape(share=rounded(part.share) or 0.0, n=part.n)


def _sum(one: float | None, other: float) -> float | None:
    return None if one is None else rounded(one + other)


def _of_the_others(seconds: dict[int, float], annotator: int) -> float | None:
    others = [value for code, value in seconds.items() if code != annotator]
    return median(others) if others else None


def _is_fast(seconds: float | None, team: float | None) -> bool:
    return seconds is not None and team is not None and seconds < FAST * team


def _practice(project: Project) -> dict[int, PracticeShape]:
    """Return the last practice of each member who finished one, by the member's id."""
    runs = (
        PracticeRun.objects.filter(project=project, is_skipped=False)
        .select_related("article")
        .order_by("practised_at")
    )
    return {
        run.member_id: PracticeShape(
            right=sum(
                answer["label"] == run.article.sentences[answer["sentence"] - 1]["label"]
                for answer in run.answers
            ),
            sentences=len(run.article.sentences),
        )
        for run in runs
    }
