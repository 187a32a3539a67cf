"""Suspends members, and frees the places of those who leave."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from annotator.labelling.assignments.places import recount, recount_for_everyone
from annotator.labelling.models import Assignment
from annotator.projects.members import lock_members, require_another_manager
from annotator.projects.models import Membership


def suspend(*, membership: Membership, reason: str) -> Membership:
    """Give this person no more work, free their places, and leave their labels out of all figures.

    Nothing is deleted, so it can be undone. Raises LastManagerError.
    """
    return suspend_members(memberships=[membership], reason=reason)[0]


def suspend_members(*, memberships: Sequence[Membership], reason: str) -> list[Membership]:
    """Suspend these members of one project, all or none. Raises LastManagerError."""
    return _set_suspended(memberships, reason, is_suspended=True)


def free_places(membership: Membership) -> None:
    """Let others have the open articles of a person who left. Submitted articles still count."""
    with transaction.atomic():
        # The queue gives an expired place to the next annotator, and only then does it
        # lapse.
        membership.assignments.open().update(expires_at=timezone.now())
        recount_for_everyone(membership.project)


def reinstate_member(*, membership: Membership) -> int:
    """Undo `suspend`. Return how many articles now have more annotators than their overlap."""
    return reinstate_members(memberships=[membership])


def reinstate_members(*, memberships: Sequence[Membership]) -> int:
    """Undo `suspend` for these members of one project.

    Return how many of their articles now have more annotators than their overlap.
    """
    _set_suspended(memberships, "", is_suspended=False)
    rows = Assignment.objects.in_project(memberships[0].project)
    theirs = rows.filter(annotator__in=memberships).values("article")
    holders = rows.holding_places().filter(article__in=theirs).values("article")
    return holders.annotate(people=Count("pk")).filter(people__gt=F("article__overlap")).count()


def _set_suspended(
    memberships: Sequence[Membership], reason: str, *, is_suspended: bool
) -> list[Membership]:
    project = memberships[0].project
    with transaction.atomic():
        # Two managers must not suspend each other at the same time: one manager has to
        # stay.
        lock_members(project)
        rows = project.memberships.select_for_update(of=("self",)).order_by("pk")
        members = list(rows.filter(pk__in=[member.pk for member in memberships]))

        for member in members:
            if is_suspended:
                require_another_manager(member)
            member.suspended_at = timezone.now() if is_suspended else None
            member.suspension_reason = reason
            member.save(update_fields=["suspended_at", "suspension_reason"])

        # The articles of all at once, so that they are locked in one order.
        theirs = Assignment.objects.in_project(project).filter(annotator__in=members)
        recount(theirs.values_list("article", flat=True), project=project.pk)
        recount_for_everyone(project)
    return members
