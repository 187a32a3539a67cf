"""Choosing an annotator's next article.

An article never gets more annotators than its overlap, because one statement claims a place: it
decreases `free` under the lock of the article's row. Rows are locked in the same order everywhere:
membership, assignment, article.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from annotator.corpus.models import ArticleState
from annotator.labelling.assignments.offers import (
    expired_sql,
    new_to_sql,
    resumable_sql,
    retestable_sql,
)
from annotator.labelling.assignments.predicates import can_hold_place_sql
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Assignment
from annotator.projects.models import Membership

# The lease of an article that was fetched early and not opened yet.
UNOPENED_LEASE = timedelta(hours=1)
# A claim that ends in a deadlock is tried again.
MAX_TRIES = 5
# The article in progress, and the next one, which the page fetches early.
MAX_OPEN = 2
# One query looks at this many articles that others have begun.
PROBED = 200
# Every article has a random `queue_key` below this.
KEYS = 2**31

# The member who asks.
ME = "%(annotator)s"

# A shelf is a part of the queue: the articles that meet a condition. A claim tries one
# after the other. An article whose sentences are all excluded has nothing to label.
SHELF = f"""(
    SELECT article.id
    FROM corpus_article article
    WHERE article.project_id = %(project)s AND article.state = 'open' AND {{condition}}
      AND article.sentence_count > article.excluded_count
      AND {new_to_sql("article", ME)}
    ORDER BY article.queue_key
    LIMIT 1
    {{lock}}
)"""
# When many people ask at the same time, nobody waits for a row that someone else is
# claiming.
SKIP_LOCKED = "FOR UPDATE OF article SKIP LOCKED"
FOR_EVERYONE = SHELF.format(condition="article.overlap IS NULL", lock="FOR UPDATE OF article")
# An annotator who is faster than the others has had most of the begun articles already.
# A query that walked past all of them would be slow, so it only looks at some: first
# from a random key, then from the lowest.
BEGUN = """article.free > 0 AND article.id IN (
        SELECT id FROM corpus_article
        WHERE project_id = %(project)s AND state = 'open' AND free > 0 AND free < overlap
            AND queue_key >= {key}
        ORDER BY queue_key LIMIT %(probed)s
    )"""
BEGUN_ANYWHERE = SHELF.format(condition=BEGUN.format(key="%(anywhere)s"), lock=SKIP_LOCKED)
BEGUN_FIRST = SHELF.format(condition=BEGUN.format(key=0), lock=SKIP_LOCKED)
# Everybody starts at a different key, so that people rarely want the same article.
UNTOUCHED_FROM_MY_START = SHELF.format(
    condition="article.free = article.overlap AND article.queue_key >= %(start)s", lock=SKIP_LOCKED
)
UNTOUCHED = SHELF.format(condition="article.free = article.overlap", lock=SKIP_LOCKED)
# If the other shelves are empty, others may be claiming the last places, and their
# claims may still fail. So this one doesn't skip locked rows but waits for them, and
# looks at every place that is left.
ANY_PLACE = SHELF.format(condition="article.free > 0", lock="FOR UPDATE OF article")

ASSIGN = """
    INSERT INTO labelling_assignment (
        project_id, article_id, annotator_id, pass, state, origin, began_at, expires_at, decided,
        label_counts
    )
    SELECT %(project)s, id, %(annotator)s, 1, 'open', 'queue', %(now)s, %(expires)s, 0, '{{}}'
        FROM claimed
    RETURNING id
"""
# An article for everyone is not done any more when one more person gets it. Sentences
# are frozen, because an article that somebody labels must not be edited.
CLAIM = (
    """
    WITH claimed AS (
        UPDATE corpus_article
        SET free = free - 1,
            frozen_at = coalesce(frozen_at, %(now)s),
            done_at = CASE WHEN overlap IS NOT NULL THEN done_at END
        WHERE id = coalesce({shelves})
        RETURNING id
    )
    """
    + ASSIGN
)
CLAIM_IN_ORDER = CLAIM.format(
    shelves=", ".join(
        [FOR_EVERYONE, BEGUN_ANYWHERE, BEGUN_FIRST, UNTOUCHED_FROM_MY_START, UNTOUCHED]
    )
)
CLAIM_ANY_PLACE = CLAIM.format(shelves=ANY_PLACE)

# The place of an expired lease goes to another annotator. It is never free in between,
# so `free` doesn't change.
TAKE_OVER = f"""
    WITH expired AS (
        SELECT lease.id, lease.article_id
        FROM labelling_assignment lease
        JOIN corpus_article article ON article.id = lease.article_id
        JOIN projects_membership holder ON holder.id = lease.annotator_id
        WHERE lease.project_id = %(project)s
          AND {expired_sql("lease", "holder", "article", "%(now)s")}
          AND {new_to_sql("article", ME)}
        ORDER BY lease.expires_at
        LIMIT 1
        FOR UPDATE OF lease SKIP LOCKED
    ), lapsed AS (
        UPDATE labelling_assignment SET state = 'lapsed' FROM expired
            WHERE labelling_assignment.id = expired.id
    ), claimed AS (
        SELECT article_id AS id FROM expired
    )
