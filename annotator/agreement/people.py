"""Each annotator beside the team: how much, how fast, which labels, and what the figures are without them."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.db.models import Aggregate, FloatField

from annotator.agreement.counted import Narrowing, by_month, counted, resamples_of
from annotator.agreement.disagreements import disputed_sentences
from annotator.agreement.final_label import with_final_label
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.leave_one_out import leave_one_out
from annotator.agreement.statistics.sums import article_sums
from annotator.corpus.models import Article, Sentence
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
    """How far a person's labels of a month agree with those of the others: `n` sentences that others labelled too."""

    name: str
    agreement: float
    n: int


@dataclass(frozen=True)
class Person:
    """`without` is the team's alpha without this person, `change` how much that is above alpha with them. Of `gold_n`
    sentences in articles adjudicated whole, `gold_same` have the final label that this person gave.
    """

    member: Membership
    sentences: int
    seconds: float | None
    shares: list[Share]
    without: Figure
    change: Figure
    gold_n: int
    gold_same: int
    months: list[Month]

    @property
    def is_little(self) -> bool:
        return self.sentences < FEW

    @property
    def gold_share(self) -> float | None:
        return self.gold_same / self.gold_n if self.gold_n else None


def people_beside_the_team(project: Project, *, replicates: int = 1000, seed: int = 0) -> list[Person]:
    """Everybody whose labels count, by pseudonym."""
    labels = list(project.labels.all())
    said = counted(project, labels, Narrowing()).annotations
    if not len(said):
        return []
    shares = _shares(said)
    team = _share_of(np.bincount(said.label[said.labelled()], minlength=len(labels)))
    others = leave_one_out(said, article_sums(said), resamples_of(project, said, replicates, seed))
    without = {found.annotator: found for found in others}
    members = Membership.objects.select_related("user").in_bulk(said.annotators.tolist())
    months = _months(project, labels)
    seconds, gold = _median_seconds(project), _beside_gold(project, labels)
    amounts = np.bincount(said.annotator, minlength=len(said.annotators))
    people = [
        Person(
            member=members[code],
            sentences=int(amounts[index]),
            seconds=seconds.get(code),
            shares=[Share(*of) for of in zip(labels, shares[index].tolist(), team.tolist(), strict=True)],
            without=without[code].krippendorff_alpha if code in without else ONLY_SKIPPED,
            change=without[code].change if code in without else ONLY_SKIPPED,
            gold_n=gold[code, False] + gold[code, True],
            gold_same=gold[code, True],
            months=months.get(code, []),
        )
        for index, code in enumerate(said.annotators.tolist())
    ]
    return sorted(people, key=lambda person: person.member.pseudonym)


def _shares(said: Annotations) -> Floats:
    """The share of each label among each annotator's labels: (annotators, labels)."""
    labelled = said.labelled()
    cells = said.annotator[labelled].astype(np.int64) * said.labels + said.label[labelled]
    counts = np.bincount(cells, minlength=len(said.annotators) * said.labels).reshape(-1, said.labels)
    return np.array([_share_of(row) for row in counts])


def _share_of(counts: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> Floats:
    return counts / max(int(counts.sum()), 1)


def _median_seconds(project: Project) -> dict[int, float]:
    timed = Annotation.objects.in_project(project).counted().filter(seconds__isnull=False).order_by()
    return dict(timed.values_list("assignment__annotator").annotate(median=Median("seconds")))


def _months(project: Project, labels: list[Label]) -> dict[int, list[Month]]:
    """By annotator, month after month: the mean over their sentences of the share of the others who said the same."""
    said = by_month(project, labels)
    units, unit = np.unique(said["sentence"], return_inverse=True)
    counts = np.bincount(unit * len(labels) + said["label"], minlength=len(units) * len(labels)).reshape(
        -1, len(labels)
    )
    others = counts.sum(axis=1)[unit] - 1
    shared = others > 0
    same = (counts[unit, said["label"]] - 1)[shared] / others[shared]
    months: dict[int, list[Month]] = {}
    keys, of_key = np.unique(np.stack([said["annotator"], said["month"]])[:, shared], axis=1, return_inverse=True)
    totals, numbers = np.bincount(of_key, weights=same), np.bincount(of_key)
    for (code, month), total, n in zip(keys.T.tolist(), totals.tolist(), numbers.tolist(), strict=True):
        name = f"{month // 12}-{month % 12 + 1:02}"
        months.setdefault(code, []).append(Month(name, total / n, n))
    return months


def _beside_gold(project: Project, labels: list[Label]) -> Counter[tuple[int, bool]]:
    """How often each annotator's label is the final one, or another: sentences that two or more labelled, in articles
    that are done and in which nothing disputed is left to decide.

    Disputed sentences alone would make everyone look bad, and so would articles with disputes alone.
    """
    undecided = disputed_sentences(project, labels).filter(decision__isnull=True)  # type: ignore[misc]  # annotated
    whole = (
        Article.objects.in_project(project)
        .filter(done_at__isnull=False)
        .exclude(pk__in=undecided.order_by().values("article"))
    )
    settled = Sentence.objects.in_project(project).filter(article__in=whole)
    compared = with_final_label(settled, labels).filter(n_annotators__gte=2)  # type: ignore[misc]  # annotated
    found = compared.values_list("pk", "final_label")  # type: ignore[misc]  # annotated
    final = {sentence: key for sentence, key in found if key}
    given = Annotation.objects.in_project(project).counted().filter(article__in=whole, label__isnull=False)
    rows = given.values_list("assignment__annotator", "sentence", "label__key")
    return Counter((code, final[sentence] == key) for code, sentence, key in rows if sentence in final)
