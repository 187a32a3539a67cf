"""Commands whose output isn't read to the end, as with `| head`."""

import os
import signal
import subprocess
import sys

import pytest

from tools.served import ROOT

CUT_SHORT = 128 + signal.SIGPIPE


def run_unread(*arguments: str, unbuffered: bool = False) -> "subprocess.CompletedProcess[bytes]":
    """Run Python with a standard output that nobody reads any more."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1" if unbuffered else ""}
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)


@pytest.mark.parametrize(
    "arguments",
    [["help"], ["agreement", "--help"], ["diffsettings", "--all"], ["check"]],
    ids=" ".join,
)
def test_a_command_whose_output_nobody_reads_ends_quietly(arguments: list[str]) -> None:
    done = run_unread("manage.py", *arguments)
    assert (done.returncode, done.stderr) == (CUT_SHORT, b"")


def script(*lines: str) -> str:
    begin = "from annotator.lib.processes.pipes import ending_quietly_when_nobody_reads"
    return "\n".join(
        [begin, "with ending_quietly_when_nobody_reads():", *(f"    {line}" for line in lines)]
    )


@pytest.mark.parametrize("unbuffered", [False, True])
@pytest.mark.parametrize("letters", [1, 10_000_000])
def test_a_command_ends_quietly_for_any_amount_of_output(letters: int, unbuffered: bool) -> None:
    done = run_unread("-c", script(f"print('x' * {letters})"), unbuffered=unbuffered)
    assert (done.returncode, done.stderr) == (CUT_SHORT, b"")


def test_another_broken_pipe_is_still_an_error() -> None:
    broken = script("import os", "r, w = os.pipe()", "os.close(r)", "os.write(w, b'x')")
    done = subprocess.run(
        [sys.executable, "-c", broken], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"BrokenPipeError" in done.stderr


def test_an_error_keeps_its_exit_status() -> None:
    done = subprocess.run(
        [sys.executable, "-c", script("import sys", "print('x')", "sys.exit(3)")],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, b"x\n")
