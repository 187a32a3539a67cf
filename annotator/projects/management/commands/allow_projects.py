from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.lib.processes.command import AppCommand
from annotator.projects.project_creators import let_create_projects


class Command(AppCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.description = _("Let an account create projects, or no longer.")
        parser.add_argument("username")
        parser.add_argument(
            "--withdraw", action="store_true", help=_("they can’t create projects any more")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.named(options["username"])
        if user is None:
            raise CommandError(
                _("There is no account “%(name)s”. Create it with `add_member`.")
                % {"name": options["username"]}
            )

        let_create_projects(user, may=not options["withdraw"])
        done = (
            _("%(name)s can’t create projects any more.")
            if options["withdraw"]
            else _("%(name)s may now create projects.")
        )
        if options["withdraw"] and user.is_superuser:
            done = _("%(name)s is a superuser, and so can still create projects.")
        self.stdout.write(done % {"name": user.username})
