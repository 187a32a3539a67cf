"""Choosing an annotator's next article.

An article never gets more annotators than its overlap, because one statement claims a place: it
decreases `free` under the lock of the article's row. Rows are locked in the same order everywhere:
membership, assignment, article.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from annotator.labelling.assignments.queue_statements import (
    CLAIM_ANY_PLACE,
    CLAIM_IN_ORDER,
    MEMBER,
    MINE,
    OPEN,
    RESUME,
    RETEST,
    TAKE_OVER,
)
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Assignment
from annotator.lib.database.prepared_statements import prepared_cursor
from annotator.projects.access import NotAMemberError
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

_IN_ORDER = (RETEST, RESUME, CLAIM_IN_ORDER)
_LAST_PLACES = (CLAIM_ANY_PLACE, TAKE_OVER)


class NoticeNotAcceptedError(PermissionDenied):
    """The member must accept the project's notice before getting an article."""


def next_assignment(*, membership: Membership, after: int | None = None) -> Assignment | None:
    """Return the member's open assignment, or a new one, with its article.

    With `after`, return another one than the assignment with this id. None if the project is
    closed, has no article left for this person, or the person has two open assignments already.
    Raises NoticeNotAcceptedError, and NotAMemberError for someone who is suspended or has left.
    """
    assert membership.user_id is not None
    found = take_next(
        user=membership.user_id, project=membership.project_id, after=after, opens=False
    )
    if found is None:
        return None
    return Assignment.objects.with_article(membership.project).get(pk=found)


def take_next(*, user: int, project: int, after: int | None, opens: bool) -> int | None:
    """Like `next_assignment`, by ids. With `opens`, the annotator opens the article at once."""
    # These are two transactions. The first keeps a lock on rows that turned out to be
    # taken, and waiting for the last places while holding them could deadlock. The
    # second waits for rows in the same order as everybody else.
    asking = _Asking(user, project, after, opens)
    return _find_with_retries(asking, _IN_ORDER) or _find_with_retries(asking, _LAST_PLACES)


class _Asking(NamedTuple):
    user: int
    project: int
    after: int | None
    opens: bool


class _Member(NamedTuple):
    """The columns of MEMBER."""

    id: int
    project: int
    owes_acceptance: bool
    is_open: bool
    lease: timedelta
    retest_share: int
    retest_after: timedelta


def _find_with_retries(asking: _Asking, statements: Sequence[str]) -> int | None:
    """Try again if PostgreSQL ends the transaction because of a deadlock.

    That can happen, for example, when a manager's change recounts the same articles.
    """
    for _attempt in range(MAX_TRIES - 1):
        try:
            return _find_or_claim(asking, statements)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
    return _find_or_claim(asking, statements)


def _find_or_claim(asking: _Asking, statements: Sequence[str]) -> int | None:
    with transaction.atomic(), prepared_cursor() as cursor:
        cursor.execute(MEMBER, {"project": asking.project, "user": asking.user})
        row = cursor.fetchone()
        if row is None:
            raise NotAMemberError
        member = _Member(*row)
        if member.owes_acceptance:
            raise NoticeNotAcceptedError(_("Read and accept the project notice first."))
        if not member.is_open:
            return None

        cursor.execute(MINE, {"project": member.project, "annotator": member.id})
        mine = cursor.fetchall()
        opened = [row for row in mine if row[1] == AssignmentState.OPEN]
        values = _values(member, opens=asking.opens)

        for assignment, _state, is_unopened in opened:
            if assignment != asking.after:
                if asking.opens and is_unopened:
                    cursor.execute(OPEN, values | {"assignment": assignment})
                return int(assignment)

        if len(opened) >= MAX_OPEN:
            return None

        # Most requests need neither of these, and each statement costs time.
        pointless = {RETEST: not member.retest_share, RESUME: len(opened) == len(mine)}

        for statement in statements:
            if pointless.get(statement):
                continue
            cursor.execute(statement, values)
            row = cursor.fetchone()
            if row is not None:
                return int(row[0])

    return None


def _values(member: _Member, *, opens: bool) -> dict[str, Any]:
    """The values of all statements of the queue."""
    now = timezone.now()
    return {
        "project": member.project,
        "annotator": member.id,
        "now": now,
        "opened": now if opens else None,
        "expires": now + (max(member.lease, UNOPENED_LEASE) if opens else UNOPENED_LEASE),
        "probed": PROBED,
        # Always the same for one person, and spread evenly over all: Knuth's
        # multiplicative hash.
        "start": member.id * 2_654_435_761 % KEYS,
        "anywhere": secrets.randbelow(KEYS),
        "share": member.retest_share,
        "retested": now - member.retest_after,
    }
