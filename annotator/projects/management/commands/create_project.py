from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.lib.processes.command import AppCommand, problems_in_words
from annotator.projects.command_arguments import overlap_argument
from annotator.projects.creating import create_project
from annotator.projects.labels.defaults import DEFAULT_LABELS
from annotator.projects.labels.files import read_labels


class Command(AppCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.description = _("Create a project.")
        parser.add_argument("slug", help=_("the short name in its URL, e.g. river-dam"))
        parser.add_argument("--name", default="", help=_("the name shown to members"))

        parser.add_argument(
            "--labels",
            default=",".join(DEFAULT_LABELS),
            help=_("label keys, in order (default: %(default)s)"),
        )
        parser.add_argument(
            "--labels-file",
            type=Path,
            help=_("labels with names, definitions and so on: CSV with a header, or JSON"),
        )
        parser.add_argument(
            "--overlap",
            type=overlap_argument,
            default=3,
            help=_("annotators per article: a number, or everyone (default: %(default)s)"),
        )
        parser.add_argument(
            "--no-practice",
            action="store_true",
            help=_("don’t start new members with the practice article"),
        )
        parser.add_argument("--manager", default="", help=_("the username of its manager"))

    def handle(self, *args: Any, **options: Any) -> None:
        manager = User.objects.filter(username=options["manager"]).first()
        if options["manager"] and manager is None:
            unknown = _("There is no account “%(name)s”. Create it with `add_member`.")
            raise CommandError(unknown % {"name": options["manager"]})

        try:
            labels = read_labels(_text_of(options["labels_file"])) if options["labels_file"] else []
            project = create_project(
                slug=options["slug"],
                name=options["name"],
                label_keys=[key.strip() for key in options["labels"].split(",")],
                labels=labels,
                overlap=options["overlap"],
                offers_practice=not options["no_practice"],
                manager=manager,
                by_command=True,
            )
        except ValidationError as error:
            raise CommandError(problems_in_words(error)) from error

        self.stdout.write(f"{project.name}: {settings.SITE_URL}/p/{project.slug}/")


def _text_of(path: Path) -> str:
    """Return the text of the file. Raises CommandError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"--labels-file: {error}") from error
