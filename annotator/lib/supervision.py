"""Keep a few child processes running, and let none of them outlive its parent.

The parent holds an exclusive `flock` on a file for as long as it lives. Each child waits for that lock in a thread: it
gets it in the moment the parent is gone, however it went, and then leaves too. The kernel frees the lock, so SIGKILL is
no special case, and the same lock keeps a second parent from starting.
"""

import fcntl
import multiprocessing
import multiprocessing.connection
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

LIFELINE = "SKEPSIS_LIFELINE"  # names the parent's lock file in a child's environment
GRACE_SECONDS = 15
WATCH_SECONDS = 0.25
RESTART_SECONDS = 1.0  # the shortest time between two starts of the same child


class AlreadyRunningError(Exception):
    """Another parent holds the lock."""


@contextmanager
def sole_holder(path: Path, wait_seconds: float = 5) -> Iterator[None]:
    """Hold the lock on `path` while the block runs. The children of a parent that was killed get time to leave."""
    deadline = time.monotonic() + wait_seconds
    with path.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise AlreadyRunningError(path) from None
                time.sleep(0.1)
        yield


def is_supervised() -> bool:
    """Whether a supervisor started this process, or a parent of it."""
    return LIFELINE in os.environ


def follow_parent() -> None:
    """In a child: leave when the parent is gone. Does nothing in a process that `serve` did not start."""
    path = os.environ.get(LIFELINE)
    if path:
        threading.Thread(target=_leave_after_parent, args=(path,), name="lifeline", daemon=True).start()


def _leave_after_parent(path: str) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:  # a web worker, whose parent is the web server and not `serve`
        multiprocessing.connection.wait([parent.sentinel])
    else:
        with open(path) as file:
            fcntl.flock(file, fcntl.LOCK_SH)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


class Supervisor:
    """Starts `commands` (name to argument list), restarts those that end, and stops all on SIGTERM or SIGINT.

    The children run in `folder`. `tend` is called on every round, a few times a second, to look after what is not a
    child of ours.
    """

    def __init__(
        self,
        commands: dict[str, list[str]],
        *,
        folder: Path,
        lock: Path,
        environment: dict[str, str],
        tend: Callable[[], None],
    ) -> None:
        self._commands = commands
        self._folder = folder
        self._environment = os.environ | environment | {LIFELINE: str(lock)}
        self._tend = tend
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._started_at: dict[str, float] = {}
        self._stopping = threading.Event()

    def run(self) -> None:
        """Return when a signal asked for the end and every child has left."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        try:
            while not self._stopping.is_set():
                self._tend()
                for name in self._commands:
                    self._keep(name)
                self._stopping.wait(WATCH_SECONDS)
        finally:
            self._stop_children()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _keep(self, name: str) -> None:
        child = self._children.get(name)
        if child is not None and child.poll() is None:
            return
        if time.monotonic() - self._started_at.get(name, float("-inf")) < RESTART_SECONDS:
            return
        self._started_at[name] = time.monotonic()
        # A session of its own: Ctrl-C reaches only us, and we pass it on in order.
        self._children[name] = subprocess.Popen(
            self._commands[name],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _stop_children(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self._children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
