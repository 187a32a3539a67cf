"""Keeping a few child processes running, and ending them when the parent ends.

The parent holds an exclusive `flock` on a file while it runs. Each child waits for that lock in
a thread. It gets the lock as soon as the parent is gone, for whatever reason, and then exits
too. The kernel releases the lock, so this also works after SIGKILL. The same lock prevents a
second parent from starting.
"""

import fcntl
import logging
import multiprocessing
import multiprocessing.connection
import os
import pwd
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Self

from annotator.lib.processes.system_user import change_owner, environment_of, user_options

logger = logging.getLogger(__name__)
# In a child's environment: the path of the parent's lock file.
LIFELINE = "SKEPSIS_LIFELINE"
# In the environment of a child that runs once: the descriptor that it may report to.
REPORT = "SKEPSIS_REPORT"
GRACE_SECONDS = 15
WATCH_SECONDS = 0.25
# The time between two looks at a child that runs once, and that others wait for.
ONCE_SECONDS = 0.01
# The shortest time between two starts of the same child.
RESTART_SECONDS = 1.0
# In a child's environment: the path of the file that it touches while it is healthy.
PULSE = "SKEPSIS_PULSE"
PULSE_SECONDS = 2.0
# A child that hasn't touched its file for this long is killed and started again.
HUNG_SECONDS = 60.0


class AlreadyRunningError(Exception):
    """Another parent holds the lock."""


@contextmanager
def sole_holder(path: Path, wait_seconds: float = 5) -> Iterator[None]:
    """Hold the lock on `path` while the block runs.

    It waits a few seconds for the children of a parent that was killed. Raises
    AlreadyRunningError.
    """
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


def wait_for_parent() -> str:
    """In a child that waits: return the line of the parent. Exits if the parent is gone."""
    line = sys.stdin.readline()
    if not line:
        sys.exit(1)
    return line.strip()


def is_supervised() -> bool:
    """Whether a supervisor started this process, or a parent of it."""
    return LIFELINE in os.environ


def follow_parent() -> None:
    """In a child: exit when the parent is gone. Does nothing if `serve` isn't the parent."""
    path = os.environ.get(LIFELINE)
    if path:
        threading.Thread(
            target=_leave_after_parent, args=(path,), name="lifeline", daemon=True
        ).start()


def _leave_after_parent(path: str) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        # This is a web worker. Its parent is the web server and not `serve`.
        multiprocessing.connection.wait([parent.sentinel])
    else:
        with open(path) as file:
            fcntl.flock(file, fcntl.LOCK_SH)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def show_pulse_to_parent() -> None:
    """In a child: touch a file every few seconds, in a thread.

    Code that never releases the interpreter stops the thread, and then the parent kills this
    process. Does nothing if no file is configured.
    """
    path = os.environ.get(PULSE)
    if path:
        threading.Thread(
            target=_touch_for_ever, args=(Path(path),), name="pulse", daemon=True
        ).start()


def _touch_for_ever(path: Path) -> None:
    while True:
        # An error such as a full disk must not look like a hang to the parent.
        with suppress(OSError):
            os.utime(path)
        time.sleep(PULSE_SECONDS)


class Supervisor:
    """Starts `commands`, restarts those that end or hang, and stops all on SIGTERM or SIGINT.

    `commands` maps names to argument lists, and `pulses` maps names to paths. A child hangs if
    it no longer touches its file. The children run in `folder`. `tend` is called a few times a
    second, for services that aren't children.

    The children in `waiting` may be started before everything is ready. They read a line from their
    input first: the name of the user to become, which is empty if they are that user.
    """

    def __init__(
        self,
        commands: dict[str, list[str]],
        *,
        folder: Path,
        lock: Path,
        environment: dict[str, str],
        tend: Callable[[], None],
        pulses: Mapping[str, Path] | None = None,
        waiting: Collection[str] = (),
    ) -> None:
        self._commands = commands
        self._pulses = pulses or {}
        self._folder = folder
        self._environment = os.environ | environment | {LIFELINE: str(lock)}
        self._tend = tend
        self._waiting = waiting
        self._is_ready = False
        self._user: pwd.struct_passwd | None = None
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._started_at: dict[str, float] = {}
        # Not an event: its lock isn't for signal handlers, and a second signal would wait for ever.
        self._is_stopping = False

    def __enter__(self) -> Self:
        """From here on a signal asks to stop. At the end of the block, every child has exited."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_children()

    def run(self, user: pwd.struct_passwd | None = None) -> None:
        """Run until a signal asks to stop.

        The children run as `user`, if root starts them as another user.
        """
        self._user = user
        self._environment |= environment_of(user)
        self._is_ready = True
        for name in self._waiting:
            if name in self._children:
                self._let_begin(name, user)

        while not self._is_stopping:
            self._tend()
            for name in self._commands:
                self._keep_running(name)
            time.sleep(WATCH_SECONDS)

    def start_waiting(self) -> None:
        """Start the children that wait until `run`."""
        for name in self._waiting:
            self._start(name)

    def start_once(
        self, name: str, command: list[str], *, report: int
    ) -> "subprocess.Popen[bytes]":
        """Start a child that isn't restarted. It can write to the descriptor `report`."""
        self._children[name] = subprocess.Popen(
            command,
            cwd=self._folder,
            env=os.environ | {LIFELINE: self._environment[LIFELINE], REPORT: str(report)},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=[report],
        )
        return self._children[name]

    def wait_for(self, child: "subprocess.Popen[bytes]") -> int | None:
        """Return the child's exit status. None if a signal asks to stop meanwhile."""
        while not self._is_stopping and child.poll() is None:
            time.sleep(ONCE_SECONDS)
        return None if self._is_stopping else child.returncode

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _keep_running(self, name: str) -> None:
        child = self._children.get(name)
        if child is not None and child.poll() is None:
            if self._hangs(name):
                logger.error(
                    "%s has hung for %s s: it is killed and started again", name, HUNG_SECONDS
                )
                os.killpg(child.pid, signal.SIGKILL)
            return

        if time.monotonic() - self._started_at.get(name, float("-inf")) < RESTART_SECONDS:
            return

        self._start(name)

    def _start(self, name: str) -> None:
        self._started_at[name] = time.monotonic()
        environment = self._environment
        if name in self._pulses:
            self._pulses[name].touch()
            if self._user is not None:
                change_owner(self._pulses[name], uid=self._user.pw_uid, gid=self._user.pw_gid)
            environment = environment | {PULSE: str(self._pulses[name])}

        # In a session of its own, so that Ctrl-C reaches only us and we can stop
        # children in order.
        self._children[name] = subprocess.Popen(
            self._commands[name],
            cwd=self._folder,
            env=environment,
            stdin=subprocess.PIPE if name in self._waiting else subprocess.DEVNULL,
            start_new_session=True,
            **user_options(self._user),
        )
        if name in self._waiting and self._is_ready:
            self._let_begin(name, None)

    def _let_begin(self, name: str, user: pwd.struct_passwd | None) -> None:
        line = b"%b\n" % (user.pw_name.encode() if user else b"")
        # A child that is gone already is started again by `run`.
        with suppress(BrokenPipeError):
            pipe = self._children[name].stdin
            assert pipe is not None
            pipe.write(line)
            pipe.close()

    def _hangs(self, name: str) -> bool:
        if name not in self._pulses:
            return False
        touched = self._pulses[name].stat().st_mtime
        return time.time() - touched > HUNG_SECONDS

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
