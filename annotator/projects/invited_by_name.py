"""Invitations by username. People become members only when they accept.

Nobody learns whether an account with that username exists. Every name gets an invitation
with a link, and someone without an account can create one with it.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotator.accounts.models import User
from annotator.projects.access import Access
from annotator.projects.audit import write_event
from annotator.projects.invitations import revoke
from annotator.projects.members import lock_members
from annotator.projects.models import AuditAction, Invitation, Membership, Role

DAYS = 7


def invite_by_name(*, access: Access, by: User, username: str, role: Role) -> Invitation:
    """Return the existing invitation for this role, or replace those for other roles."""
    with transaction.atomic():
        # Two requests at once must not create two invitations.
        lock_members(access.project)

        # No look at the accounts: the answer must be the same for every name.
        usable = Invitation.objects.usable().filter(project=access.project).by_name(username)
        for known in usable:
            if known.role == role:
                return known
            revoke(access=access, by=by, invitation=known)

        about = f"as {role.label.lower()}, by name, {DAYS} days"
        write_event(access, by, AuditAction.INVITATION_MADE, about)
        return Invitation.objects.create(
            project=access.project,
            role=role,
            username=User.normalize_username(username),
            made_by=access.membership,
            expires_at=timezone.now() + timedelta(days=DAYS),
        )


def invitations_of(user: User) -> QuerySet[Invitation]:
    """Return the invitations that this person can accept or decline."""
    # Members see no invitation to their own project, even if they are suspended.
    projects = Membership.objects.filter(user=user, left_at=None).values("project")
    usable = Invitation.objects.usable().by_name(user.username).filter(declined_at=None)
    return usable.exclude(project__in=projects).select_related("project").order_by("expires_at")


def decline(*, invitation: Invitation) -> None:
    """Hide the invitation from the invited person. Managers see no difference."""
    Invitation.objects.filter(project=invitation.project_id, pk=invitation.pk).update(
        declined_at=timezone.now()
    )
