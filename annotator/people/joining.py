"""Coming into a project and leaving it, with all that follows for its articles."""

from django.db import transaction

from annotator.accounts.models import User
from annotator.labelling.assignments.places import free_places, recount_for_everyone
from annotator.projects.invitations import join
from annotator.projects.members import leave_project
from annotator.projects.models import Invitation, Membership


def join_project(
    *, invitation: Invitation, user: User, brought_account: bool = False
) -> Membership:
    """As `join`; articles for everyone wait for one person more. Raises InvitationError."""
    with transaction.atomic():
        member = join(invitation=invitation, user=user, brought_account=brought_account)
        recount_for_everyone(member.project)
    return member


def leave(*, membership: Membership) -> None:
    """As `leave_project`; what this person holds open is the next one's. Raises
    LastManagerError.
    """
    with transaction.atomic():
        leave_project(membership=membership)
        free_places(membership)
