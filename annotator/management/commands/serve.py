import ipaddress
import logging
import os
import pwd
import shutil
import socket
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from django.utils.translation import gettext as _

from annotator.demo.loading import PEOPLE, SLUG
from annotator.jobs.metrics import PROCESSES
from annotator.lib.database.earlier_versions import migrate_database
from annotator.lib.database.embedded import EmbeddedError
from annotator.lib.database.embedded_backend.base import server
from annotator.lib.processes.command import AppCommand
from annotator.lib.processes.supervision import AlreadyRunningError, Supervisor, sole_holder
from annotator.management.run_as import CannotSwitchUserError, bind_once, choose_user
from annotator.projects.models import Project

logger = logging.getLogger(__name__)
# Checking the database may delay the check of the processes by this long at most.
TEND_SECONDS = 5


def within(low: int, high: int) -> Callable[[str], int]:
    """Return a type for argparse: a whole number in this range."""

    def whole(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ArgumentTypeError(
                _("must be a whole number from %(low)s to %(high)s") % {"low": low, "high": high}
            )
        return int(text)

    return whole


class Command(AppCommand):
    help = _(
        "Migrate the database, then run the web server and the background worker until SIGTERM "
        "or Ctrl-C."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help=_("address to listen on (%(default)s)")
        )
        parser.add_argument(
            "--port",
            type=within(1, 65_535),
            default=8000,
            help=_("port to listen on (%(default)s)"),
        )

        parser.add_argument(
            "--workers",
            type=within(1, 64),
            default=os.cpu_count() or 2,
            help=_("web processes (%(default)s)"),
        )
        parser.add_argument(
            "--threads",
            type=within(1, 64),
            default=4,
            help=_("threads and database connections per web process (%(default)s)"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        lock = settings.VAR / f"serve-{options['port']}.lock"

        try:
            with sole_holder(lock):
                # Without this check, the supervisor would restart a failing web server
                # for ever.
                _check_address(options["host"], options["port"])
                # The child processes read the address from the environment, and other
                # commands from the file.
                if settings.EMBEDDED and "SITE_URL" not in os.environ:
                    settings.SITE_URL = os.environ["SITE_URL"] = (
                        f"http://127.0.0.1:{options['port']}"
                    )
                    settings.SITE_URL_FILE.write_text(settings.SITE_URL)
                self._prepare(options["host"])
                counting = _counting(options["port"])
                user = self._choose_user(lock, list(map(Path, counting.values())), **options)
                self._supervisor(lock, user, counting, **options).run()
        except AlreadyRunningError:
            raise CommandError(
                _("The app is already running on port %(port)s.") % {"port": options["port"]}
            ) from None

    def _prepare(self, host: str) -> None:
        migrate_database()
        call_command("createcachetable", verbosity=0)
        # A site with its own address should not get the demo accounts.
        if settings.EMBEDDED and not settings.HTTPS:
            self._load_demo(host)
        self.stdout.write(_("Skepsis: %(url)s (Ctrl-C to stop)") % {"url": settings.SITE_URL})
        self.stdout.flush()
        # The supervisor itself needs no database.
        connections.close_all()

    def _load_demo(self, host: str) -> None:
        """Load the demo, but not where others reach it: its accounts share one short password."""
        if _is_loopback(host):
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

    def _choose_user(
        self, lock: Path, folders: list[Path], *, host: str, port: int, **options: Any
    ) -> pwd.struct_passwd | None:
        """Return the user for the child processes. None is the current user."""
        try:
            return choose_user(host=host, port=port, lock=lock, folders=folders)
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

    def _supervisor(
        self,
        lock: Path,
        user: pwd.struct_passwd | None,
        counting: dict[str, str],
        *,
        host: str,
        port: int,
        workers: int,
        threads: int,
        **options: Any,
    ) -> Supervisor:
        web = [
            sys.executable,
            "-m",
            "annotator.lib.processes.web_server",
            host,
            str(port),
            str(workers),
        ]
        return Supervisor(
            {
                "web": web,
                "worker": [sys.executable, "manage.py", "work"],
            },
            folder=settings.BASE,
            lock=lock,
            environment={"SKEPSIS_WEB_THREADS": str(threads), **counting},
            tend=_keep_database_up(),
            pulses={"worker": settings.VAR / f"worker-{port}.pulse"},
            user=user,
        )


def _is_loopback(host: str) -> bool:
    # A name can have several addresses. If one can be reached from outside, the answer
    # is no.
    try:
        return all(
            ipaddress.ip_address(info[4][0]).is_loopback for info in socket.getaddrinfo(host, None)
        )
    except (OSError, ValueError):
        return False


def _check_address(host: str, port: int) -> None:
    try:
        bind_once(host, port)
    except OSError as error:
        raise CommandError(
            _("Can’t listen on %(host)s:%(port)s: %(error)s. Try another --port.")
            % {"host": host, "port": port, "error": error.strerror}
        ) from error


def _counting(port: int) -> dict[str, str]:
    """Return the environment variable with a new, empty folder for the counters of Prometheus."""
    if not settings.METRICS_TOKEN:
        return {}
    # The counters of an earlier run have the numbers of processes that no longer exist.
    folder = settings.VAR / f"metrics-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return {PROCESSES: str(folder)}


def _keep_database_up() -> Callable[[], None]:
    """Return a function that restarts the embedded database server if it was killed.

    The server isn't a child of the supervisor, which would restart it otherwise.
    """
    if not settings.EMBEDDED:
        return lambda: None

    trouble = ""

    def tend() -> None:
        nonlocal trouble
        if server.is_running():
            return
        try:
            server.join(patience=TEND_SECONDS)
            trouble = ""
        except (EmbeddedError, OSError) as error:
            # The disk may be full, for example. The same error is logged only once.
            if str(error) != trouble:
                trouble = str(error)
                logger.error("The database can't be started: %s", trouble)

    return tend
