"""The members of a project and their pseudonyms."""

import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.projects.audit import record
from annotator.projects.models import AuditAction, Membership, Project, Role

# Without I and O, which look like digits.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"
TRIES_PER_LENGTH = 20


class LastManagerError(Exception):
    """Without this person the project would have no manager. The message says so."""


def add_member(
    *, project: Project, user: User, role: Role = Role.ANNOTATOR, brought_account: bool = False
) -> Membership:
    """Make `user` a member with this role, or change a member's role.

    A person who had left is a member again. `brought_account` says that the account was
    created for this project. Raises LastManagerError.
    """
    with transaction.atomic():
        lock_members(project)

        # Someone who left keeps their row. With a new one, they could label an article
        # twice, or one whose labels they have seen.
        membership = project.memberships.filter(user=user).first()
        if membership is None:
            return Membership.objects.create(
                project=project,
                user=user,
                role=role,
                pseudonym=draw_pseudonym(project),
                brought_account=brought_account,
            )

        if role != Role.MANAGER:
            require_another_manager(membership)

        membership.role = role
        membership.left_at = None
        membership.save(update_fields=["role", "left_at"])
        return membership


def lock_members(project: Project) -> None:
    """Lock the project's members until the end of the transaction."""
    # Without the lock, two people who join at once could draw the same pseudonym, and
    # two managers who leave at once could each find the other still there.
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def require_another_manager(membership: Membership) -> None:
    """Raise LastManagerError if this is the only manager. Call `lock_members` first."""
    # A manager without a working account can't manage anything.
    managers = Membership.objects.active().filter(
        project=membership.project_id, role=Role.MANAGER, user__in=User.objects.who_can_sign_in()
    )
    if set(managers.values_list("pk", flat=True)) == {membership.pk}:
        raise LastManagerError(
            _("%(project)s needs another manager first.") % {"project": membership.project}
        )


def users_for_password_links(manager: User) -> QuerySet[User]:
    """The accounts for which `manager` may create a password reset link.

    Such a link opens the whole account. A superuser may create one for everyone except
    superusers. Others may create one only for people who annotate or adjudicate, who are only
    in projects that they manage, whose account was created for one of these projects, and who
    have no permissions on the site.
    """
    users = User.objects.filter(is_superuser=False, is_active=True)
    if manager.is_superuser:
        return users

    # A manager must not get into a project of others, or into the role of another
    # manager, by setting somebody's password.
    managed = Membership.objects.active().filter(user=manager, role=Role.MANAGER).values("project")
    beyond = Membership.objects.filter(
        ~Q(project__in=managed) | Q(role=Role.MANAGER), user__isnull=False
    )
    brought = Membership.objects.filter(
        project__in=managed, brought_account=True, user__isnull=False
    )
    brought = brought.filter(left_at=None)

    within = users.filter(
        is_staff=False, user_permissions=None, groups=None, pk__in=brought.values("user")
    )
    return within.exclude(pk__in=beyond.values("user"))


def accept_notice(*, membership: Membership) -> Membership:
    """Store when this person first accepted the project's notice."""
    # Accepting it again must not change the time.
    own = Membership.objects.filter(project=membership.project_id, pk=membership.pk)
    own.filter(notice_accepted_at=None).update(notice_accepted_at=timezone.now())
    membership.refresh_from_db(fields=["notice_accepted_at"])
    return membership


def draw_pseudonym(project: Project) -> str:
    """Draw a short random name that nobody in the project has."""
    return draw_pseudonyms(project, 1)[0]


def draw_pseudonyms(project: Project, count: int, *, unlike: Iterable[str] = ()) -> list[str]:
    """Draw `count` new pseudonyms, none of them in `unlike`.

    They are a letter and a digit, or longer when most short ones are taken.
    """
    # A name from an imported file must never become somebody's pseudonym: readers would
    # take one person for the other.
    rows = project.memberships.values_list("pseudonym", "alias")
    taken = {name for row in rows for name in row} | set(unlike)
    drawn: list[str] = []
    pairs = 1

    while len(drawn) < count:
        # If so many draws are taken, most names of this length are.
        for _attempt in range(TRIES_PER_LENGTH):
            pseudonym = "".join(
                secrets.choice(LETTERS) + secrets.choice(DIGITS) for _ in range(pairs)
            )
            if pseudonym not in taken:
                break
        else:
            pairs += 1
            continue
        taken.add(pseudonym)
        drawn.append(pseudonym)

    return drawn


def leave_project(*, membership: Membership) -> None:
    """End this membership. The labels stay and count.

    After a new invitation the person has the same pseudonym again. Raises LastManagerError.
    """
    with transaction.atomic():
        lock_members(membership.project)
        require_another_manager(membership)
        # A second request must not change the time.
        own = Membership.objects.filter(project=membership.project_id, pk=membership.pk)
        own.filter(left_at=None).update(left_at=timezone.now())
        record(project=membership.project, action=AuditAction.MEMBER_LEFT, by=membership)
