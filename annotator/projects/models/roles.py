"""What somebody may do in a project, and whether they still work there."""

from django.db import models
from django.db.models import Q


class Role(models.TextChoices):
    """Each role includes the ones before it."""

    ANNOTATOR = "annotator", "Annotator"
    ADJUDICATOR = "adjudicator", "Adjudicator"
    MANAGER = "manager", "Manager"

    def includes(self, other: "Role") -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


def is_active(path: str = "") -> Q:
    """Whether a member still works here: neither suspended nor gone by themselves.

    `path` leads to the membership ("memberships__" from a project), for filters on what belongs to
    it.
    """
    return Q(**{f"{path}suspended_at": None, f"{path}left_at": None})
