from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotator.accounts.models import User
from annotator.projects.creating import create_project
from annotator.projects.default_labels import DEFAULT_LABELS


class Command(BaseCommand):
    help = "Make a project."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="its name in addresses, e.g. river-dam")
        parser.add_argument("--name", default="", help="its name on pages")
        parser.add_argument(
            "--labels", default=",".join(DEFAULT_LABELS), help="label keys, in order (%(default)s)"
        )
        parser.add_argument(
            "--overlap", type=int, default=3, help="annotators per article (%(default)s)"
        )
        parser.add_argument(
            "--manager", default="", help="the username of an account that is to manage it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        manager = User.objects.filter(username=options["manager"]).first()
        if options["manager"] and manager is None:
            raise CommandError(f"There is no account {options['manager']}: `add_member` makes one.")
        try:
            project = create_project(
                slug=options["slug"],
                name=options["name"],
                label_keys=[key.strip() for key in options["labels"].split(",")],
                overlap=options["overlap"],
                manager=manager,
                by_command=True,
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{project.name}: {settings.SITE_URL}/p/{project.slug}/")
