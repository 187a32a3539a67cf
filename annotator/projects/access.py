"""The only door to a project: a stranger learns nothing (404), a member with too small a role is
told so (403).
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from annotator.accounts.models import User
from annotator.projects.models import Membership, Project, Role


@dataclass(frozen=True)
class Access:
    """What a user may do in a project. A superuser who is no member manages the project but
    annotates nothing.
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
                "Only members of the project annotate: add yourself to its people first."
            )
        return self.membership


def enter(user: User | AnonymousUser, slug: str, role: Role = Role.ANNOTATOR) -> Access:
    """The project `slug` as `user` may see it; raises Http404 or PermissionDenied."""
    if isinstance(user, AnonymousUser):
        raise Http404
    membership = (
        Membership.objects.active()
        .select_related("project")
        .filter(user=user, project__slug=slug)
        .first()
    )
    if membership is not None:
        access = Access(membership.project, Role(membership.role), membership)
    elif user.is_superuser and (project := Project.objects.filter(slug=slug).first()):
        access = Access(project, Role.MANAGER, None)
    else:
        raise Http404
    if user.is_superuser:
        access = Access(access.project, Role.MANAGER, access.membership)
    if not access.has(role):
        raise PermissionDenied(f"This needs the role {role.label.lower()} in the project.")
    return access


def may_create_projects(user: User) -> bool:
    """Superusers, and those to whom one of them gave the permission."""
    return user.has_perm("projects.add_project")
