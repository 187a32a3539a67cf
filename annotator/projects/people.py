"""Who belongs to a project, and under which pseudonym."""

import secrets

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.projects.models import Membership, Project, Role

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O, which read as digits
DIGITS = "23456789"
TRIES_PER_LENGTH = 20


def add_member(*, project: Project, user: User, role: Role = Role.ANNOTATOR) -> Membership:
    """Make `user` a member in this role, or give a member this role."""
    with transaction.atomic():
        # The project's row is the lock on its pseudonyms: two people who join at once must not draw the same one.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        membership = project.memberships.filter(user=user).first()
        if membership is None:
            return Membership.objects.create(project=project, user=user, role=role, pseudonym=draw_pseudonym(project))
        membership.role = role
        membership.save(update_fields=["role"])
        return membership


def see_codebook(*, membership: Membership) -> None:
    """Note that this person has been shown the codebook as it is now."""
    Membership.objects.filter(pk=membership.pk).update(codebook_seen=membership.project.current_codebook().version)


def accept_notice(*, membership: Membership) -> Membership:
    """Note that this person has accepted the project's notice; the first time counts."""
    Membership.objects.filter(pk=membership.pk, notice_accepted_at=None).update(notice_accepted_at=timezone.now())
    membership.refresh_from_db(fields=["notice_accepted_at"])
    return membership


def draw_pseudonym(project: Project) -> str:
    """A short random name that nobody in the project has: a letter and a digit, then longer ones as they run out."""
    taken = set(project.memberships.values_list("pseudonym", flat=True))
    pairs = 1
    while True:
        for _ in range(TRIES_PER_LENGTH):
            pseudonym = "".join(secrets.choice(LETTERS) + secrets.choice(DIGITS) for _ in range(pairs))
            if pseudonym not in taken:
                return pseudonym
        pairs += 1
