"""Arguments that the commands for one project share."""

from argparse import ArgumentTypeError

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from annotator.projects.models import MAX_OVERLAP, Project


def get_project(slug: str) -> Project:
    """Return the project. Raises CommandError if there is none."""
    # Short names are ASCII. Other arguments may hold bytes that can't be sent to the
    # database.
    project = Project.objects.filter(slug=slug).first() if slug.isascii() else None
    if project is None:
        # An argument may hold bytes that can't be printed.
        printable = slug.encode(errors="replace").decode()
        raise CommandError(_("There is no project “%(slug)s”.") % {"slug": printable})
    return project


def overlap_argument(text: str) -> int | None:
    """Parse a number of annotators, or “everyone”, which is None."""
    if text == "everyone":
        return None
    if not text.isdecimal() or not 1 <= int(text) <= MAX_OVERLAP:
        raise ArgumentTypeError(
            _("must be a number from 1 to %(limit)s, or everyone") % {"limit": f"{MAX_OVERLAP:,}"}
        )
    return int(text)


def name_and_value(text: str) -> tuple[str, str]:
    """Parse an argument of the form NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ArgumentTypeError(_("“%(text)s” isn’t of the form NAME=VALUE") % {"text": text})
    return name.strip(), value.strip()
