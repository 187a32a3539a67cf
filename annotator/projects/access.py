"""Access to a project.

Someone who isn't a member gets a 404, as if the project didn't exist. A member whose role
is too low gets a 403.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.projects.models import Membership, Project, Role


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

    # A superuser manages every project, whatever their role as a member is.
    if user.is_superuser:
        access = Access(access.project, Role.MANAGER, access.membership)

    if not access.has(role):
        needed = _("This needs the role “%(role)s” in the project.")
        raise PermissionDenied(needed % {"role": role.label.lower()})
    return access
