import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from annotator.lib.processes.supervision import AlreadyRunningError, sole_holder
from tools.served import wait_for

PARENT = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from annotator.lib.processes.supervision import Supervisor, sole_holder
    lock, folder = Path(sys.argv[1]), Path(sys.argv[2])
    child = (
        "import os, pathlib, time; "
        "from annotator.lib.processes.supervision import follow_parent; follow_parent(); "
        f"pathlib.Path({str(folder)!r}, str(os.getpid())).touch(); time.sleep(60)"
    )
    with sole_holder(lock):
        with Supervisor(
            {"child": [sys.executable, "-c", child]},
            folder=Path.cwd(),
            lock=lock,
            environment={},
            tend=lambda: None,
        ) as supervisor:
            supervisor.run()
    """
)


@pytest.fixture
def parent(tmp_path: Path) -> subprocess.Popen[bytes]:
    started = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "lock"), str(_children(tmp_path))]
    )
    wait_for(lambda: len(_pids(tmp_path)) == 1)
    return started


def _children(tmp_path: Path) -> Path:
    folder = tmp_path / "children"
    folder.mkdir(exist_ok=True)
    return folder


def _pids(tmp_path: Path) -> list[int]:
    return [int(path.name) for path in _children(tmp_path).iterdir()]


def test_a_killed_child_is_restarted(parent: subprocess.Popen[bytes], tmp_path: Path) -> None:
    os.kill(_pids(tmp_path)[0], signal.SIGKILL)
    wait_for(lambda: len(_pids(tmp_path)) == 2)
    parent.terminate()
    assert parent.wait(10) == 0


def test_no_child_is_left_after_a_stop(parent: subprocess.Popen[bytes], tmp_path: Path) -> None:
    parent.send_signal(signal.SIGINT)
    parent.wait(10)
    assert not psutil.pid_exists(_pids(tmp_path)[0])


def test_many_signals_at_once_stop_it_like_one(
    parent: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    """As a second Ctrl-C does, or a SIGTERM to the process and to its group."""
    try:
        for _ in range(2000):
            for number in (signal.SIGTERM, signal.SIGINT):
                parent.send_signal(number)
        parent.wait(20)
    finally:
        parent.kill()
    wait_for(lambda: not psutil.pid_exists(_pids(tmp_path)[0]))


def test_no_child_outlives_a_killed_parent(parent: subprocess.Popen[bytes], tmp_path: Path) -> None:
    parent.kill()
    parent.wait()
    wait_for(lambda: not psutil.pid_exists(_pids(tmp_path)[0]))


def test_a_second_parent_is_refused(parent: subprocess.Popen[bytes], tmp_path: Path) -> None:
    with pytest.raises(AlreadyRunningError), sole_holder(tmp_path / "lock", wait_seconds=0.2):
        pass
    parent.terminate()
    parent.wait(10)


HUNG = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from annotator.lib.processes import supervision
    from annotator.lib.processes.supervision import Supervisor, sole_holder
    supervision.HUNG_SECONDS = 2.0
    supervision.PULSE_SECONDS = 0.2
    lock, folder = Path(sys.argv[1]), Path(sys.argv[2])
    # The second child is well: only the first one begins a search that never gives up the
    # interpreter.
    child = (
        "import os, pathlib, re, time; "
        "from annotator.lib.processes.supervision import follow_parent, show_pulse_to_parent; "
        f"follow_parent(); show_pulse_to_parent(); folder = pathlib.Path({str(folder)!r}); "
        "is_first = not list(folder.iterdir()); (folder / str(os.getpid())).touch(); "
        "time.sleep(0.5); "
        "is_first and re.fullmatch('(?:a|a+)+b', 'a' * 60); time.sleep(600)"
    )
    with sole_holder(lock):
        with Supervisor(
            {"child": [sys.executable, "-c", child]}, folder=Path.cwd(), lock=lock, environment={},
            tend=lambda: None, pulses={"child": folder.parent / "pulse"},
        ) as supervisor:
            supervisor.run()
    """
)


def test_a_child_that_hangs_is_killed_and_started_again(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HUNG, str(tmp_path / "lock"), str(_children(tmp_path))]
    with subprocess.Popen(command) as parent:
        try:
            wait_for(lambda: len(_pids(tmp_path)) == 2)
            first = min(
                _pids(tmp_path), key=lambda pid: (_children(tmp_path) / str(pid)).stat().st_mtime
            )
            wait_for(lambda: not psutil.pid_exists(first) or _is_zombie(first))
        finally:
            parent.terminate()


def _is_zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
