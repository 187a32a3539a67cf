"""The life of an assignment after it was given out: opened, submitted, reopened, returned."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.labelling.assignments.places import recount
from annotator.labelling.assignments.queue import MAX_OPEN
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Assignment, Sighting
from annotator.projects.models import Membership


class HandingInError(Exception):
    """This can't be done with the assignment now; the message says why.

    `is_final` says whether asking again later is of no use.
    """

    is_final = True


class ProjectClosedError(HandingInError):
    """Nothing can be done as long as the project is closed."""

    is_final = False


def open_assignment(*, assignment: Assignment) -> None:
    """Note that the annotator has the article on screen: from now on it is held for the project's
    whole lease.
    """
    now = timezone.now()
    Assignment.objects.open().filter(pk=assignment.pk).update(
        opened_at=Coalesce(F("opened_at"), now),
        expires_at=Greatest(F("expires_at"), now + assignment.project.lease),
    )


def submit_assignment(*, assignment: Assignment) -> Assignment:
    """Hand the article in. Doing it again changes nothing. Raises HandingInError."""
    with transaction.atomic():
        assignment = _locked(assignment)
        if assignment.state == AssignmentState.SUBMITTED:
            return assignment
        if assignment.state != AssignmentState.OPEN:
            raise HandingInError(
                _("This article was given to someone else. Your labels are kept, but don’t count.")
            )

        missing = assignment.article.to_label - assignment.decided

        if missing > 0:
            raise HandingInError(
                _("%(missing)s of %(all)s sentences have no label yet.")
                % {"missing": missing, "all": assignment.article.to_label}
            )

        return _change_state(assignment, AssignmentState.SUBMITTED)


def reopen_assignment(*, assignment: Assignment) -> Assignment:
    """Take a submitted article up again, to change a label. Doing it again changes nothing. Raises
    HandingInError.
    """
    with transaction.atomic():
        # The member's row first, as in the queue: two tabs must not open a third article between
        # them.
        Membership.objects.select_for_update(of=("self",)).get(pk=assignment.annotator_id)
        assignment = _locked(assignment)
        if assignment.state == AssignmentState.OPEN:
            return assignment
        if assignment.state != AssignmentState.SUBMITTED:
            raise HandingInError(_("Only a submitted article can be reopened."))

        if Sighting.objects.filter(
            article=assignment.article_id, reviewer=assignment.annotator_id
        ).exists():
            raise HandingInError(
                _("You’ve seen other people’s labels here, so you can’t change yours any more.")
            )

        if (
            Assignment.objects.at_work().filter(annotator=assignment.annotator_id).count()
            >= MAX_OPEN
        ):
            raise HandingInError(_("You already have two articles in progress. Submit one first."))

        return _change_state(assignment, AssignmentState.OPEN)


def return_assignment(*, assignment: Assignment) -> Assignment:
    """Hand the article back: the place is free again, and this person is not offered the article
    any more.
    """
    with transaction.atomic():
        assignment = _locked(assignment)
        if assignment.state == AssignmentState.RETURNED:
            return assignment
        if assignment.state != AssignmentState.OPEN:
            raise HandingInError(_("Only an article in progress can be returned."))
        return _change_state(assignment, AssignmentState.RETURNED)


def _locked(assignment: Assignment) -> Assignment:
    locked = Assignment.objects.select_for_update(of=("self",)).select_related("project", "article")
    assignment = locked.get(pk=assignment.pk)
    if not assignment.project.is_open:
        raise ProjectClosedError(_("The project is closed."))
    return assignment


def _change_state(assignment: Assignment, state: AssignmentState) -> Assignment:
    now = timezone.now()
    assignment.state = state
    assignment.submitted_at = now if state == AssignmentState.SUBMITTED else None
    assignment.expires_at = max(assignment.expires_at, now + assignment.project.lease)
    assignment.save(update_fields=["state", "submitted_at", "expires_at"])
    recount([assignment.article_id])
    return assignment
