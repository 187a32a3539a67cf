"""What a project says about its data, for the datasheet of a release."""

from typing import Any

from django.db import models

from annotator.projects.facts.stated import StatedFacts
from annotator.projects.models.in_project import InProject
from annotator.projects.models.project import Project


class ProjectFacts(InProject):
    """The answers of a project: a `StatedFacts` as JSON. A project that gave none has no row."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="+")
    answers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"facts of {self.project}"


def stated_facts(project: Project) -> StatedFacts:
    """Return what the project has stated, all of it empty at first."""
    row = ProjectFacts.objects.filter(project=project).first()
    return StatedFacts.from_json(row.answers if row else {})
