"""The process that `manage.py serve` begins with. It starts the others and watches over them.

It runs as long as the app does, and loads neither Django nor the app, which would take memory all
the time. A child process, the command `serve`, prepares the database. Meanwhile the web server
loads the app already.
"""

import logging
import os
import pwd
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from annotator.lib.database.embedded import EmbeddedError, EmbeddedPostgres
from annotator.lib.logs import JsonLines
from annotator.lib.processes.addresses import bind_once
from annotator.lib.processes.options import METRICS_FOLDER, Options, metrics_folder
from annotator.lib.processes.supervision import AlreadyRunningError, Supervisor, sole_holder
from annotator.lib.translation import gettext as _
from annotator.lib.var_folder import BASE, make_var_folder, var_folder

logger = logging.getLogger(__name__)
# Checking the database may delay the check of the processes by this long at most.
TEND_SECONDS = 5


def serve(options: Options, arguments: Sequence[str]) -> None:
    """Run the app until a signal asks to stop. `arguments` are those of the command line."""
    var = var_folder()
    # Other processes run in another folder.
    os.environ["SKEPSIS_VAR"] = str(var)
    make_var_folder(var)
    _write_logs()
    lock = var / f"serve-{options.port}.lock"

    try:
        with sole_holder(lock):
            # Without this check, the supervisor would restart a failing web server
            # for ever.
            _check_address(options.host, options.port)
            _set_site_url(var, options.port)
            _run(options, arguments, var, lock)
    except AlreadyRunningError:
        sys.exit(_("The app is already running on port %(port)s.") % {"port": options.port})


def _run(options: Options, arguments: Sequence[str], var: Path, lock: Path) -> None:
    database = None if os.environ.get("DATABASE_URL") else EmbeddedPostgres(var / "postgres")
    supervisor = Supervisor(
        _commands(options),
        folder=BASE,
        lock=lock,
        environment={"SKEPSIS_WEB_THREADS": str(options.threads), **_counting(var, options.port)},
        tend=_keep_up(database),
        pulses={"worker": var / f"worker-{options.port}.pulse"},
        waiting=["web"],
    )

    with supervisor:
        supervisor.start_waiting()
        reading, writing = os.pipe()
        preparing = supervisor.start_once(
            "prepare", [sys.executable, "manage.py", "serve", *arguments], report=writing
        )
        os.close(writing)
        if database is not None:
            database.join()
        status = supervisor.wait_for(preparing)

        if status == 0:
            with open(reading) as report:
                name = report.read()
            supervisor.run(pwd.getpwnam(name) if name else None)
    # None is a signal that asked to stop.
    if status:
        sys.exit(status)


def _commands(options: Options) -> dict[str, list[str]]:
    web = [sys.executable, "-m", "annotator.lib.processes.web_server"]
    return {
        "web": [*web, options.host, str(options.port), str(options.workers)],
        "worker": [sys.executable, "manage.py", "work"],
    }


def _write_logs() -> None:
    """Write log lines as the other processes do."""
    console = logging.StreamHandler()
    console.setFormatter(JsonLines())
    logging.basicConfig(handlers=[console], level=logging.WARNING)


def _check_address(host: str, port: int) -> None:
    try:
        bind_once(host, port)
    except OSError as error:
        sys.exit(
            _("Can’t listen on %(host)s:%(port)s: %(error)s. Try another --port.")
            % {"host": host, "port": port, "error": error.strerror}
        )


def _set_site_url(var: Path, port: int) -> None:
    """Tell the child processes the address, unless it is set, and other commands by a file."""
    if not os.environ.get("DATABASE_URL") and "SITE_URL" not in os.environ:
        os.environ["SITE_URL"] = f"http://127.0.0.1:{port}"
        (var / "site_url").write_text(os.environ["SITE_URL"])


def _counting(var: Path, port: int) -> dict[str, str]:
    """Return the environment variable with a new, empty folder for the counters of Prometheus."""
    folder = metrics_folder(var, port)
    if folder is None:
        return {}
    # The counters of an earlier run have the numbers of processes that no longer exist.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return {METRICS_FOLDER: str(folder)}


def _keep_up(database: EmbeddedPostgres | None) -> Callable[[], None]:
    """Return a function that restarts the embedded database server if it was killed.

    The server isn't a child of the supervisor, which would restart it otherwise.
    """
    if database is None:
        return lambda: None

    trouble = ""

    def tend() -> None:
        nonlocal trouble
        if database.is_running():
            return
        try:
            database.join(patience=TEND_SECONDS)
            trouble = ""
        except (EmbeddedError, OSError) as error:
            # The disk may be full, for example. The same error is logged only once.
            if str(error) != trouble:
                trouble = str(error)
                logger.error("The database can't be started: %s", trouble)

    return tend
