"""The process that parses web pages: `python -m annotator.corpus.readers.html_process SECONDS`.

Parsers of HTML don't take linear time: a malicious page of one megabyte kept trafilatura busy for
minutes. So they run in another process, which the kernel ends when it has used its time. The
parent process continues.

It reads pages from standard input and writes an answer for each to standard output. Pages and
answers are lines of JSON. The process exits when its input ends, which means that its parent has
ended.
"""

import json
import resource
import signal
import sys
from contextlib import suppress
from typing import IO, Any

# Bytes of memory of the process.
MEMORY = 3_000_000_000


def main(seconds: float, pages: IO[str], answers: IO[str]) -> None:
    """Answer each page; exit at a page that needs more than `seconds` of CPU time."""
    # The system may already set a lower limit.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    for line in pages:
        # This timer counts the CPU time of this process only. At its end the kernel
        # ends the process, even inside native code.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answer = _read(json.loads(line))
        signal.setitimer(signal.ITIMER_PROF, 0)

        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _read(html: str) -> dict[str, Any]:
    # Imported here, because it takes a second and only this process needs it.
    from annotator.corpus.readers.html_article import read_article

    try:
        return read_article(html)
    except MemoryError:
        return {}


if __name__ == "__main__":
    # Output of libraries must not be mixed with the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    main(float(sys.argv[1]), sys.stdin, answers)
