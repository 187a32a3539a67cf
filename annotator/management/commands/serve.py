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
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from annotator.demo.loading import SLUG
from annotator.jobs.metrics import PROCESSES
from annotator.lib.database.earlier_versions import migrate_database
from annotator.lib.database.embedded import EmbeddedError
from annotator.lib.database.embedded_backend.base import server
from annotator.lib.processes.supervision import AlreadyRunningError, Supervisor, sole_holder
from annotator.management.run_as import CannotSwitchUserError, bind_once, choose_user
from annotator.projects.models import Project

logger = logging.getLogger(__name__)
TEND_SECONDS = 5  # the longest that looking after the database may keep the children waiting


def within(low: int, high: int) -> Callable[[str], int]:
    def whole(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ArgumentTypeError(f"a whole number from {low} to {high}")
        return int(text)

    return whole


class Command(BaseCommand):
    help = (
        "Bring the database up to date and run the web server and the background worker until "
        "SIGTERM or Ctrl-C."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on (%(default)s)"
        )
        parser.add_argument(
            "--port", type=within(1, 65_535), default=8000, help="port to listen on (%(default)s)"
        )
        parser.add_argument(
            "--workers",
            type=within(1, 64),
            default=os.cpu_count() or 2,
            help="web processes (%(default)s)",
        )
        parser.add_argument(
            "--threads",
            type=within(1, 64),
            default=4,
            help="of each web process, and as many connections (%(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        lock = settings.VAR / f"serve-{options['port']}.lock"
        try:
            with sole_holder(lock):
                _check_address(options["host"], options["port"])
                if settings.EMBEDDED and "SITE_URL" not in os.environ:
                    settings.SITE_URL = os.environ["SITE_URL"] = (
                        f"http://127.0.0.1:{options['port']}"
                    )
                    settings.SITE_URL_FILE.write_text(settings.SITE_URL)
                self._prepare(options["host"])
                counting = _counting(options["port"])
                user = self._lend_user(lock, list(map(Path, counting.values())), **options)
                self._supervisor(lock, user, counting, **options).run()
        except AlreadyRunningError:
            raise CommandError(f"The app runs on port {options['port']} already.") from None

    def _prepare(self, host: str) -> None:
        migrate_database()
        call_command("createcachetable", verbosity=0)
        # Who has an address of their own wants no accounts of ours.
        if settings.EMBEDDED and not settings.HTTPS:
            self._load_demo(host)
        self.stdout.write(f"Skepsis: {settings.SITE_URL} (Ctrl-C stops it)")
        self.stdout.flush()
        connections.close_all()

    def _load_demo(self, host: str) -> None:
        """Load the demo, but not where others reach it: its accounts share one short password."""
        if _is_loopback(host):
            call_command("load_demo", if_empty=True, stdout=self.stdout)
        elif Project.objects.filter(slug=SLUG).exists():
            self.stderr.write(
                f"Warning: others can reach {host}, and the demo's accounts (mia, rita, ana, ben, "
                "cleo) have a short password, which is printed on this machine at each start. "
                "Give them other passwords."
            )
        else:
            self.stdout.write(
                "No demo project, because others can reach this address. `python manage.py "
                "createsuperuser` makes your account, `python manage.py load_demo` loads the demo "
                "all the same."
            )

    def _lend_user(
        self, lock: Path, folders: list[Path], *, host: str, port: int, **options: Any
    ) -> pwd.struct_passwd | None:
        """Whom the children run as; None: as we do."""
        try:
            return choose_user(host=host, port=port, lock=lock, folders=folders)
        except CannotSwitchUserError as error:
            self.stderr.write(
                f"Warning: the web server and the background worker run as root, because {error}. "
                "Put the app, its Python and SKEPSIS_VAR where every user may read them, or start "
                "the app as an ordinary user."
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
            f"Can’t listen on {host}:{port}: {error.strerror}. Another --port may be free."
        ) from error


def _counting(port: int) -> dict[str, str]:
    """Where the web workers count for Prometheus, each in a file: those of an earlier run are
    gone.
    """
    if not settings.METRICS_TOKEN:
        return {}
    folder = settings.VAR / f"metrics-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return {PROCESSES: str(folder)}


def _keep_database_up() -> Callable[[], None]:
    """What the supervisor does for the embedded server, which is nobody's child: start it again
    when it was killed.
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
        except (
            EmbeddedError,
            OSError,
        ) as error:  # a full disk, say: said once, tried until it works
            if str(error) != trouble:
                trouble = str(error)
                logger.error("The database can't be started: %s", trouble)

    return tend
