import os
import pwd
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils.translation import gettext as _

from annotator.demo.loading import PEOPLE, SLUG
from annotator.lib.database.earlier_versions import migrate_database
from annotator.lib.database.embedded_backend.base import server
from annotator.lib.processes.addresses import is_loopback
from annotator.lib.processes.command import AppCommand
from annotator.lib.processes.options import Options, add_options, metrics_folder
from annotator.lib.processes.serving import serve
from annotator.lib.processes.supervision import LIFELINE, REPORT
from annotator.management.run_as import CannotSwitchUserError, choose_user
from annotator.projects.models import Project


class Command(AppCommand):
    """Prepares the database, as a child of the process that watches: lib/processes/serving.py."""

    help = _(
        "Migrate the database, then run the web server and the background worker until SIGTERM "
        "or Ctrl-C."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_options(parser)

    def handle(
        self, *args: Any, host: str, port: int, workers: int, threads: int, **options: Any
    ) -> None:
        if REPORT not in os.environ:
            # Not through manage.py.
            serve(Options(host, port, workers, threads), sys.argv[2:])
            return

        if settings.EMBEDDED:
            # The process that watches over us starts the server meanwhile.
            server.join()
        self._prepare(host)
        user = self._choose_user(host=host, port=port)
        with open(int(os.environ[REPORT]), "w") as report:
            report.write(user.pw_name if user else "")

    def _prepare(self, host: str) -> None:
        migrate_database()
        call_command("createcachetable", verbosity=0)
        # A site with its own address should not get the demo accounts.
        if settings.EMBEDDED and not settings.HTTPS:
            self._load_demo(host)
        self.stdout.write(_("Skepsis: %(url)s (Ctrl-C to stop)") % {"url": settings.SITE_URL})
        self.stdout.flush()
        connections.close_all()

    def _load_demo(self, host: str) -> None:
        """Load the demo, but not where others reach it: its accounts share one short password."""
        if is_loopback(host):
            call_command("load_demo", if_empty=True, stdout=self.stdout)
        elif Project.objects.filter(slug=SLUG).exists():
            self.stderr.write(
                _(
                    "Warning: others can reach %(host)s, and the demo accounts (%(usernames)s) "
                    "have a short password, which is printed here at each start. Change their "
                    "passwords."
                )
                % {"host": host, "usernames": ", ".join(PEOPLE)}
            )
        else:
            self.stdout.write(
                _(
                    "No demo project, because others can reach this address. Create your account "
                    "with `python manage.py createsuperuser`, or load the demo anyway with "
                    "`python manage.py load_demo`."
                )
            )

    def _choose_user(self, *, host: str, port: int) -> pwd.struct_passwd | None:
        """Return the user for the child processes. None is the current user."""
        lock = Path(os.environ[LIFELINE])
        counts = metrics_folder(settings.VAR, port)
        try:
            return choose_user(host=host, port=port, lock=lock, folders=[counts] if counts else [])
        except CannotSwitchUserError as error:
            self.stderr.write(
                _(
                    "Warning: the web server and the background worker run as root, because "
                    "%(error)s. Make the app, its Python and SKEPSIS_VAR readable for every user, "
                    "or start the app as an ordinary user."
                )
                % {"error": error}
            )
            return None
