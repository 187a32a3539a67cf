"""What an annotator does with an assignment: open it, submit it, reopen it or return it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.labelling.assignments.places import recount
from annotator.labelling.assignments.queue import MAX_OPEN
from annotator.labelling.assignments.queue_statements import OPEN
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Assignment
from annotator.lib.database.prepared_statements import prepared_cursor
from annotator.projects.access import NotAMemberError
from annotator.projects.models import Membership


class AssignmentStateError(Exception):
    """The assignment is in a state in which this can't be done. The message gives the reason.

    `is_final` tells clients whether it is useless to try again later.
    """

    is_final = True


class ProjectClosedError(AssignmentStateError):
    """The project is closed. It may be opened again, so a client can try later."""

    is_final = False


def open_assignment(*, assignment: Assignment) -> None:
    """Record that the annotator has opened the article.

    From now on it is reserved for the project's whole lease.
    """
    now = timezone.now()
    with prepared_cursor() as cursor:
        cursor.execute(
            OPEN,
            {
                "assignment": assignment.pk,
                "project": assignment.project_id,
                "now": now,
                "expires": now + assignment.project.lease,
            },
        )


# An own assignment, locked, and what decides whether it can be submitted.
OWN = """
    SELECT mine.state, mine.decided, article.sentence_count - article.excluded_count,
           mine.article_id, project.is_open, project.lease
    FROM labelling_assignment mine
    JOIN projects_membership member ON member.id = mine.annotator_id
    JOIN projects_project project ON project.id = mine.project_id
    JOIN corpus_article article ON article.id = mine.article_id
    WHERE mine.id = %(assignment)s AND mine.project_id = %(project)s AND mine.origin <> 'import'
      AND member.project_id = %(project)s AND member.user_id = %(user)s
      AND member.suspended_at IS NULL AND member.left_at IS NULL
      AND project.id = %(project)s AND article.project_id = %(project)s
    FOR UPDATE OF mine
"""
# An article that is reopened later must not be given to someone else at once.
SUBMIT = """
    UPDATE labelling_assignment
    SET state = 'submitted', submitted_at = %(now)s, expires_at = greatest(expires_at, %(expires)s)
    WHERE id = %(assignment)s AND project_id = %(project)s
"""


def submit_assignment(*, user: int, project: int, assignment: int) -> None:
    """Submit the user's article. Doing it again changes nothing.

    Raises AssignmentStateError, and NotAMemberError if an active member with this assignment
    doesn't exist.
    """
    values: dict[str, Any] = {"user": user, "project": project, "assignment": assignment}
    with transaction.atomic(), prepared_cursor() as cursor:
        cursor.execute(OWN, values)
        row = cursor.fetchone()
        if row is None:
            raise NotAMemberError
        state, decided, to_label, article, is_open, lease = row
        if not is_open:
            raise ProjectClosedError(_("The project is closed."))
        if state == AssignmentState.SUBMITTED:
            return
        if state == AssignmentState.RETURNED:
            raise AssignmentStateError(
                _("You returned this article. Your labels are kept, but don’t count.")
            )
        if state == AssignmentState.LAPSED:
            raise AssignmentStateError(
                _(
                    "Your time for this article ran out, and someone else has it now. Your labels "
                    "are kept, but don’t count. Continue with your next article."
                )
            )

        missing = to_label - decided

        if missing > 0:
            raise AssignmentStateError(
                ngettext(
                    "%(missing)s sentence of %(all)s has no label yet.",
                    "%(missing)s of %(all)s sentences have no label yet.",
                    missing,
                )
                % {"missing": missing, "all": to_label}
            )

        now = timezone.now()
        cursor.execute(SUBMIT, values | {"now": now, "expires": now + lease})
        recount([article], project=project)


def reopen_assignment(*, assignment: Assignment) -> Assignment:
    """Reopen a submitted article, so that its annotator can change a label.

    Doing it again changes nothing. Raises AssignmentStateError.
    """
    with transaction.atomic():
        # As in the queue, the member's row is locked first. Otherwise two tabs could
        # open a third article at the same time.
        Membership.objects.select_for_update(of=("self",)).get(
            pk=assignment.annotator_id, project=assignment.project_id
        )
        assignment = _lock(assignment)
        if assignment.state == AssignmentState.OPEN:
            return assignment
        if assignment.state != AssignmentState.SUBMITTED:
            raise AssignmentStateError(
                _("This article is no longer assigned to you, so it can’t be reopened.")
            )

        # A label that was changed after seeing those of others would not be
        # independent.
        if assignment.article.sightings.filter(reviewer=assignment.annotator_id).exists():
            raise AssignmentStateError(
                _("You’ve seen other people’s labels here, so you can’t change yours any more.")
            )

        at_work = Assignment.objects.in_project(assignment.project).at_work()
        if at_work.filter(annotator=assignment.annotator_id).count() >= MAX_OPEN:
            raise AssignmentStateError(
                _("You already have two articles in progress. Submit one first.")
            )

        return _change_state(assignment, AssignmentState.OPEN)


def return_assignment(*, assignment: Assignment) -> Assignment:
    """Return the article. Its place is free again, and this person isn't offered it again."""
    with transaction.atomic():
        assignment = _lock(assignment)
        if assignment.state == AssignmentState.RETURNED:
            return assignment
        if assignment.state == AssignmentState.SUBMITTED:
            raise AssignmentStateError(
                _("You have submitted this article. To return it, reopen it first.")
            )
        if assignment.state == AssignmentState.LAPSED:
            raise AssignmentStateError(
                _("Your time for this article ran out, and someone else has it now.")
            )
        return _change_state(assignment, AssignmentState.RETURNED)


def _lock(assignment: Assignment) -> Assignment:
    # The caller's copy may be old, so the state is read again under the lock. Without
    # `of`, the project's and the article's rows would be locked too.
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("project", "article")
    assignment = rows.get(pk=assignment.pk, project=assignment.project_id)
    if not assignment.project.is_open:
        raise ProjectClosedError(_("The project is closed."))
    return assignment


def _change_state(assignment: Assignment, state: AssignmentState) -> Assignment:
    now = timezone.now()
    assignment.state = state
    assignment.submitted_at = None
    # A reopened article must not be given to someone else at once.
    assignment.expires_at = max(assignment.expires_at, now + assignment.project.lease)
    assignment.save(update_fields=["state", "submitted_at", "expires_at"])
    recount([assignment.article_id], project=assignment.project_id)
    return assignment
