"""Who did what to a project: written in the transaction of what was done, read by its managers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet

from annotator.accounts.models import User
from annotator.projects.access import Access
from annotator.projects.models import AuditAction, AuditEvent, Membership, Project


@contextmanager
def recorded(access: Access, user: User | AnonymousUser, action: AuditAction, about: str = "") -> Iterator[None]:
    """Do the block and write that it was done, both or neither."""
    with transaction.atomic():
        yield
        record(project=access.project, action=action, about=about, actor=access.membership, user=user)


def record(
    *,
    project: Project,
    action: AuditAction,
    about: str = "",
    actor: Membership | None = None,
    user: User | AnonymousUser | None = None,
) -> AuditEvent:
    """Write an event; `user` is only kept where it has no part in the project. By neither: by a command."""
    outsider = user if actor is None and isinstance(user, User) else None
    return AuditEvent.objects.create(project=project, action=action, about=about[:400], actor=actor, user=outsider)


def trail(project: Project) -> QuerySet[AuditEvent]:
    """The newest first."""
    return AuditEvent.objects.filter(project=project).select_related("actor", "user")
