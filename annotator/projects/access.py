"""Access to a project.

Someone who isn't a member gets a 404, as if the project didn't exist. A member whose role
is too low gets a 403.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.projects.models import Membership, Project, Role

Act = TypeVar("Act")
# The ids of projects by their slugs, as far as this process knows them. Neither ever changes.
_ids: dict[str, int] = {}


@dataclass(frozen=True)
class Access:
    """What a user may do in a project.

    A superuser who isn't a member manages the project but can't annotate.
    """

    project: Project
    role: Role
    membership: Membership | None

    def has(self, role: Role) -> bool:
        return self.role.includes(role)

    @property
    def may_review(self) -> bool:
        return self.has(Role.ADJUDICATOR)

    @property
    def may_manage(self) -> bool:
        return self.has(Role.MANAGER)

    @property
    def annotator(self) -> Membership:
        """The membership that labels and assignments are tied to."""
        if self.membership is None:
            raise PermissionDenied(
                _("Only members of the project can annotate. Add yourself to its people first.")
            )
        return self.membership

    @property
    def adjudicator(self) -> Membership:
        """The membership that decisions are stored with."""
        if self.membership is None:
            raise PermissionDenied(
                _("Only members of the project can adjudicate. Add yourself as a member first.")
            )
        return self.membership


def enter(user: User | AnonymousUser, slug: str, role: Role = Role.ANNOTATOR) -> Access:
    """Return the access of `user` to the project. Raises Http404 or PermissionDenied."""
    if isinstance(user, AnonymousUser):
        raise Http404

    membership = _find_membership(user, slug)
    if membership is not None:
        access = Access(membership.project, Role(membership.role), membership)
    elif user.is_superuser and (project := Project.objects.filter(slug=slug).first()):
        access = Access(project, Role.MANAGER, None)
    else:
        raise Http404

    # A superuser manages every project, whatever their role as a member is.
    if user.is_superuser:
        access = Access(access.project, Role.MANAGER, access.membership)

    if not access.has(role):
        needed = _("This needs the role “%(role)s” in the project.")
        raise PermissionDenied(needed % {"role": role.label.lower()})
    return access


class NotAMemberError(Exception):
    """The user isn't an active member of the project with this id."""


def as_member(user: User, slug: str, act: Callable[[int], Act]) -> Act:
    """Return `act(project_id)`, which checks the membership in a statement of its own.

    The most frequent calls enter a project in this way, because `enter` costs more than they do.
    `act` raises NotAMemberError if its statement finds no active member. Then this function raises
    what `enter` and `Access.annotator` raise.
    """
    try:
        return act(_project_id(slug))
    except NotAMemberError:
        member = enter(user, slug).annotator

    # The person has just joined, or a backup was restored and the slug means another project.
    return act(member.project_id)


def _find_membership(user: User, slug: str) -> Membership | None:
    # By the project's id as well, so that a sharded database asks one shard.
    members = Membership.objects.active().select_related("project")
    members = members.filter(user=user, project__slug=slug)
    known = _ids.get(slug)
    if known is not None and (found := members.filter(project=known).first()):
        return found

    project = Project.objects.filter(slug=slug).values_list("pk", flat=True).first()
    # It isn't the known one if that was deleted, and another has its slug now.
    if project is None or project == known:
        return None
    _ids[slug] = project
    return members.filter(project=project).first()


def _project_id(slug: str) -> int:
    """Return the id of the project. Raises Http404."""
    known = _ids.get(slug) or Project.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if known is None:
        raise Http404
    _ids[slug] = known
    return known