""" + ASSIGN.format()

# When a place is free again on an article whose assignment lapsed, that annotator
# continues with their labels, unless they have seen those of others in the meantime.
RESUME = f"""
    WITH claimed AS (
        UPDATE corpus_article SET free = free - 1
        WHERE id = (
            SELECT article.id
            FROM labelling_assignment mine JOIN corpus_article article
                ON article.id = mine.article_id
            WHERE mine.annotator_id = {ME} AND {resumable_sql("mine", "article")}
            ORDER BY mine.began_at
            LIMIT 1
            FOR UPDATE OF article SKIP LOCKED
        )
        RETURNING id
    )
    UPDATE labelling_assignment mine
    SET state = 'open', expires_at = greatest(expires_at, %(expires)s)
    FROM claimed
    WHERE mine.article_id = claimed.id AND mine.annotator_id = %(annotator)s
        AND mine.state = 'lapsed'
      AND {can_hold_place_sql("mine")}
    RETURNING mine.id
"""

# An article that a person submitted long enough ago comes back to them as pass 2,
# without their first labels.
RETEST = f"""
    INSERT INTO labelling_assignment (
        project_id, article_id, annotator_id, pass, state, origin, began_at, expires_at, decided,
        label_counts
    )
    SELECT mine.project_id, mine.article_id, mine.annotator_id, 2, 'open', 'retest', %(now)s,
        %(expires)s, 0, '{{}}'
    FROM labelling_assignment mine JOIN corpus_article article ON article.id = mine.article_id
    WHERE mine.annotator_id = {ME}
      AND {retestable_sql("mine", "article", "%(share)s", "%(retested)s")}
    ORDER BY mine.submitted_at
    LIMIT 1
    RETURNING id
"""


_IN_ORDER = (RETEST, RESUME, CLAIM_IN_ORDER)
_LAST_PLACES = (CLAIM_ANY_PLACE, TAKE_OVER)


class NoticeNotAcceptedError(PermissionDenied):
    """The member must accept the project's notice before getting an article."""


def next_assignment(*, membership: Membership, after: int | None = None) -> Assignment | None:
    """Return the member's open assignment, or a new one.

    With `after`, return another one than the assignment with this id. None if the project is
    closed, has no article left for this person, or the person has two open assignments already.
    Raises NoticeNotAcceptedError.
    """
    if membership.owes_acceptance():
        raise NoticeNotAcceptedError(_("Read and accept the project notice first."))
    if not membership.project.is_open:
        return None

    # These are two transactions. The first keeps a lock on rows that turned out to be
    # taken, and waiting for the last places while holding them could deadlock. The
    # second waits for rows in the same order as everybody else.
    return _find_with_retries(membership, after, _IN_ORDER) or _find_with_retries(
        membership, after, _LAST_PLACES
    )


def _find_with_retries(
    membership: Membership, after: int | None, statements: Sequence[str]
) -> Assignment | None:
    """Try again if PostgreSQL ends the transaction because of a deadlock.

    That can happen, for example, when a manager's change recounts the same articles.
    """
    for _attempt in range(MAX_TRIES - 1):
        try:
            return _find_or_claim(membership, after, statements)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
    return _find_or_claim(membership, after, statements)


def _find_or_claim(
    membership: Membership, after: int | None, statements: Sequence[str]
) -> Assignment | None:
    with transaction.atomic():
        # Without this lock, two tabs of one person could claim a third open article.
        Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
        # Assignments of withdrawn articles don't count, because nobody can work on
        # them.
        mine = list(
            Assignment.objects.filter(
                annotator=membership, state__in=[AssignmentState.OPEN, AssignmentState.LAPSED]
            )
            .filter(article__state=ArticleState.OPEN)
            .with_article()
            .order_by("began_at", "pk")
        )
        opened = [assignment for assignment in mine if assignment.state == AssignmentState.OPEN]

        for assignment in opened:
            if assignment.pk != after:
                return assignment

        if len(opened) >= MAX_OPEN:
            return None

        claimed = _claim(membership, timezone.now(), statements, has_lapsed=len(opened) < len(mine))
        if claimed is None:
            return None

        return Assignment.objects.with_article().get(pk=claimed)


def _claim(
    membership: Membership, now: datetime, statements: Sequence[str], *, has_lapsed: bool
) -> int | None:
    """Run the statements in order, and return the id of the assignment that one of them gave."""
    values: dict[str, Any] = {
        "project": membership.project_id,
        "annotator": membership.pk,
        "now": now,
        "expires": now + UNOPENED_LEASE,
        "probed": PROBED,
        # Always the same for one person, and spread evenly over all: Knuth's
        # multiplicative hash.
        "start": membership.pk * 2_654_435_761 % KEYS,
        "anywhere": secrets.randbelow(KEYS),
    }
    project = membership.project
    values |= {"share": project.retest_share, "retested": now - project.retest_after}
    # Most requests need neither of these, and each statement costs time.
    pointless = {RETEST: not project.retest_share, RESUME: not has_lapsed}

    with connection.cursor() as cursor:
        for statement in statements:
            if pointless.get(statement):
                continue
            cursor.execute(statement, values)
            row = cursor.fetchone()
            if row is not None:
                return int(row[0])

    return None
