"""Invites people by username: one name or a pasted list, with an answer to each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.labelling.assignments.places import recount_for_everyone
from annotator.projects.access import Access
from annotator.projects.audit import write_event
from annotator.projects.invitations import invitation_link
from annotator.projects.invited_by_name import invite_by_name
from annotator.projects.members import add_member
from annotator.projects.models import AuditAction, Invitation, Membership, Role

MAX_NAME = 150
# Names of a pasted list stand on lines of their own, or are separated by commas or semicolons.
SEPARATORS = re.compile(r"[\n,;]")


@dataclass(frozen=True)
class Invited:
    username: str
    invitation: Invitation
    link: str

    @property
    def id(self) -> str:
        """The id of the link on the page."""
        return f"link-{self.invitation.pk}"


@dataclass(frozen=True)
class Answers:
    """What became of each name: invited, or not, with a reason. `joined` is the user's own name."""

    invited: list[Invited]
    not_invited: list[tuple[str, str]]
    joined: Membership | None = None

    @property
    def as_text(self) -> str:
        """The links, one a line after their names, to copy all of them at once."""
        return "\n".join(f"{each.username}: {each.link}" for each in self.invited)


def split_names(text: str) -> list[str]:
    """Return the names of a list in their order, each once, in whatever case."""
    by_lowered: dict[str, str] = {}
    for name in SEPARATORS.split(text):
        if name.strip():
            by_lowered.setdefault(_lowered(name.strip()), name.strip())
    return list(by_lowered.values())


def invite_people(*, access: Access, by: User, names: Sequence[str], role: Role) -> Answers:
    """Invite each name. Everyone must accept, except superusers who add themselves.

    Members keep their role. Nobody learns whether there is an account with a name.
    """
    invited: list[Invited] = []
    not_invited: list[tuple[str, str]] = []
    joined = None

    with transaction.atomic():
        for name in names:
            # The check is the same for every name, so that no answer reveals whether an
            # account exists.
            if not _is_username(name):
                not_invited.append((name, _("this isn’t a valid username")))
                continue

            user = User.objects.named(name)
            member = access.project.memberships.filter(user=user).first() if user else None
            if member is not None and member.left_at is None:
                not_invited.append((name, _why_not(member)))
            elif user == by:
                joined = _join(access, by, role)
            else:
                invitation = invite_by_name(access=access, by=by, username=name, role=role)
                invited.append(Invited(name, invitation, invitation_link(invitation)))

    return Answers(invited, not_invited, joined)


def _is_username(name: str) -> bool:
    try:
        UnicodeUsernameValidator()(name)
    except ValidationError:
        return False
    return len(name) <= MAX_NAME


def _why_not(member: Membership) -> str:
    text = _("already a member, as %(pseudonym)s (role: %(role)s)")
    if member.suspended_at:
        text = _(
            "already a member, as %(pseudonym)s (role: %(role)s), but suspended: reinstate them"
        )
    return text % {"pseudonym": member.pseudonym, "role": member.role_in_sentence}


def _join(access: Access, user: User, role: Role) -> Membership:
    member = add_member(project=access.project, user=user, role=role)
    recount_for_everyone(access.project)
    about = f"{member.pseudonym}: {member.role}"
    write_event(access, user, AuditAction.MEMBER_ADDED, about)
    return member


def _lowered(name: str) -> str:
    return User.normalize_username(name).lower()
