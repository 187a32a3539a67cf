"""The number of people of whom the demographics of a project are counts."""

from annotator.labelling.models import Assignment
from annotator.projects.models import Project


def people_who_labelled(project: Project) -> int:
    """Return how many annotators have submitted labels that count, as releases say it."""
    counted = Assignment.objects.in_project(project).counted(tie_breaks=True)
    return counted.values("annotator").distinct().count()
