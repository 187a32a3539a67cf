"""Runs parsers in another process within limits of time and memory.

Parsers of pages and documents don't take linear time or memory: a malicious page of one megabyte
kept a parser busy for minutes. So they run in a process of their own, which the kernel ends when
it has used its time. The parent process continues.

Requests and answers are lines of JSON, on the standard input and output of the process. It exits
when its input ends, which means that its parent has ended.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psutil

ROOT = Path(__file__).resolve().parents[3]
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV")
# Bytes of memory of the process.
MEMORY = 3_000_000_000
# A process that holds more after an answer isn't kept, so that an idle server is small.
KEPT_MEMORY = 300_000_000
# The key in an answer that says so.
LARGE = "\0large"


class LimitedProcess:
    """Sends requests to a process, one at a time, and waits for its answers.

    `module` is the process: it calls `answer_requests`. It starts with the first request, and
    again after it has ended. It has `seconds` of CPU time for each request.
    """

    def __init__(self, module: str, seconds: float) -> None:
        self._module = module
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def ask(self, request: object) -> dict[str, Any] | None:
        """Return the answer, or None if the process used up its time or memory."""
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None

            try:
                process.stdin.write(json.dumps(request) + "\n")
                process.stdin.flush()
                answer = process.stdout.readline()
            except OSError:
                answer = ""

            # The kernel ends the process when it has used its time.
            if not answer:
                self._end(process)
                return None

            found = dict(json.loads(answer))
            if found.pop(LARGE, False):
                self._end(process)
            return found

    def close(self) -> None:
        """End the process; the next request starts another."""
        with self._lock:
            if self._process is not None:
                self._end(self._process)

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is not None and self._process.poll() is not None:
            self._end(self._process)

        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module, str(self._seconds)],
                cwd=ROOT,
                # Without our secrets, which it doesn't need.
                env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="ascii",
            )
        return self._process

    def _end(self, process: "subprocess.Popen[str]") -> None:
        self._process = None
        process.kill()
        with suppress(OSError):
            process.communicate()


def answer_requests(
    answer: Callable[[Any], dict[str, Any]], seconds: float, requests: IO[str], answers: IO[str]
) -> None:
    """Answer each request; exit at one that needs more than `seconds` of CPU time."""
    # The system may already set a lower limit.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    for line in requests:
        # This timer counts the CPU time of this process only. At its end the kernel
        # ends the process, even inside native code.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        found = answer(json.loads(line))
        signal.setitimer(signal.ITIMER_PROF, 0)

        if psutil.Process().memory_info().rss > KEPT_MEMORY:
            found[LARGE] = True
        answers.write(json.dumps(found) + "\n")
        answers.flush()
