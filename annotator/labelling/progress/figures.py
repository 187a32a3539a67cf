"""How far a project and each of its annotators have come. All from tallies: no page counts
annotations.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from annotator.corpus.models import AT_STAGE, Article, ArticleState, Stage
from annotator.labelling.assignments.predicates import holds_place
from annotator.labelling.choices import AssignmentState, Origin
from annotator.labelling.models import Assignment
from annotator.projects.models import Label, Membership, Project

PACE = timedelta(days=14)  # over which the pace of work is taken


@dataclass(frozen=True)
class LabelShare:
    label: Label
    count: int
    share: float  # of all labels, 0 to 1


@dataclass(frozen=True)
class OwnProgress:
    """One person's work in a project: submitted articles, labelled sentences, and the article in
    progress.
    """

    submitted: int
    decided: int
    open: Assignment | None


@dataclass
class Work:
    """What an annotator's assignments in a project hold together."""

    submitted: int = 0
    opened: int = 0
    decided: int = 0
    last_touched: datetime | None = None
    # Of those that take a place of their article's overlap:
    decisions: int = 0
    labels: Counter[str] = field(default_factory=Counter)  # by key
    recent: int = 0  # decisions made here and submitted in the last two weeks
    first_recent: datetime | None = None  # when the first of them were
    last_recent: datetime | None = None


@dataclass(frozen=True)
class ProjectProgress:
    """`articles` are those not withdrawn: `waiting` for a first annotator, `begun`, `done`, or
    `drafts`.
    """

    articles: int
    waiting: int
    begun: int
    done: int
    drafts: int
    sentences: int
    decisions: int  # labels and skips by everybody together
    decisions_wanted: (
        int | None
    )  # of all places of all articles; None when an article is for everyone
    skipped: int
    shares: list[LabelShare]
    people: list[tuple[Membership, Work]]  # who have an article, or had one; most decisions first
    pace: float  # decisions a day, over the last two weeks' submissions; 0 where it is not known

    @property
    def days_left(self) -> int | None:
        """How many days the missing decisions take at that pace; None when nothing is missing, or
        without a pace.
        """
        missing = max((self.decisions_wanted or 0) - self.decisions, 0)
        return ceil(missing / self.pace) if missing and self.pace else None


def own_progress(membership: Membership) -> OwnProgress:
    own = Assignment.objects.filter(annotator=membership).worked_on_here()
    sums = own.aggregate(
        submitted=Count("pk", filter=Q(state=AssignmentState.SUBMITTED)),
        decided=Sum("decided", default=0),
    )
    opened = own.at_work().select_related("article").order_by("began_at", "pk").first()
    return OwnProgress(submitted=sums["submitted"], decided=sums["decided"], open=opened)


def own_assignments(membership: Membership) -> QuerySet[Assignment]:
    """A person's articles, the newest first."""
    own = Assignment.objects.filter(annotator=membership).worked_on_here()
    return own.select_related("article").order_by("-began_at", "-pk")


def project_progress(project: Project) -> ProjectProgress:
    labels = list(project.labels.all())
    articles = Article.objects.in_project(project)
    to_label = F("sentence_count") - F("excluded_count")
    counts = articles.exclude(state=ArticleState.WITHDRAWN).aggregate(
        articles=Count("pk"),
        waiting=Count("pk", filter=AT_STAGE[Stage.OPEN]),
        begun=Count("pk", filter=AT_STAGE[Stage.BEGUN]),
        done=Count("pk", filter=AT_STAGE[Stage.DONE]),
        drafts=Count("pk", filter=AT_STAGE[Stage.DRAFT]),
        for_everyone=Count("pk", filter=Q(overlap__isnull=True)),
        sentences=Sum(to_label, default=0),
        wanted=Sum(to_label * F("overlap"), default=0),
    )
    people = work_by_member(project, labels)
    counted = [(person.pk, work) for person, work in people if person.suspended_at is None]
    of_withdrawn = articles.filter(state=ArticleState.WITHDRAWN)
    withdrawn = _work(
        Assignment.objects.in_project(project).filter(article__in=of_withdrawn), labels
    )
    decisions, given = 0, Counter[str]()

    for annotator, work in counted:
        gone = withdrawn.get(annotator, Work())
        decisions += work.decisions - gone.decisions
        given.update(work.labels)
        given.subtract(gone.labels)

    labelled = given.total()

    return ProjectProgress(
        articles=counts["articles"],
        waiting=counts["waiting"],
        begun=counts["begun"],
        done=counts["done"],
        drafts=counts["drafts"],
        sentences=counts["sentences"],
        decisions=decisions,
        decisions_wanted=None if counts["for_everyone"] else counts["wanted"],
        skipped=decisions - labelled,
        shares=[
            LabelShare(label, given[label.key], given[label.key] / labelled if labelled else 0.0)
            for label in labels
        ],
        people=[
            (person, work)
            for person, work in people
            if work.decided or work.opened or work.submitted
        ],
        pace=_pace([work for _, work in counted]),
    )


