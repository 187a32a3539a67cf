"""The progress of a project and of each of its annotators.

All figures come from the tallies of assignments and articles, because counting the annotations of
a large project takes too long for a page.
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
from django.db.models.functions import Cast, Greatest
from django.utils import timezone

from annotator.corpus.models import AT_STAGE, Article, ArticleState, Stage
from annotator.labelling.assignments.predicates import holds_place
from annotator.labelling.choices import AssignmentState, Origin
from annotator.labelling.models import Assignment, AssignmentQuerySet
from annotator.projects.models import Label, Membership, Project

# The pace of work is that of this period.
PACE = timedelta(days=14)


@dataclass(frozen=True)
class LabelShare:
    """How often a label was given: its count, and its share of all labels from 0 to 1."""

    label: Label
    count: int
    share: float


@dataclass(frozen=True)
class OwnProgress:
    """One person's work in a project.

    That is the number of submitted articles and of decided sentences, the article in progress, and
    when they last labelled or submitted something.
    """

    submitted: int
    decided: int
    open: Assignment | None
    last_used: datetime | None


@dataclass
class Work:
    """The sums of an annotator's assignments in a project.

    The first four are about all assignments. The others are only about those that take a place of
    their article's overlap: `decisions`, the `labels` by key, and the decisions that were made
    here and submitted in the last two weeks (`recent`), with the times of the first and the last.
    """

    submitted: int = 0
    opened: int = 0
    decided: int = 0
    last_touched: datetime | None = None

    decisions: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    recent: int = 0
    first_recent: datetime | None = None
    last_recent: datetime | None = None


@dataclass(frozen=True)
class ProjectProgress:
    """The progress of a whole project. Withdrawn articles are not counted.

    `articles` is the sum of `waiting` (nobody has the article yet), `begun`, `done` and `drafts`.
    """

    articles: int
    waiting: int
    begun: int
    done: int
    drafts: int
    sentences: int
    # Labels and skips of all annotators who are not suspended.
    decisions: int
    # For all places of all articles. None if an article is for everyone: then nobody
    # knows how many annotators there will be.
    decisions_wanted: int | None
    skipped: int
    shares: list[LabelShare]
    # Members who have an article or had one, those with the most decisions first.
    people: list[tuple[Membership, Work]]
    # Decisions per day, of the work submitted in the last two weeks. 0 if it isn't
    # known.
    pace: float

    @property
    def days_left(self) -> int | None:
        """The days that the missing decisions take at this pace.

        None if no decision is missing, or if the pace isn't known.
        """
        missing = max((self.decisions_wanted or 0) - self.decisions, 0)
        return ceil(missing / self.pace) if missing and self.pace else None


def own_progress(membership: Membership) -> OwnProgress:
    return own_progress_of([membership])[membership.pk]


def own_progress_of(members: Sequence[Membership]) -> dict[int, OwnProgress]:
    """Return each member's own work, in two statements for all of them."""
    projects = {member.project_id for member in members}
    own = Assignment.objects.filter(project__in=projects, annotator__in=members).worked_on_here()
    sums = {
        row["annotator"]: row
        for row in own.order_by()
        .values("annotator")
        .annotate(
            submitted=Count("pk", filter=Q(state=AssignmentState.SUBMITTED)),
            all_decided=Sum("decided", default=0),
            # The time of opening doesn't count: the next article is fetched early.
            last_used=Greatest(Max("touched_at"), Max("submitted_at")),
        )
    }
    opened: dict[int, Assignment] = {}
    for assignment in own.at_work().with_title().order_by("began_at", "pk"):
        opened.setdefault(assignment.annotator_id, assignment)

    return {
        member.pk: OwnProgress(
            submitted=row["submitted"] if row else 0,
            decided=row["all_decided"] if row else 0,
            open=opened.get(member.pk),
            last_used=row["last_used"] if row else None,
        )
        for member in members
        for row in [sums.get(member.pk)]
    }


def own_assignments(membership: Membership) -> AssignmentQuerySet:
    """A person's articles, the newest first."""
    own = Assignment.objects.filter(
        project=membership.project_id, annotator=membership
    ).worked_on_here()
    return own.without_earlier_pass(membership.project).with_title().order_by("-began_at", "-pk")


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

    # Subtracting the few withdrawn articles is faster than joining every assignment to
    # its article.
    withdrawn_articles = articles.filter(state=ArticleState.WITHDRAWN)
    withdrawn = _work(
        Assignment.objects.in_project(project).filter(article__in=withdrawn_articles), labels
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
    """Return every member with their work, those with the most decisions first.

    It counts the labels in `labels`.
    """
    work = _work(Assignment.objects.in_project(project), labels)
    members = Membership.objects.filter(project=project).select_related("user")
    people = [(person, work.get(person.pk, Work())) for person in members]
    return sorted(people, key=lambda entry: (-entry[1].decided, entry[0].pseudonym))


def _work(assignments: QuerySet[Assignment], labels: Sequence[Label]) -> dict[int, Work]:
    """Sum these assignments for each annotator.

    One query reads all of them, because there may be a hundred thousand.
    """
    # Imported labels are all stored at once, so they don't show how fast people work
    # here.
    recent = Q(submitted_at__gte=timezone.now() - PACE) & ~Q(origin=Origin.IMPORT)
    label_sums = {
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
            **label_sums,
        )
    )
    work: dict[int, Work] = defaultdict(Work)

    # An annotator has up to two rows: one of the assignments that hold a place, and one
    # of the others, such as retests.
    for row in rows:
        person = work[row["annotator"]]
        person.submitted += row["submitted"]
        person.opened += row["opened"]
        person.decided += row["sum_decided"]
        person.last_touched = max(
            filter(None, [person.last_touched, row["last_touched"]]), default=None
        )
        if row["holds_a_place"]:
            person.decisions = row["sum_decided"]
            person.labels = Counter({label.key: row[f"label_{label.pk}"] for label in labels})
            person.recent = row["recent"]
            person.first_recent, person.last_recent = row["first_recent"], row["last_recent"]

    return work


def _pace(work: Sequence[Work]) -> float:
    """Return the decisions per day since the first submission of the last two weeks.

    It is 0 if people have submitted work on one day only.
    """
    firsts = [
        timezone.localdate(each.first_recent) for each in work if each.first_recent is not None
    ]
    lasts = [timezone.localdate(each.last_recent) for each in work if each.last_recent is not None]
    # A single day doesn't show how much people do on an ordinary day.
    if not firsts or min(firsts) == max(lasts):
        return 0.0

    days = (timezone.localdate() - min(firsts)).days + 1
    return sum(each.recent for each in work) / days


def stuck_assignments(project: Project) -> QuerySet[Assignment]:
    """Return open assignments whose lease has expired, the oldest first.

    They keep their place until the queue gives it to someone else.
    """
    return (
        Assignment.objects.in_project(project)
        .open()
        .holding_places()
        .filter(expires_at__lt=timezone.now(), article__state=ArticleState.OPEN)
        .select_related("article", "annotator")
        .order_by("expires_at")
    )
