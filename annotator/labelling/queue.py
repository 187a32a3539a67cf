"""Which article an annotator gets next, and when an assignment begins and ends.

Overlap is exact because a place is claimed in one statement on the article's row: `free` is counted down under its
lock. Lock order, everywhere: membership, assignment, article.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from annotator.corpus.models import Article
from annotator.labelling.models import Assignment, AssignmentState, Origin
from annotator.projects.models import Membership, Role

UNOPENED_LEASE = timedelta(hours=1)  # for an article that was fetched ahead and not looked at
MOST_OPEN = 2  # the one at work, and the next, fetched early

CLAIM = """
    UPDATE corpus_article
    SET free = free - 1, frozen_at = coalesce(frozen_at, %(now)s)
    WHERE id = (
        SELECT article.id
        FROM corpus_article article
        WHERE article.project_id = %(project)s AND article.state = 'open' AND article.free > 0
          AND NOT EXISTS (
              SELECT FROM labelling_assignment mine
              WHERE mine.article_id = article.id AND mine.annotator_id = %(annotator)s
          )
        ORDER BY article.free = article.overlap, article.id -- what others have begun comes first
        LIMIT 1
        FOR UPDATE {skip_locked}
    )
    RETURNING id
"""


class NotSubmittableError(Exception):
    """The assignment can't be submitted now; the message says why."""


def next_assignment(*, membership: Membership, after: int | None = None) -> Assignment | None:
    """The member's open assignment, or a new one; with `after`, one besides the assignment of that id.

    None when the project is closed, has nothing left for this person, or the person has two open already.
    """
    if not membership.project.is_open:
        return None
    with transaction.atomic():
        # The member's row is the lock: two tabs of one person must not claim a third open article.
        Membership.objects.select_for_update().get(pk=membership.pk)
        opened = list(Assignment.objects.open().filter(annotator=membership).order_by("began_at", "pk"))
        for assignment in opened:
            if assignment.pk != after:
                return assignment
        if len(opened) >= MOST_OPEN:
            return None
        now = timezone.now()
        article = _article_for_everyone(membership, now) or _claim_place(membership, now)
        if article is None:
            return None
        return Assignment.objects.create(
            project_id=membership.project_id,
            article_id=article,
            annotator=membership,
            origin=Origin.QUEUE,
            began_at=now,
            expires_at=now + UNOPENED_LEASE,
        )


def open_assignment(*, assignment: Assignment) -> None:
    """Note that the annotator has the article on screen: from now on it is held for the project's whole lease."""
    now = timezone.now()
    Assignment.objects.open().filter(pk=assignment.pk).update(
        opened_at=Coalesce(F("opened_at"), now), expires_at=Greatest(F("expires_at"), now + assignment.project.lease)
    )


def submit_assignment(*, assignment: Assignment) -> Assignment:
    """Hand the article in. Doing it again changes nothing. Raises NotSubmittableError."""
    with transaction.atomic():
        assignment = Assignment.objects.select_for_update(of=("self",)).select_related("project").get(pk=assignment.pk)
        if assignment.state == AssignmentState.SUBMITTED:
            return assignment
        if assignment.state != AssignmentState.OPEN:
            raise NotSubmittableError("Your place on this article is gone. Your labels are kept, but do not count.")
        if not assignment.project.is_open:
            raise NotSubmittableError("The project is closed.")
        article = Article.objects.select_for_update().get(pk=assignment.article_id)
        missing = article.to_label - assignment.decided
        if missing > 0:
            raise NotSubmittableError(f"{missing} of {article.to_label} sentences have no label yet.")
        assignment.state = AssignmentState.SUBMITTED
        assignment.submitted_at = timezone.now()
        assignment.save(update_fields=["state", "submitted_at"])
        if article.done_at is None and _has_all_it_should(article):
            article.done_at = assignment.submitted_at
            article.save(update_fields=["done_at"])
        return assignment


def _claim_place(membership: Membership, now: datetime) -> int | None:
    parameters: dict[str, Any] = {"now": now, "project": membership.project_id, "annotator": membership.pk}
    with connection.cursor() as cursor:
        # Passing over locked rows keeps a crowd moving. Finding nothing may only mean that the last places are being
        # claimed by others, who might still let go of them: then wait for their locks before saying that none is left.
        for skip_locked in ("SKIP LOCKED", ""):
            cursor.execute(CLAIM.format(skip_locked=skip_locked), parameters)
            row = cursor.fetchone()
            if row is not None:
                return int(row[0])
    return None


def _article_for_everyone(membership: Membership, now: datetime) -> int | None:
    article = (
        Article.objects.in_project(membership.project)
        .open()
        .filter(overlap=None)
        .exclude(assignments__annotator=membership)
        .order_by("pk")
        .first()
    )
    if article is None:
        return None
    Article.objects.filter(pk=article.pk).update(frozen_at=Coalesce(F("frozen_at"), now))
    return article.pk


def _has_all_it_should(article: Article) -> bool:
    submitted = Assignment.objects.submitted().filter(article=article, pass_number=1, annotator__set_aside_at=None)
    if article.overlap is not None:
        places = [Origin.QUEUE, Origin.MANAGER, Origin.IMPORT]
        return submitted.filter(origin__in=places).count() >= article.overlap
    waiting = Membership.objects.active().filter(project=article.project_id, role=Role.ANNOTATOR, user__isnull=False)
    return not waiting.exclude(pk__in=submitted.values("annotator")).exists()
