"""People who go, from a project or for good: what they did stays under their pseudonym."""

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.projects.audit import record
from annotator.projects.members import LastManagerError, lock_members, require_another_manager
from annotator.projects.models import AuditAction, Invitation, Membership, Project


def delete_account(*, user: User) -> list[Membership]:
    """Delete the account with its name, address, tokens and second factors; return the parts in
    projects that stay.

    Raises LastManagerError where a project, or the whole site, would be left with nobody who
    manages it.
    """
    with transaction.atomic():
        # In one order, so that two who leave at once can't wait for each other.
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
                "You are the only superuser of this site: make somebody else one first."
            )
        for part in parts:
            record(project=part.project, action=AuditAction.ACCOUNT_DELETED, by=part)
        # Invitations by this name are nobody's: who takes the name later is somebody else.
        to_their_name = Invitation.objects.by_name(user.username)
        to_their_name.filter(revoked_at=None).update(revoked_at=timezone.now())
        to_their_name.update(username="")
        user.delete()
    return parts
