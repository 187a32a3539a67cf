"""Which article an annotator gets next.

Overlap is exact because a place is claimed in one statement on the article's row: `free` is counted
down under its lock. Lock order, everywhere: membership, assignment, article.
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
from annotator.labelling.assignments.predicates import can_hold_place_sql, holds_place_sql
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Assignment
from annotator.projects.models import Membership

UNOPENED_LEASE = timedelta(hours=1)  # for an article that was fetched ahead and not looked at
MAX_TRIES = 5  # of a claim that ran into a deadlock
MAX_OPEN = 2  # the one at work, and the next, fetched early
PROBED = 200  # begun articles looked at in one go
KEYS = 2**31  # queue keys lie below

# Articles that the person has had, returned ones included, or has reviewed, are passed over.
NEW_TO_ME = """NOT EXISTS (
          SELECT FROM labelling_assignment mine
          WHERE mine.article_id = article.id AND mine.annotator_id = %(annotator)s
      )
      AND NOT EXISTS (
          SELECT FROM labelling_sighting seen
          WHERE seen.article_id = article.id AND seen.reviewer_id = %(annotator)s
      )"""

# A shelf is a part of the queue.
SHELF = f"""(
    SELECT article.id
    FROM corpus_article article
    WHERE article.project_id = %(project)s AND article.state = 'open' AND {{condition}}
      AND article.sentence_count > article.excluded_count -- else there is nothing to label
      AND {NEW_TO_ME}
    ORDER BY article.queue_key
    LIMIT 1
    {{lock}}
)"""
SKIP_LOCKED = "FOR UPDATE OF article SKIP LOCKED"  # keeps a crowd moving
FOR_EVERYONE = SHELF.format(condition="article.overlap IS NULL", lock="FOR UPDATE OF article")
# Who is faster than the others has had most of what is begun. Only some of it is probed, first from
# anywhere in the round and then from its beginning, so that no request walks past all of it.
BEGUN = """article.free > 0 AND article.id IN (
        SELECT id FROM corpus_article
        WHERE project_id = %(project)s AND state = 'open' AND free > 0 AND free < overlap
            AND queue_key >= {key}
        ORDER BY queue_key LIMIT %(probed)s
    )"""
BEGUN_ANYWHERE = SHELF.format(condition=BEGUN.format(key="%(anywhere)s"), lock=SKIP_LOCKED)
BEGUN_FIRST = SHELF.format(condition=BEGUN.format(key=0), lock=SKIP_LOCKED)
UNTOUCHED_FROM_MY_START = SHELF.format(
    condition="article.free = article.overlap AND article.queue_key >= %(start)s", lock=SKIP_LOCKED
)
UNTOUCHED = SHELF.format(condition="article.free = article.overlap", lock=SKIP_LOCKED)
# Finding nothing may only mean that the last places are being claimed by others, who might still
# let go of them: asked without SKIP LOCKED, and of every place that is left, the question waits for
# them.
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
CLAIM = (
    """
    WITH claimed AS (
        UPDATE corpus_article
        SET free = free - 1,
            frozen_at = coalesce(frozen_at, %(now)s),
            done_at = CASE WHEN overlap IS NOT NULL
                THEN done_at END -- a late comer is one of everyone
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

# The place of an expired lease changes hands: it was never free, so `free` stays as it is.
# Suspended members hold none.
TAKE_OVER = f"""
    WITH expired AS (
        SELECT lease.id, lease.article_id
        FROM labelling_assignment lease
        JOIN corpus_article article ON article.id = lease.article_id
        JOIN projects_membership holder ON holder.id = lease.annotator_id
        WHERE lease.project_id = %(project)s AND lease.state = 'open' AND lease.expires_at < %(now)s
          AND {holds_place_sql("lease", "holder")}
          AND article.state = 'open'
          AND article.overlap >= ( -- an article above its overlap gives no place on
              SELECT count(*)
              FROM labelling_assignment held JOIN projects_membership member
                  ON member.id = held.annotator_id
              WHERE held.article_id = article.id AND {holds_place_sql("held", "member")}
          )
          AND {NEW_TO_ME}
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

# A lapsed assignment goes on, with its labels, when a place on its article is free again, unless
# the person has seen the others' labels since.
RESUME = f"""
    WITH claimed AS (
        UPDATE corpus_article SET free = free - 1
        WHERE id = (
            SELECT article.id
            FROM labelling_assignment mine JOIN corpus_article article
                ON article.id = mine.article_id
            WHERE mine.annotator_id = %(annotator)s AND mine.state = 'lapsed'
              AND {can_hold_place_sql("mine")}
              AND article.state = 'open' AND (article.free > 0 OR article.overlap IS NULL)
              AND NOT EXISTS (
                  SELECT FROM labelling_sighting seen
                  WHERE seen.article_id = article.id AND seen.reviewer_id = mine.annotator_id
              )
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

# An article comes back to the person who has submitted it long enough ago, as pass 2: they see
# nothing of the first time. Which ones is fixed by their number: 2654435761 is Knuth's
# multiplicative hash.
RETEST = """
    INSERT INTO labelling_assignment (
        project_id, article_id, annotator_id, pass, state, origin, began_at, expires_at, decided,
        label_counts
    )
    SELECT mine.project_id, mine.article_id, mine.annotator_id, 2, 'open', 'retest', %(now)s,
        %(expires)s, 0, '{}'
    FROM labelling_assignment mine JOIN corpus_article article ON article.id = mine.article_id
    WHERE mine.annotator_id = %(annotator)s AND mine.pass = 1 AND mine.state = 'submitted'
      AND mine.origin IN ('queue', 'manager') AND mine.submitted_at < %(retested)s
      AND mine.id %% 2147483648 * 2654435761 %% 4294967296 < %(share)s::bigint * 42949673
      AND article.state = 'open'
      AND NOT EXISTS (
          SELECT FROM labelling_assignment again
          WHERE again.article_id = mine.article_id AND again.annotator_id = mine.annotator_id
              AND again.pass = 2
      )
      AND NOT EXISTS (
          SELECT FROM labelling_sighting seen
          WHERE seen.article_id = mine.article_id AND seen.reviewer_id = mine.annotator_id
      )
    ORDER BY mine.submitted_at
    LIMIT 1
    RETURNING id
"""


_IN_ORDER = (RETEST, RESUME, CLAIM_IN_ORDER)
_LAST_PLACES = (CLAIM_ANY_PLACE, TAKE_OVER)


class NoticeNotAcceptedError(PermissionDenied):
    """The project has a notice that this person must accept before the first article."""


def next_assignment(*, membership: Membership, after: int | None = None) -> Assignment | None:
    """The member's open assignment, or a new one; with `after`, one besides the assignment of that
    id.

    None when the project is closed, has nothing left for this person, or the person has two open
    already. Raises NoticeNotAcceptedError.
    """
    if membership.owes_acceptance():
        raise NoticeNotAcceptedError(_("Read and accept the project notice first."))
    if not membership.project.is_open:
        return None
    # A row that turned out to be taken stays locked to the end of the transaction. Whoever found
    # nothing but such rows lets go of them before waiting for the last places, which everybody
    # waits for in one order.
    return _patiently(membership, after, _IN_ORDER) or _patiently(membership, after, _LAST_PLACES)


def _patiently(
    membership: Membership, after: int | None, statements: Sequence[str]
) -> Assignment | None:
    """Tried again where PostgreSQL ends the transaction because of a deadlock, with a manager's
    recount, say.
    """
    for _attempt in range(MAX_TRIES - 1):
        try:
            return _next_assignment(membership, after, statements)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
    return _next_assignment(membership, after, statements)


def _next_assignment(
    membership: Membership, after: int | None, statements: Sequence[str]
) -> Assignment | None:
    with transaction.atomic():
        # The member's row is the lock: two tabs of one person must not claim a third open article.
        Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
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
    """The id of the assignment that was made or taken up again."""
    values: dict[str, Any] = {
        "project": membership.project_id,
        "annotator": membership.pk,
        "now": now,
        "expires": now + UNOPENED_LEASE,
        "probed": PROBED,
        # Stable for the person and different from one to the next; 2654435761 is Knuth's
        # multiplicative hash.
        "start": membership.pk * 2_654_435_761 % KEYS,
        "anywhere": secrets.randbelow(KEYS),
    }
    project = membership.project
    values |= {"share": project.retest_share, "retested": now - project.retest_after}
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
