"""Runs a function over batches in other processes, where there are cores to spare. Pure.

The results come in the order of the batches, and are those that the function gives here. The
processes are plain children with pipes: they exit when their input ends, so that none stays behind
when this process is killed, and a daemon may start them, too.
"""

import logging
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Self, TypeVar

from annotator.corpus.readers.limited_process import KEPT_VARIABLES, ROOT

Batch = TypeVar("Batch")
Result = TypeVar("Result")
logger = logging.getLogger(__name__)
# More gain nothing: the database, or this process, can't follow.
MAX_PROCESSES = 4
# Batches that wait for each process, so that it never waits for us, and memory stays flat.
AHEAD = 2
# The share of the cores that a container may use, in Linux.
QUOTA = Path("/sys/fs/cgroup/cpu.max")


def count_cores() -> int:
    """Return how many cores this process may use."""
    cores = len(os.sched_getaffinity(0))
    try:
        quota, period = QUOTA.read_text().split()
        return cores if quota == "max" else max(1, min(cores, int(quota) // int(period)))
    except (OSError, ValueError):
        return cores


def in_order(
    function: Callable[[Batch], Result], batches: Iterable[Batch], *, here: int, processes: int
) -> Iterator[Result]:
    """Yield function(batch) for each batch, in order.

    The first batches, as many as `here`, are done in this process: few are not worth the start of
    another. With 0 `processes`, all are. The function and its module must be of use without Django,
    and batches and results must be picklable.
    """
    batches = iter(batches)
    yield from map(function, islice(batches, here))
    # Without a further batch, no process is started.
    beginning = list(islice(batches, 1)) if processes else []
    if not beginning:
        yield from map(function, batches)
        return

    batches = chain(beginning, batches)
    pending: deque[Future[Result]] = deque()
    with _Pool(min(processes, MAX_PROCESSES)) as pool:
        while True:
            try:
                batch = next(batches)
            except StopIteration:
                break
            except Exception:
                # Here, what came before would have been yielded already.
                yield from _results(pending)
                raise
            pending.append(pool.submit(function, batch))
            if len(pending) > pool.size * AHEAD:
                yield pending.popleft().result()
        yield from _results(pending)


def _results(pending: "deque[Future[Result]]") -> Iterator[Result]:
    while pending:
        yield pending.popleft().result()


class _Pool:
    """Some processes, and a thread for each that waits for it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._is_closed = False
        self._processes = [_start() for _ in range(size)]
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for process in self._processes:
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="other-process")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_closed = True
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.communicate()

    def submit(self, function: Callable[[Batch], Result], batch: Batch) -> "Future[Result]":
        return self._threads.submit(self._run, function, batch)

    def _run(self, function: Callable[[Batch], Result], batch: Batch) -> Result:
        process = self._idle.get()
        try:
            is_done, answer = _ask(process, (function, batch))
        except (OSError, EOFError, pickle.UnpicklingError):
            if not self._is_closed:
                logger.warning("process %s has ended; its work is done here", process.pid)
            return function(batch)
        finally:
            self._idle.put(process)
        if not is_done:
            raise answer
        return answer  # type: ignore[no-any-return]


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "annotator.corpus.batch_process"],
        cwd=ROOT,
        # Without our secrets, which it doesn't need.
        env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def _ask(process: subprocess.Popen[bytes], request: object) -> tuple[bool, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(pickle.dumps(request, pickle.HIGHEST_PROTOCOL))
    process.stdin.flush()
    # It is our own code that answers.
    return pickle.load(process.stdout)  # type: ignore[no-any-return]  # noqa: S301
