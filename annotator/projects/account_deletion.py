"""Deletes an account. The labels stay under the pseudonyms of the person."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.projects.audit import record
from annotator.projects.members import LastManagerError, lock_members, require_another_manager
from annotator.projects.models import AuditAction, Invitation, Membership, Project


def delete_account(*, user: User) -> list[Membership]:
    """Delete the account with its name, address, tokens and second factors.

    Returns the memberships, which stay without an account. Raises LastManagerError if a
    project, or the whole site, would have no manager left.
    """
    with transaction.atomic():
        # Always in the same order, so that two people who leave at once can't deadlock.
        projects = Project.objects.filter(memberships__user=user).order_by("pk")
        for project in projects:
            lock_members(project)

        memberships = list(Membership.objects.filter(user=user).select_related("project"))
        for membership in memberships:
            require_another_manager(membership)

        # The site must keep a superuser. The rows are locked, so that the last two
        # can't delete their accounts at the same time.
        superusers = (
            User.objects.select_for_update()
            .filter(is_superuser=True, is_active=True)
            .order_by("pk")
        )
        if user.is_superuser and [other.pk for other in superusers] == [user.pk]:
            raise LastManagerError(
                _("You are the only superuser of this site. Make someone else a superuser first.")
            )

        for membership in memberships:
            record(project=membership.project, action=AuditAction.ACCOUNT_DELETED, by=membership)

        # Another person may take this username later. These invitations aren't for
        # them. And the name of a deleted account must not stay anywhere.
        invitations = Invitation.objects.by_name(user.username)
        invitations.filter(revoked_at=None).update(revoked_at=timezone.now())
        invitations.update(username="")

        user.delete()
    return memberships
