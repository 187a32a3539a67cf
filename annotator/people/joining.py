"""Joining and leaving a project, with the consequences for its articles."""

from django.db import transaction

from annotator.accounts.models import User
from annotator.labelling.assignments.places import recount_for_everyone
from annotator.labelling.assignments.suspension import free_places
from annotator.projects.invitations import join
from annotator.projects.members import leave_project
from annotator.projects.models import Invitation, Membership


def join_project(
    *, invitation: Invitation, user: User, brought_account: bool = False
) -> Membership:
    """Join, and give one more open slot to articles with the overlap “everyone”.

    Raises InvitationError.
    """
    # The overlap “everyone” is the number of active annotators, which changes here.
    with transaction.atomic():
        member = join(invitation=invitation, user=user, brought_account=brought_account)
        recount_for_everyone(member.project)
    return member


def leave(*, membership: Membership) -> None:
    """Leave the project, and free the slots of unfinished articles for others.

    Raises LastManagerError.
    """
    with transaction.atomic():
        leave_project(membership=membership)
        free_places(membership)
