"""Who belongs to a project, and under which pseudonym."""

import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from annotator.accounts.models import User
from annotator.projects.audit import record
from annotator.projects.models import AuditAction, Membership, Project, Role

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O, which read as digits
DIGITS = "23456789"
TRIES_PER_LENGTH = 20


class LastManagerError(Exception):
    """Without this person nobody would manage the project; the message says so."""


def add_member(
    *, project: Project, user: User, role: Role = Role.ANNOTATOR, brought_account: bool = False
) -> Membership:
    """Make `user` a member in this role, or give a member this role; who had left is back. Raises
    LastManagerError.

    `brought_account` says that the account was made for this.
    """
    with transaction.atomic():
        lock_members(project)
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
    """Wait for who changes the project's people now. The project's row is the lock: two people who
    join at once must not draw the same pseudonym, two managers who leave at once must not both
    find the other still there.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def require_another_manager(membership: Membership) -> None:
    """Raises LastManagerError if the project has no manager but this one. Call it after
    `lock_members`.
    """
    managers = Membership.objects.active().filter(
        project=membership.project_id, role=Role.MANAGER, user__in=User.objects.who_can_sign_in()
    )
    if set(managers.values_list("pk", flat=True)) == {membership.pk}:
        raise LastManagerError(
            f"{membership.project} would have no manager: make somebody else one first."
        )


def users_for_password_links(manager: User) -> QuerySet[User]:
    """The accounts whose owners `manager` may let set a new password.

    Such a link is a key to the whole account. So a superuser may make it for anybody but
    superusers, and others for those who only annotate or adjudicate, only in projects that they
    manage, by an account that one of these projects brought, and with no rights on the site.
    """
    users = User.objects.filter(is_superuser=False, is_active=True)
    if manager.is_superuser:
        return users
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
    """Note that this person has accepted the project's notice; the first time counts."""
    Membership.objects.filter(pk=membership.pk, notice_accepted_at=None).update(
        notice_accepted_at=timezone.now()
    )
    membership.refresh_from_db(fields=["notice_accepted_at"])
    return membership


def draw_pseudonym(project: Project) -> str:
    """A short random name that nobody in the project has: a letter and a digit, then longer ones as
    they run out.
    """
    return draw_pseudonyms(project, 1)[0]


def draw_pseudonyms(project: Project, count: int, *, unlike: Iterable[str] = ()) -> list[str]:
    """As many new pseudonyms, none of them in `unlike`. Names from files are never drawn: they
    would name their owner after all.
    """
    rows = project.memberships.values_list("pseudonym", "alias")
    taken = {name for row in rows for name in row} | set(unlike)
    drawn: list[str] = []
    pairs = 1

    while len(drawn) < count:
        for _ in range(TRIES_PER_LENGTH):
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
    """Make this person an outsider. Their labels stay and count, and an invitation brings them back
    as who they were.

    Raises LastManagerError.
    """
    with transaction.atomic():
        lock_members(membership.project)
        require_another_manager(membership)
        Membership.objects.filter(pk=membership.pk, left_at=None).update(left_at=timezone.now())
        record(project=membership.project, action=AuditAction.MEMBER_LEFT, by=membership)
