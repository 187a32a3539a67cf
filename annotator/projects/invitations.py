"""Links by which people join a project: signed, expiring, counted, revocable."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from annotator.accounts.models import User
from annotator.projects.access import Access
from annotator.projects.audit import log_event, record
from annotator.projects.members import add_member, lock_members
from annotator.projects.models import AuditAction, Invitation, Membership, Role

SIGNER = signing.Signer(salt="skepsis.invitation", sep=".")  # both may stand in an address


OVER = "This invitation has been used, has expired or was taken back. Ask for a new one."


class InvitationError(Exception):
    """The link lets nobody in; the message says why as far as a stranger may know."""


def invite(
    *, access: Access, by: User, role: Role, uses: int, days: int, note: str = ""
) -> Invitation:
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
    token = SIGNER.sign(str(invitation.pk))
    return f"{settings.SITE_URL}{reverse('join', args=[token])}"


def read_invitation(token: str) -> Invitation:
    """What the link stands for. Raises InvitationError when it is not ours, used up, expired or
    revoked.
    """
    pk = _id_in(token)
    invitation = Invitation.objects.usable().select_related("project").filter(pk=pk).first()
    if invitation is None:
        raise InvitationError(OVER)
    return invitation


def member_by(token: str, user: User) -> Membership | None:
    """Who has joined opens the link once more, used up or not. Raises InvitationError when it is
    not ours.
    """
    members = Membership.objects.active().select_related("project")
    return members.filter(user=user, project__invitations=_id_in(token)).first()


def _id_in(token: str) -> int:
    try:
        return int(SIGNER.unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise InvitationError(
            "This link is not whole: copy it again, from its first letter to its last."
        ) from error


def revoke(*, access: Access, by: User, invitation: Invitation) -> None:
    """The link lets nobody in from now on. Doing it twice changes nothing."""
    with log_event(access, by, AuditAction.INVITATION_REVOKED, invitation.note):
        Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(
            revoked_at=timezone.now()
        )


def join(*, invitation: Invitation, user: User, brought_account: bool = False) -> Membership:
    """Make `user` a member in the invitation's role, and count the use.

    Whoever is in the project already stays as they are, whatever their role, and uses nothing up.
    Raises InvitationError when others have used it up meanwhile, or when the person was set aside.
    """
    with transaction.atomic():
        # Its row is the lock on its count: of two who come with the last use, one joins.
        usable = (
            Invitation.objects.usable().select_for_update(of=("self",)).select_related("project")
        )
        found = usable.filter(pk=invitation.pk).first()
        lock_members(invitation.project)  # by two links at once, a person joins once
        member = Membership.objects.filter(project=invitation.project_id, user=user).first()
        if member is not None and member.suspended_at is not None:
            raise InvitationError("You can’t join this project. Ask one of its managers.")
        if member is not None and member.left_at is None:
            return member
        if found is None:
            raise InvitationError(OVER)
        Invitation.objects.filter(pk=found.pk).update(used=F("used") + 1)
        member = add_member(
            project=found.project, user=user, role=Role(found.role), brought_account=brought_account
        )
        about = f"as {Role(found.role).label.lower()}" + (f": {found.note}" if found.note else "")
        record(project=found.project, action=AuditAction.INVITATION_USED, about=about, by=member)
    return member
