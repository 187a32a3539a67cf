"""What the commands about one project share."""

from django.core.management.base import CommandError

from annotator.projects.models import Project


def project_named(slug: str) -> Project:
    """The project, or the error that ends a command."""
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        raise CommandError(f"There is no project {slug}.")
    return project
