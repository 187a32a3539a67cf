"""What the commands about one project share."""

from argparse import ArgumentTypeError

from django.core.management.base import CommandError

from annotator.projects.models import Project


def get_project(slug: str) -> Project:
    """The project, or the error that ends a command."""
    project = Project.objects.filter(slug=slug).first() if slug.isascii() else None
    if project is None:
        raise CommandError(f"There is no project {slug.encode(errors='replace').decode()}.")
    return project


def name_and_value(text: str) -> tuple[str, str]:
    """An argument of the form NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ArgumentTypeError(f"“{text}” is not of the form NAME=VALUE")
    return name.strip(), value.strip()
