"""The places of an article's overlap, and what managers can change about them.

`predicates.py` defines which assignments hold a place. The queue decreases `free` by one for each
place that it gives. Everything else that changes who holds a place counts again, with `recount`.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.corpus.models import Article, ArticleQuerySet, ArticleState
from annotator.labelling.assignments.predicates import holds_place_sql
from annotator.labelling.assignments.queue import MAX_OPEN
from annotator.labelling.choices import AssignmentState, Origin
from annotator.labelling.models import Assignment
from annotator.lib.database.prepared_statements import prepared_cursor
from annotator.projects.models import Membership, Project

LOCK = """
    SELECT FROM corpus_article
    WHERE id = ANY (%(articles)s::bigint[]) AND project_id = %(project)s
    ORDER BY id
    FOR UPDATE
"""

# An article for everyone is done when every annotator who can sign in has submitted it.
# An article that was done already keeps the time when it became so.
# The assignments are counted article by article, by a key, in a table of any size.
RECOUNT = f"""
    WITH held AS (
        SELECT article.id, counted.places, counted.submitted
        FROM corpus_article article CROSS JOIN LATERAL (
            SELECT count(*) AS places,
                   count(*) FILTER (WHERE assignment.state = 'submitted') AS submitted
            FROM labelling_assignment assignment JOIN projects_membership member
                ON member.id = assignment.annotator_id
            WHERE assignment.article_id = article.id
              AND assignment.project_id = %(project)s AND member.project_id = %(project)s
              AND {holds_place_sql("assignment", "member")}
        ) counted
        WHERE article.id = ANY (%(articles)s::bigint[]) AND article.project_id = %(project)s
    )
    UPDATE corpus_article article
    SET free = CASE WHEN article.overlap IS NOT NULL
        THEN greatest(article.overlap - held.places, 0) END,
        done_at = CASE
            WHEN article.overlap IS NOT NULL AND held.submitted >= article.overlap
                 OR article.overlap IS NULL AND held.submitted > 0 AND NOT EXISTS (
                     SELECT FROM projects_membership waiting
                     WHERE waiting.project_id = %(project)s AND waiting.role = 'annotator'
                       AND waiting.suspended_at IS NULL AND waiting.left_at IS NULL
                           AND waiting.user_id IS NOT NULL
                       AND NOT EXISTS (
                           SELECT FROM labelling_assignment theirs
                           WHERE theirs.article_id = article.id AND theirs.annotator_id = waiting.id
                             AND theirs.project_id = %(project)s
                             AND theirs.pass = 1 AND theirs.state = 'submitted'
                       )
                 )
            THEN coalesce(article.done_at, %(now)s)
        END
    FROM held
    WHERE held.id = article.id AND article.id = ANY (%(articles)s::bigint[])
      AND article.project_id = %(project)s
"""

# An article for everyone has no overlap that could grow.
MAKE_ROOM = f"""
    UPDATE corpus_article article
    SET overlap = CASE WHEN article.overlap IS NOT NULL
        THEN greatest(article.overlap, held.places) END,
        frozen_at = coalesce(article.frozen_at, %(now)s)
    FROM (
        SELECT assignment.article_id, count(*) AS places
        FROM labelling_assignment assignment
        JOIN projects_membership member ON member.id = assignment.annotator_id
        WHERE assignment.article_id = ANY (%(articles)s::bigint[])
          AND assignment.project_id = %(project)s AND member.project_id = %(project)s
          AND {holds_place_sql("assignment", "member")}
        GROUP BY assignment.article_id
    ) held
    WHERE held.article_id = article.id AND article.id = ANY (%(articles)s::bigint[])
      AND article.project_id = %(project)s
"""


class OverlapError(Exception):
    """The overlap can't have this value. The message gives the reason."""


class AssignError(Exception):
    """The article can't be assigned to this person now. The message gives the reason."""


def recount(articles: Iterable[int], *, project: int) -> None:
    """Set `free` and `done_at` of these articles of a project from their assignments.

    Call it inside a transaction.
    """
    values: dict[str, Any] = {"articles": sorted(set(articles)), "project": project}
    with prepared_cursor() as cursor:
        # Lock the articles before counting, so that a claim that is running now is counted
        # too. All recounts lock them in the same order, so they can't block each other.
        cursor.execute(LOCK, values)
        cursor.execute(RECOUNT, values | {"now": timezone.now()})


