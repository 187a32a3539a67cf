"""Deleting an account. What the person did stays under their pseudonyms."""

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

        parts = list(Membership.objects.filter(user=user).select_related("project"))
        for part in parts:
            require_another_manager(part)

        superusers = (
            User.objects.select_for_update()
            .filter(is_superuser=True, is_active=True)
            .order_by("pk")
        )
        if user.is_superuser and [other.pk for other in superusers] == [user.pk]:
            raise LastManagerError(
                _("You are the only superuser of this site. Make someone else a superuser first.")
            )

        for part in parts:
            record(project=part.project, action=AuditAction.ACCOUNT_DELETED, by=part)

        # Another person may take this username later. These invitations aren't for them.
        to_their_name = Invitation.objects.by_name(user.username)
        to_their_name.filter(revoked_at=None).update(revoked_at=timezone.now())
        to_their_name.update(username="")

        user.delete()
    return parts
