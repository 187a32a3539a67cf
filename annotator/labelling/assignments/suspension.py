"""Suspends members, and frees the places of those who leave."""

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
    return _set_suspended(membership, reason, is_suspended=True)


def free_places(membership: Membership) -> None:
    """Let others have the open articles of a person who left. Submitted articles still count."""
    with transaction.atomic():
        # The queue gives an expired place to the next annotator, and only then does it
        # lapse.
        Assignment.objects.open().filter(annotator=membership).update(expires_at=timezone.now())
        recount_for_everyone(membership.project)


def reinstate_member(*, membership: Membership) -> int:
    """Undo `suspend`. Return how many articles now have more annotators than their overlap."""
    _set_suspended(membership, "", is_suspended=False)
    mine = Assignment.objects.filter(annotator=membership).values("article")
    holders = Assignment.objects.holding_places().filter(article__in=mine).values("article")
    return holders.annotate(people=Count("pk")).filter(people__gt=F("article__overlap")).count()


def _set_suspended(membership: Membership, reason: str, *, is_suspended: bool) -> Membership:
    with transaction.atomic():
        # Two managers must not suspend each other at the same time: one manager has to
        # stay.
        lock_members(membership.project)
        membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
        if is_suspended:
            require_another_manager(membership)

        membership.suspended_at = timezone.now() if is_suspended else None
        membership.suspension_reason = reason
        membership.save(update_fields=["suspended_at", "suspension_reason"])
        recount(Assignment.objects.filter(annotator=membership).values_list("article", flat=True))
        recount_for_everyone(membership.project)
    return membership
