"""What the app has recorded about how the labels of a project were made."""

from typing import TypedDict

from django.db.models import Count, Q, Sum

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article, ArticleState, SplitEdit
from annotator.export.datasheet.people import people_who_labelled
from annotator.labelling.choices import Origin
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.facts.small_groups import SMALLEST_GROUP
from annotator.projects.models import Membership, PracticeRun, Project


class Process(TypedDict):
    """Counts from the records of a project, as `release.json` has them under `process`.

    A count of people that could identify one of them is None: 1 to 4 of them, or a rest as small.
    So are the hours of fewer than five people.
    """

    annotators: int
    # Of everybody whose time was measured, with superseded and unsubmitted labels.
    hours: int | None
    shows_notice: bool
    accepted_notice: int | None
    offers_practice: bool
    practised: int | None
    codebook_versions: int
    # How many articles have this number of annotators who submitted them.
    articles_by_annotators: dict[str, int]
    retest_percent: int
    retests: int
    tie_breaks: int
    adjudicators: int
    suspended: int | None
    withdrawn_articles: int
    articles_split_by_hand: int


def process_of(project: Project) -> Process:
    # People whose labels were imported never saw this app.
    worked_on = Assignment.objects.in_project(project).worked_on_here()
    working = Membership.objects.filter(project=project, assignments__in=worked_on).distinct()
    here = working.count()

    return Process(
        annotators=people_who_labelled(project),
        hours=_hours(project),
        shows_notice=bool(project.notice),
        accepted_notice=_coarse(working.filter(notice_accepted_at__isnull=False).count(), of=here),
        offers_practice=project.offers_practice and project.practice_articles.exists(),
        practised=_coarse(
            PracticeRun.objects.filter(project=project, is_skipped=False, member__in=working)
            .values("member")
            .distinct()
            .count(),
            of=here,
        ),
        codebook_versions=project.codebooks.count(),
        articles_by_annotators=_articles_by_annotators(project),
        retest_percent=project.retest_share,
        retests=Assignment.objects.in_project(project).submitted().filter(pass_number=2).count(),
        tie_breaks=Assignment.objects.in_project(project)
        .submitted()
        .filter(origin=Origin.TIE_BREAK)
        .count(),
        adjudicators=Adjudication.objects.in_project(project)
        .decided()
        .values("adjudicator")
        .distinct()
        .count(),
        suspended=_coarse(working.filter(suspended_at__isnull=False).count(), of=here),
        withdrawn_articles=Article.objects.in_project(project)
        .filter(state=ArticleState.WITHDRAWN)
        .count(),
        articles_split_by_hand=SplitEdit.objects.filter(project=project, undone_at=None)
        .values("article")
        .distinct()
        .count(),
    )


def _hours(project: Project) -> int | None:
    # Times of imported labels were not measured here.
    measured = (
        Annotation.objects.in_project(project)
        .exclude(assignment__origin=Origin.IMPORT)
        .aggregate(
            total=Sum("seconds"),
            people=Count("assignment__annotator", distinct=True, filter=Q(seconds__isnull=False)),
        )
    )
    seconds: float | None = measured["total"]
    if seconds is None or measured["people"] < SMALLEST_GROUP:
        return None
    return round(seconds / 3600)


def _articles_by_annotators(project: Project) -> dict[str, int]:
    counted = (
        Assignment.objects.in_project(project)
        .counted()
        .exclude(article__state=ArticleState.WITHDRAWN)
        .values("article")
        .annotate(people=Count("pk"))
        .values_list("people", flat=True)
    )
    tally: dict[int, int] = {}
    for people in counted.iterator():
        tally[people] = tally.get(people, 0) + 1
    return {str(people): tally[people] for people in sorted(tally)}


def _coarse(count: int, *, of: int) -> int | None:
    """Return the count of some `of` people, None if it tells about fewer than five of them."""
    few = (part for part in (count, of - count) if 0 < part < SMALLEST_GROUP)
    return None if any(few) else count
