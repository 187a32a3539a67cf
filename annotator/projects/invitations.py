"""Invitation links to a project.

They are signed, expire, have a limited number of uses and can be revoked.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.accounts.models import User
from annotator.projects.access import Access
from annotator.projects.audit import log_event, record
from annotator.projects.members import add_member, lock_members
from annotator.projects.models import AuditAction, Invitation, Membership, Role

# The separator must be a character that is allowed in an address.
SIGNER = signing.Signer(salt="skepsis.invitation", sep=".")
OVER = gettext_lazy("This invitation has been used, has expired or was revoked. Ask for a new one.")


class InvitationError(Exception):
    """The link doesn't work. The message gives a reason that a stranger may read."""


def invite(
    *, access: Access, by: User, role: Role, uses: int, days: int, note: str = ""
) -> Invitation:
    """Create an invitation link for `uses` people, valid for `days` days."""
    about = f"as {role.label.lower()}, {uses} times, {days} days" + (f": {note}" if note else "")
    with log_event(access, by, AuditAction.INVITATION_MADE, about):
        return Invitation.objects.create(
            project=access.project,
            role=role,
            uses=uses,
            note=note,
            made_by=access.membership,
            expires_at=timezone.now() + timedelta(days=days),
        )


def invitation_link(invitation: Invitation) -> str:
    # The signature makes the link secret, so the database doesn't have to store a
    # secret.
    token = SIGNER.sign(str(invitation.pk))
    return f"{settings.SITE_URL}{reverse('join', args=[token])}"


def read_invitation(token: str) -> Invitation:
    """Return the invitation of a link.

    Raises InvitationError if the link isn't ours, is used up, has expired or was revoked.
    """
    pk = _id_in(token)
    # One message for all reasons, so that a stranger learns nothing about the project.
    invitation = Invitation.objects.usable().select_related("project").filter(pk=pk).first()
    if invitation is None:
        raise InvitationError(str(OVER))
    return invitation


def member_by(token: str, user: User) -> Membership | None:
    """The membership of someone who opens the link again after they joined the project.

    The invitation may be used up. Raises InvitationError if the link isn't ours.
    """
    members = Membership.objects.active().select_related("project")
    return members.filter(user=user, project__invitations=_id_in(token)).first()


def _id_in(token: str) -> int:
    try:
        return int(SIGNER.unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise InvitationError(_("The link is incomplete. Copy all of it and try again.")) from error


def revoke(*, access: Access, by: User, invitation: Invitation) -> None:
    """Make the link invalid from now on. Doing it twice changes nothing."""
    with log_event(access, by, AuditAction.INVITATION_REVOKED, invitation.note):
        Invitation.objects.filter(project=access.project, pk=invitation.pk, revoked_at=None).update(
            revoked_at=timezone.now()
        )


def join(*, invitation: Invitation, user: User, brought_account: bool = False) -> Membership:
    """Make `user` a member with the invitation's role, and count the use.

    A member keeps their role, and no use is counted. Raises InvitationError if others have
    used it up in the meantime, or if the person is suspended.
    """
    with transaction.atomic():
        # Locks the count: if two people open a link with one use left, only one joins.
        usable = (
            Invitation.objects.usable().select_for_update(of=("self",)).select_related("project")
        )
        found = usable.filter(project=invitation.project_id, pk=invitation.pk).first()
        # A person who opens two links at once must join only once.
        lock_members(invitation.project)

        # Only a manager can reinstate a suspended member.
        member = Membership.objects.filter(project=invitation.project_id, user=user).first()
        if member is not None and member.suspended_at is not None:
            raise InvitationError(_("You can’t join this project. Ask a project manager."))
        if member is not None and member.left_at is None:
            return member
        if found is None:
            raise InvitationError(str(OVER))

        Invitation.objects.filter(project=found.project_id, pk=found.pk).update(used=F("used") + 1)
        member = add_member(
            project=found.project, user=user, role=Role(found.role), brought_account=brought_account
        )
        about = f"as {Role(found.role).label.lower()}" + (f": {found.note}" if found.note else "")
        record(project=found.project, action=AuditAction.INVITATION_USED, about=about, by=member)
    return member
