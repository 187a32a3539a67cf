"""How far a project and each of its annotators have come. All from tallies: no page counts annotations."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from annotator.corpus.models import Article, ArticleState
from annotator.labelling.models import Assignment, AssignmentState
from annotator.projects.models import Label, Membership, Project


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


def own_progress(membership: Membership) -> OwnProgress:
    own = Assignment.objects.filter(annotator=membership)
    sums = own.aggregate(
        submitted=Count("pk", filter=Q(state=AssignmentState.SUBMITTED)), decided=Sum("decided", default=0)
    )
    opened = own.open().select_related("article").order_by("began_at", "pk").first()
    return OwnProgress(submitted=sums["submitted"], decided=sums["decided"], open=opened)


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
    tallies = list(Assignment.objects.in_project(project).values_list("decided", "label_counts"))
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


def annotators_at_work(project: Project) -> list[Membership]:
    """The members with an assignment, each with `submitted` and `decided`, most decisions first."""
    return list(
        Membership.objects.filter(project=project)
        .annotate(
            submitted=Count("assignments", filter=Q(assignments__state=AssignmentState.SUBMITTED)),
            decided=Sum("assignments__decided"),
        )
        .filter(decided__isnull=False)
        .order_by("-decided", "pseudonym")
    )


def sum_label_counts(tallies: Iterable[dict[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for tally in tallies:
        total.update({key: count for key, count in tally.items() if count})
    return total
