"""Work in other processes: the same results in the same order, and nothing stays behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from operator import mul
from pathlib import Path

import psutil
import pytest

from annotator.corpus import other_processes
from annotator.corpus.other_processes import AHEAD, count_cores, in_order

double = partial(mul, 2)


def helpers() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children()
        if "annotator.corpus.batch_process" in child.cmdline()
    ]


@pytest.mark.parametrize("processes", [0, 1, 3])
def test_results_come_in_the_order_of_the_batches(processes: int) -> None:
    found = in_order(double, range(100), here=3, processes=processes)
    assert list(found) == [2 * number for number in range(100)]
    assert not helpers()


def test_few_batches_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_processes, "_start", None)
    assert list(in_order(double, range(5), here=5, processes=2)) == [0, 2, 4, 6, 8]


def test_only_a_few_batches_are_read_ahead() -> None:
    read: list[int] = []

    def batches() -> Iterator[int]:
        for number in range(1000):
            read.append(number)
            yield number

    found = in_order(double, batches(), here=1, processes=2)
    for done in range(1, 50):
        next(found)
        assert len(read) <= done + 2 * AHEAD + 1
    found.close()  # type: ignore[attr-defined]
    assert not helpers()


def test_what_was_read_before_a_failure_counts() -> None:
    def batches() -> Iterator[int]:
        yield from range(10)
        raise OSError("the disk is gone")

    found = []
    with pytest.raises(OSError, match="the disk is gone"):
        found.extend(in_order(double, batches(), here=1, processes=2))
    assert not helpers()


def test_an_exception_comes_with_the_traceback_of_the_process() -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        list(in_order(partial(divmod, 1), [1, 1, 0, 1], here=1, processes=1))
    assert "batch_process.py" in raised.value.__notes__[0]
    assert not helpers()


def test_the_work_of_a_process_that_is_killed_is_done_here() -> None:
    found = in_order(double, range(100), here=1, processes=2)
    got = [next(found), next(found)]
    helpers()[0].kill()
    assert [*got, *found] == [2 * number for number in range(100)]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_stays_behind_when_its_parent_is_ended(end: signal.Signals) -> None:
    program = (
        "from itertools import count; from operator import neg\n"
        "from annotator.corpus.other_processes import in_order\n"
        "for number in in_order(neg, count(), here=1, processes=2): print(number, flush=True)"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        for _ in range(20):
            parent.stdout.readline()
        children = psutil.Process(parent.pid).children()
        assert len(children) == 2
        parent.send_signal(end)
        parent.stdout.close()

    _gone, left = psutil.wait_procs(children, timeout=20)
    assert not left


def test_a_container_with_one_core_has_none_to_spare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quota = tmp_path / "cpu.max"
    monkeypatch.setattr(other_processes, "QUOTA", quota)
    for written, cores in [("100000 100000", 1), ("50000 100000", 1)]:
        quota.write_text(written)
        assert count_cores() == cores
    quota.write_text("max 100000")
    assert count_cores() == len(os.sched_getaffinity(0))
    quota.unlink()
    assert count_cores() == len(os.sched_getaffinity(0))
