"""The audit log: who did what in a project.

An event is written in the transaction of the action itself. Managers read the log.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet

from annotator.accounts.models import User
from annotator.projects.access import Access
from annotator.projects.models import AuditAction, AuditEvent, DoneBy, Membership, Project

# Characters of an event's details, and of one old value in them.
MAX_ABOUT = 400
MAX_VALUE = 60


class ByCommand:
    """Stands for a management command, where nobody is signed in."""


COMMAND = ByCommand()


@contextmanager
def log_event(
    access: Access, user: User | AnonymousUser, action: AuditAction, about: str = ""
) -> Iterator[None]:
    """Run the block and write an event about it, both or neither."""
    with transaction.atomic():
        yield
        # Not reached if the block raises an exception.
        write_event(access, user, action, about)


def write_event(
    access: Access, user: User | AnonymousUser, action: AuditAction, about: str = ""
) -> AuditEvent:
    """Write that `user` did this. Call it in the transaction of the action.

    It serves where `log_event` doesn't: where the details are clear only during the action.
    """
    # `enter` gives anonymous users no access.
    assert isinstance(user, User)
    return record(project=access.project, action=action, about=about, by=access.membership or user)


def record(
    *, project: Project, action: AuditAction, by: Membership | User | ByCommand, about: str = ""
) -> AuditEvent:
    """Write an event. `by` is a member, a superuser who isn't a member, or COMMAND."""
    return AuditEvent.objects.create(
        project=project,
        action=action,
        about=about[:MAX_ABOUT],
        done_by=_kind_of(by),
        actor=by if isinstance(by, Membership) else None,
        user=by if isinstance(by, User) else None,
    )


def changes(names: Iterable[str], before: Mapping[str, object]) -> str:
    """The changed fields with their old values, which are stored nowhere else."""
    return "; ".join(f"{name} (was {_short(name, before.get(name))})" for name in names)


def audit_log(project: Project) -> QuerySet[AuditEvent]:
    """The project's events, the newest first."""
    return AuditEvent.objects.filter(project=project).select_related("actor__user", "user")


def _kind_of(by: Membership | User | ByCommand) -> DoneBy:
    if isinstance(by, Membership):
        return DoneBy.MEMBER
    return DoneBy.SUPERUSER if isinstance(by, User) else DoneBy.COMMAND


def _short(name: str, value: object) -> str:
    if value in (None, ""):
        return "everyone" if name == "overlap" else "empty"
    text = str(value)
    return text if len(text) <= MAX_VALUE else f"{text[: MAX_VALUE - 1]}…"
