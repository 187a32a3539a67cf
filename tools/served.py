"""Starts the app as a user does: real processes with a folder of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

# Seconds; even a busy machine starts a database and a server in this time.
PATIENCE = 120
ROOT = Path(__file__).parent.parent
# Variables of the tests, which the served app must not inherit.
OURS = {
    "DJANGO_SETTINGS_MODULE",
    "DATABASE_URL",
    "SECRET_KEY",
    "SITE_URL",
}


class Served:
    """A running `serve` with its folder, its port and its output."""

    def __init__(self, var: Path, environment: dict[str, str], options: Sequence[str] = ()) -> None:
        self.var = var
        self.options = options or ["--workers=2"]
        self.environment = environment
        self.python = sys.executable
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self) -> None:
        self.printed = self.var / "printed"
        with self.printed.open("wb") as output:
            self.process = subprocess.Popen(
                [self.python, "manage.py", "serve", f"--port={self.port}", *self.options],
                cwd=ROOT,
                env=self.env,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_for(self.is_well)

    @property
    def env(self) -> dict[str, str]:
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        return environment | {"SKEPSIS_VAR": str(self.var)} | self.environment

    def is_well(self) -> bool:
        return self.is_answering(200)

    def is_answering(self, status: int, path: str = "/healthz") -> bool:
        """Whether this path responds with this status. False without a response."""
        try:
            return self.status(path) == status
        except OSError:
            return False

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=5
            ) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    def processes(self) -> list[psutil.Process]:
        """The processes that belong to this folder: the child processes, and PostgreSQL."""
        family = (
            psutil.Process(self.process.pid).children(recursive=True)
            if self.process.poll() is None
            else []
        )
        return [*family, *self.postgres()]

    def child(self, word: str) -> psutil.Process:
        """The child process with `word` in its command line.

        Waits for it, because a killed process is replaced only after a moment.
        """
        found: list[psutil.Process] = []

        def is_there() -> bool:
            # A process may end after it was listed.
            with suppress(psutil.NoSuchProcess):
                children = psutil.Process(self.process.pid).children()
                found[:] = [
                    child
                    for child in children
                    if word in (child.as_dict(["cmdline"])["cmdline"] or [])
                ]
            return bool(found)

        wait_for(is_there)
        return found[0]

    def postgres(self) -> list[psutil.Process]:
        data = str(self.var / "postgres" / "data")
        return [
            process
            for process in psutil.process_iter(["cmdline"])
            if data in (process.info["cmdline"] or [])
        ]

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(PATIENCE)


def copy_folder(source: Path, target: Path) -> None:
    """Copy all files of `source`, which no process may use now, with owners and modes."""
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)


def wait_for(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "timed out"
        time.sleep(0.1)


def gone(processes: list[psutil.Process]) -> bool:
    return not any(_lives(process) for process in processes)


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        # It ended between the two questions.
        return False


@contextmanager
def serving(
    inside: Path | None = None,
    options: Sequence[str] = (),
    python: str = sys.executable,
    copy_of: Path | None = None,
    **environment: str,
) -> Iterator[Served]:
    """Run the app in an empty folder, or in a copy of another, which is deleted afterwards."""
    var = Path(tempfile.mkdtemp(prefix="skepsis-serve-", dir=inside))
    var.chmod(0o711)
    if copy_of is not None:
        copy_folder(copy_of, var)

    served = Served(var, environment, options)
    served.python = python

    try:
        served.start()
        yield served
    except BaseException:
        sys.stderr.write((var / "printed").read_text() if (var / "printed").exists() else "")
        raise
    finally:
        if served.process.poll() is None:
            served.stop()
        wait_for(lambda: gone(served.postgres()))
        shutil.rmtree(var)
