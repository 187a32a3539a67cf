"""How far two labels are from each other, for an alpha that weighs disagreements."""

from collections.abc import Mapping

from django.db import models
from django.db.models import F, Q

from annotator.projects.models.codebook import Label
from annotator.projects.models.in_project import InProject, KeyInProject
from annotator.projects.models.project import Project


class LabelDistance(InProject):
    """The distance between two labels, in percent. Two labels without a row are 100% apart."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    # The label with the lower primary key.
    one = KeyInProject(Label, on_delete=models.CASCADE, related_name="+")
    other = KeyInProject(Label, on_delete=models.CASCADE, related_name="+")
    percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "one", "other"], name="label_distance_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="label_distance_order"),
            # A distance of 100 is that of two labels without a row.
            models.CheckConstraint(condition=Q(percent__lt=100), name="label_distance_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.one.key} and {self.other.key}: {self.percent}%"


def label_distances(project: Project) -> Mapping[tuple[str, str], int]:
    """Return the declared distances in percent, by the keys of two labels in their order."""
    found = {}
    for row in LabelDistance.objects.filter(project=project).select_related("one", "other"):
        first, second = sorted((row.one, row.other), key=lambda label: label.position)
        found[first.key, second.key] = row.percent
    return found
