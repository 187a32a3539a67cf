"""`serve` as a user starts it: real processes on an empty folder."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parent.parent


class Served:
    """A running `serve` with its folder, its port and what it printed."""

    def __init__(self, var: Path) -> None:
        self.var = var
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        self.printed = self.var / "printed"
        with self.printed.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", f"--port={self.port}", "--workers=2"],
                cwd=ROOT,
                env=environment | {"SKEPSIS_VAR": str(self.var)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_for(self.is_well)

    def is_well(self) -> bool:
        try:
            return self.status("/healthz") == 200
        except OSError:
            return False

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    def processes(self) -> list[psutil.Process]:
        """The processes that belong to this folder: our children, and PostgreSQL."""
        family = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        return [*family, *self.postgres()]

    def child(self, word: str) -> psutil.Process:
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if word in (child.as_dict(["cmdline"])["cmdline"] or []))

    def postgres(self) -> list[psutil.Process]:
        data = str(self.var / "postgres" / "data")
        return [process for process in psutil.process_iter(["cmdline"]) if data in (process.info["cmdline"] or [])]

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(30)


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


@pytest.fixture
def served() -> Iterator[Served]:
    var = Path(tempfile.mkdtemp(prefix="skepsis-serve-"))
    var.chmod(0o711)
    served = Served(var)
    yield served
    if served.process.poll() is None:
        served.stop()
    wait_for(lambda: gone(served.postgres()))
    shutil.rmtree(var)


def test_it_says_how_to_sign_in_and_leaves_nothing_behind(served: Served) -> None:
    password = (served.var / "demo_password").read_text()
    assert re.search(rf"ana +annotator +password {re.escape(password)}", served.printed.read_text())
    assert (served.var / "demo_password").stat().st_mode & 0o777 == 0o600
    assert served.status("/accounts/login/") == 200
    family = served.processes()
    assert len(family) >= 4, "a web master, two web workers and a background worker"
    served.stop(signal.SIGINT)
    assert served.process.returncode == 0
    wait_for(lambda: gone(family), 5)


def test_a_second_start_keeps_the_data(served: Served) -> None:
    password = (served.var / "demo_password").read_text()
    served.stop()
    served.start()
    assert password in served.printed.read_text()
    assert served.status("/healthz") == 200


def test_it_survives_the_death_of_its_parts(served: Served) -> None:
    web, background = (served.child(name) for name in ("annotator.lib.web", "db_worker"))
    database = served.postgres()[0]
    for victim in (web.children()[-1], background, database, web):
        victim.kill()
        wait_for(lambda victim=victim: gone([victim]) and served.is_well())
    wait_for(lambda: len(served.postgres()) == 1 and "db_worker" in served.child("db_worker").cmdline())
    assert served.postgres()[0].pid != database.pid


def test_nothing_is_left_when_it_is_killed(served: Served) -> None:
    family = served.processes()
    served.stop(signal.SIGKILL)
    wait_for(lambda: gone(family))
    served.start()
    assert served.is_well()