def make_room(articles: Iterable[int], *, project: int) -> None:
    """Update these articles of a project after an import of labels. Call it inside a transaction.

    Their sentences can't be edited any more. If more annotators have an article than its overlap,
    the overlap grows.
    """
    ids = sorted(set(articles))
    with connection.cursor() as cursor:
        cursor.execute(MAKE_ROOM, {"articles": ids, "project": project, "now": timezone.now()})
    recount(ids, project=project)


def recount_for_everyone(project: Project) -> None:
    """Update `done_at` of the articles for everyone, after somebody joined, left or came back."""
    with transaction.atomic():
        for_everyone = Article.objects.in_project(project).filter(overlap=None)
        recount(for_everyone.values_list("pk", flat=True), project=project.pk)


def set_overlap(*, article: Article, overlap: int | None) -> Article:
    """Change how many annotators get the article. None means everyone.

    Raises OverlapError if more annotators have it already.
    """
    with transaction.atomic():
        article = _lock(article)
        held = article.assignments.holding_places().count()
        if overlap is not None and overlap < max(held, 1):
            raise OverlapError(
                ngettext(
                    "The overlap can’t be %(overlap)s: already assigned to %(held)s annotator.",
                    "The overlap can’t be %(overlap)s: already assigned to %(held)s annotators.",
                    held,
                )
                % {"overlap": overlap, "held": held}
            )
        article.overlap = overlap
        article.free = overlap
        article.save(update_fields=["overlap", "free"])
        recount([article.pk], project=article.project_id)

    return article


def assign(*, article: Article, membership: Membership) -> Assignment:
    """Assign the article to this person. If no place is free, the overlap grows by one.

    A returned or expired assignment is opened again. An open or submitted one doesn't change.
    Raises AssignError.
    """
    now = timezone.now()
    with transaction.atomic():
        # The member's row is the lock on the number of open articles, as in the queue.
        Membership.objects.select_for_update(of=("self",)).get(
            pk=membership.pk, project=membership.project_id
        )
        mine = membership.assignments.select_for_update()
        assignment = mine.filter(article=article, pass_number=1).first()
        if assignment is not None and assignment.state in (
            AssignmentState.OPEN,
            AssignmentState.SUBMITTED,
        ):
            return assignment

        if article.sightings.filter(reviewer=membership).exists():
            raise AssignError(
                _(
                    "%(annotator)s has seen other people’s labels on this article, so theirs would "
                    "not be independent."
                )
                % {"annotator": membership.pseudonym}
            )
        if mine.at_work().count() >= MAX_OPEN:
            raise AssignError(
                _("%(annotator)s already has two articles in progress.")
                % {"annotator": membership.pseudonym}
            )

        article = _lock(article)
        if article.state != ArticleState.OPEN:
            raise AssignError(
                _("Open this article for labelling first. Its state: %(state)s.")
                % {"state": article.get_state_display().lower()}
            )
        if article.free == 0:
            article.overlap = (article.overlap or 0) + 1
            article.free = 1
        article.frozen_at = article.frozen_at or now
        article.save(update_fields=["overlap", "free", "frozen_at"])

        if assignment is None:
            assignment = Assignment(
                project_id=article.project_id, article=article, annotator=membership
            )
        assignment.state = AssignmentState.OPEN
        assignment.origin = Origin.MANAGER
        assignment.expires_at = now + membership.project.lease
        assignment.save()
        recount([article.pk], project=article.project_id)

    return assignment


def withdraw(*, article: Article) -> None:
    """Withdraw the article from the queue and the figures. Its labels are kept."""
    withdraw_articles(articles=_row(article))


def withdraw_articles(*, articles: ArticleQuerySet) -> None:
    # `reinstate` needs to know whether the sentences were checked.
    is_draft = Case(When(state=ArticleState.DRAFT, then=True), default=False)
    live = articles.exclude(state=ArticleState.WITHDRAWN)
    live.update(state=ArticleState.WITHDRAWN, was_draft=is_draft)


def reinstate(*, article: Article) -> None:
    """Undo `withdraw`. A draft becomes a draft again: nobody has checked its sentences yet."""
    reinstate_articles(articles=_row(article))


def reinstate_articles(*, articles: ArticleQuerySet) -> None:
    before = Case(
        When(was_draft=True, then=Value(ArticleState.DRAFT)), default=Value(ArticleState.OPEN)
    )
    withdrawn = articles.filter(state=ArticleState.WITHDRAWN)
    withdrawn.update(state=before, was_draft=False)


def _row(article: Article) -> ArticleQuerySet:
    return Article.objects.filter(pk=article.pk, project=article.project_id)


def _lock(article: Article) -> Article:
    return _row(article).select_for_update().get()
