"""`serve` as a user starts it."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import psutil
import pytest

from tests.support.prepared import prepared_folder
from tools.served import ROOT, Served, gone, serving, wait_for


@pytest.fixture(scope="module")
def installed() -> Iterator[Served]:
    with serving() as installed:
        yield installed


@pytest.fixture
def served(installed: Served) -> Served:
    """The installation, which runs: it is started again after a test that stopped it."""
    if installed.process.poll() is not None:
        installed.start()
    wait_for(installed.is_well)
    return installed


def test_serve_prints_the_sign_in_and_stops_all_its_processes(served: Served) -> None:
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


def test_killed_processes_are_restarted(served: Served) -> None:
    web, background = (
        served.child(name) for name in ("annotator.lib.processes.web_server", "work")
    )
    database = served.postgres()[0]
    for victim in (web.children()[-1], background, database, web):
        victim.kill()
        wait_for(lambda victim=victim: gone([victim]) and served.is_well())
    wait_for(lambda: len(served.postgres()) == 1)
    assert served.child("work").pid != background.pid
    assert served.postgres()[0].pid != database.pid


def test_no_process_is_left_when_serve_is_killed(served: Served) -> None:
    family = served.processes()
    served.stop(signal.SIGKILL)
    wait_for(lambda: gone(family))
    served.start()
    assert served.is_well()


def test_serve_waits_until_the_database_can_start_again(served: Served) -> None:
    settings = served.var / "postgres" / "data" / "postgresql.conf"
    settings.rename(settings.with_suffix(".away"))
    try:
        for process in served.postgres():
            # One that the server has just forked looks like it, and may be gone with it.
            with suppress(psutil.NoSuchProcess):
                process.kill()
        # The successor of this one has never seen the database.
        served.child("annotator.lib.processes.web_server").children()[-1].kill()
        for _ in range(3):
            wait_for(lambda: served.is_answering(503))
        wait_for(lambda: served.is_answering(503, "/readyz"))
    finally:
        settings.with_suffix(".away").rename(settings)

    wait_for(served.is_well, 60)
    wait_for(lambda: served.is_answering(200, "/readyz"))
    assert served.process.poll() is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port=99999"], "from 1 to 65535"),
        (["--workers=0"], "from 1 to 64"),
        (["--port={taken}"], "Try another --port"),
    ],
)
def test_wrong_options_have_clear_errors(arguments: list[str], message: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [
            sys.executable,
            "manage.py",
            "serve",
            *(argument.format(taken=port) for argument in arguments),
        ]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode != 0
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


def test_stopping_serve_during_its_start_leaves_no_process(served: Served) -> None:
    served.stop()
    again = subprocess.Popen(
        [sys.executable, "manage.py", "serve", f"--port={served.port}"], cwd=ROOT, env=served.env
    )
    wait_for(lambda: bool(served.postgres()))
    again.send_signal(signal.SIGTERM)
    again.wait(30)
    wait_for(lambda: gone(served.postgres()), 10)


def test_the_demo_is_not_loaded_on_a_public_address() -> None:
    """The demo accounts share one short password."""
    with serving(options=["--workers=1", "--host=0.0.0.0"]) as served:
        assert "No demo project" in served.printed.read_text()
        assert served.status("/p/demo/") == 200, "the sign-in page"
        assert not (served.var / "demo_password").exists()


def test_a_demo_on_a_public_address_causes_a_warning() -> None:
    options = ["--workers=1", "--host=0.0.0.0"]
    with serving(options=options, copy_of=prepared_folder()) as served:
        assert "Warning: others can reach 0.0.0.0" in served.printed.read_text()


def test_commands_print_links_with_the_address_of_serve(served: Served) -> None:
    command = [sys.executable, "manage.py", "add_member", "demo", "newcomer"]
    done = subprocess.run(
        command, cwd=ROOT, env=served.env, capture_output=True, text=True, check=True
    )

    assert f"http://127.0.0.1:{served.port}/accounts/password/reset/key/" in done.stdout
