"""Roles in a project, and who is an active member."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy, pgettext_lazy


class Role(models.TextChoices):
    """Each role includes the ones before it."""

    ANNOTATOR = "annotator", gettext_lazy("Annotator")
    ADJUDICATOR = "adjudicator", gettext_lazy("Adjudicator")
    MANAGER = "manager", gettext_lazy("Manager")

    def includes(self, other: "Role") -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)

    @property
    def in_sentence(self) -> str:
        """The role as it stands within a sentence: some languages have a small letter there."""
        return str(_IN_SENTENCE[self])


_IN_SENTENCE = {
    Role.ANNOTATOR: pgettext_lazy("in a sentence", "annotator"),
    Role.ADJUDICATOR: pgettext_lazy("in a sentence", "adjudicator"),
    Role.MANAGER: pgettext_lazy("in a sentence", "manager"),
}


def is_active(path: str = "") -> Q:
    """Return the condition that a member is neither suspended nor has left.

    `path` is the lookup that leads to the membership, such as "memberships__" from a project.
    """
    return Q(**{f"{path}suspended_at": None, f"{path}left_at": None})
