"""How far a project and each of its annotators have come. All from tallies: no page counts annotations."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from annotator.corpus.models import Article, ArticleState
from annotator.labelling.models import Assignment, AssignmentState
from annotator.projects.models import Label, Membership, Project

PACE = timedelta(days=14)  # over which the pace of work is taken


@dataclass(frozen=True)
class LabelShare:
    label: Label
    count: int
    share: float  # of all labels, 0 to 1


@dataclass(frozen=True)
class OwnProgress:
    """One person's work in a project: articles handed in, sentences decided on, and the article that is open."""

    submitted: int
    decided: int
    open: Assignment | None


@dataclass(frozen=True)
class ProjectProgress:
    articles: int
    begun: int
    done: int
    drafts: int
    sentences: int
    decisions: int  # labels and skips by everybody together
    decisions_wanted: int | None  # of all places of all articles; None when an article is for everyone
    skipped: int
    shares: list[LabelShare]

    @property
    def missing(self) -> int:
        return max((self.decisions_wanted or 0) - self.decisions, 0)


def own_progress(membership: Membership) -> OwnProgress:
    own = Assignment.objects.filter(annotator=membership)
    sums = own.aggregate(
        submitted=Count("pk", filter=Q(state=AssignmentState.SUBMITTED)), decided=Sum("decided", default=0)
    )
    opened = own.open().select_related("article").order_by("began_at", "pk").first()
    return OwnProgress(submitted=sums["submitted"], decided=sums["decided"], open=opened)


def own_assignments(membership: Membership) -> QuerySet[Assignment]:
    """A person's articles, the newest first."""
    return Assignment.objects.filter(annotator=membership).select_related("article").order_by("-began_at", "-pk")


def project_progress(project: Project) -> ProjectProgress:
    articles = Article.objects.in_project(project).exclude(state=ArticleState.WITHDRAWN)
    to_label = F("sentence_count") - F("excluded_count")
    counts = articles.aggregate(
        articles=Count("pk"),
        begun=Count("pk", filter=Q(frozen_at__isnull=False)),
        done=Count("pk", filter=Q(done_at__isnull=False)),
        drafts=Count("pk", filter=Q(state=ArticleState.DRAFT)),
        for_everyone=Count("pk", filter=Q(overlap__isnull=True)),
        sentences=Sum(to_label, default=0),
        wanted=Sum(to_label * F("overlap"), default=0),
    )
    counted = Assignment.objects.in_project(project).holding_places().exclude(article__state=ArticleState.WITHDRAWN)
    tallies = list(counted.values_list("decided", "label_counts"))
    decisions = sum(decided for decided, _ in tallies)
    labels = sum_label_counts(counts for _, counts in tallies)
    return ProjectProgress(
        articles=counts["articles"],
        begun=counts["begun"],
        done=counts["done"],
        drafts=counts["drafts"],
        sentences=counts["sentences"],
        decisions=decisions,
        decisions_wanted=None if counts["for_everyone"] else counts["wanted"],
        skipped=decisions - labels.total(),
        shares=[
            LabelShare(label, labels[label.key], labels[label.key] / labels.total() if labels else 0.0)
            for label in project.labels.all()
        ],
    )


def people_at_work(project: Project, *, begun: bool = False) -> list[Membership]:
    """Everybody in the project, or those who have begun: with `submitted`, `decided`, `opened` and `last_touched`.

    Most decisions first.
    """
    is_open, is_submitted = (Q(assignments__state=state) for state in (AssignmentState.OPEN, AssignmentState.SUBMITTED))
    people = (
        Membership.objects.filter(project=project)
        .select_related("user")
        .annotate(
            submitted=Count("assignments", filter=is_submitted),
            opened=Count("assignments", filter=is_open),
            decided=Sum("assignments__decided", default=0),
            last_touched=Max("assignments__touched_at"),
        )
        .order_by("-decided", "pseudonym")
    )
    return list(people.filter(decided__gt=0) if begun else people)


def stuck_assignments(project: Project) -> QuerySet[Assignment]:
    """Open assignments whose lease has run out: held until somebody takes the place, longest ago first."""
    return (
        Assignment.objects.in_project(project)
        .open()
        .holding_places()
        .filter(expires_at__lt=timezone.now(), article__state=ArticleState.OPEN)
        .select_related("article", "annotator")
        .order_by("expires_at")
    )


def days_left(project: Project, missing: int) -> int | None:
    """How many days the missing decisions take at the pace of the last two weeks' submissions; None without a pace."""
    since = timezone.now() - PACE
    pace = (
        Assignment.objects.in_project(project)
        .submitted()
        .holding_places()
        .filter(submitted_at__gte=since)
        .aggregate(decided=Sum("decided", default=0), first=Min("submitted_at"))
    )
    if not pace["decided"]:
        return None
    days = max((timezone.now() - pace["first"]).total_seconds() / 86_400, 1)
    per_day: float = pace["decided"] / days
    return ceil(missing / per_day)


def sum_label_counts(tallies: Iterable[dict[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for tally in tallies:
        total.update({key: count for key, count in tally.items() if count})
    return total