def work_by_member(project: Project, labels: Sequence[Label] = ()) -> list[tuple[Membership, Work]]:
    """Everybody in the project with their work, labels counted where they are given. Most decisions
    first.
    """
    work = _work(Assignment.objects.in_project(project), labels)
    members = Membership.objects.filter(project=project).select_related("user")
    people = [(person, work.get(person.pk, Work())) for person in members]
    return sorted(people, key=lambda entry: (-entry[1].decided, entry[0].pseudonym))


def _work(assignments: QuerySet[Assignment], labels: Sequence[Label]) -> dict[int, Work]:
    """The work that these assignments are, by annotator: read once, since they may be a hundred
    thousand.
    """
    # Imported labels all come at once: they say nothing of how fast people work here.
    recent = Q(submitted_at__gte=timezone.now() - PACE) & ~Q(origin=Origin.IMPORT)
    of_labels = {
        f"label_{label.pk}": Sum(
            Cast(KeyTextTransform(label.key, "label_counts"), IntegerField()), default=0
        )
        for label in labels
    }
    rows = (
        assignments.order_by()
        .annotate(holds_a_place=ExpressionWrapper(holds_place(), BooleanField()))
        .values("annotator", "holds_a_place")
        .annotate(
            submitted=Count("pk", filter=Q(state=AssignmentState.SUBMITTED)),
            opened=Count("pk", filter=Q(state=AssignmentState.OPEN)),
            sum_decided=Sum("decided", default=0),
            last_touched=Max("touched_at"),
            recent=Sum("decided", filter=recent, default=0),
            first_recent=Min("submitted_at", filter=recent),
            last_recent=Max("submitted_at", filter=recent),
            **of_labels,
        )
    )
    work: dict[int, Work] = defaultdict(Work)

    for row in rows:
        of_one = work[row["annotator"]]
        of_one.submitted += row["submitted"]
        of_one.opened += row["opened"]
        of_one.decided += row["sum_decided"]
        of_one.last_touched = max(
            filter(None, [of_one.last_touched, row["last_touched"]]), default=None
        )
        if row["holds_a_place"]:
            of_one.decisions = row["sum_decided"]
            of_one.labels = Counter({label.key: row[f"label_{label.pk}"] for label in labels})
            of_one.recent = row["recent"]
            of_one.first_recent, of_one.last_recent = row["first_recent"], row["last_recent"]

    return work


def _pace(work: Sequence[Work]) -> float:
    """Decisions a day since the first of the last two weeks' submissions; 0 before a second day of
    work.
    """
    firsts = [
        timezone.localdate(each.first_recent) for each in work if each.first_recent is not None
    ]
    lasts = [timezone.localdate(each.last_recent) for each in work if each.last_recent is not None]
    if not firsts or min(firsts) == max(lasts):
        return 0.0

    days = (timezone.localdate() - min(firsts)).days + 1
    return sum(each.recent for each in work) / days


def stuck_assignments(project: Project) -> QuerySet[Assignment]:
    """Open assignments whose lease has run out: held until somebody takes the place, longest ago
    first.
    """
    return (
        Assignment.objects.in_project(project)
        .open()
        .holding_places()
        .filter(expires_at__lt=timezone.now(), article__state=ArticleState.OPEN)
        .select_related("article", "annotator")
        .order_by("expires_at")
    )
