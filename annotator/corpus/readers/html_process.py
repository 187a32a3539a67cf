"""The process that takes web pages apart: `python -m annotator.corpus.readers.html_process
SECONDS`.

Parsers of HTML are not linear: a page of a megabyte, made for it, kept trafilatura busy for
minutes. So they run in a process of their own, which the kernel ends when it has used its time, and
whose parent goes on.

It reads pages from standard input and writes an answer for each to standard output, each as a line
of JSON. It leaves when its input ends, that is when its parent is gone.
"""

import json
import resource
import signal
import sys
from contextlib import suppress
from typing import IO, Any

# Memory for all pages, in bytes.
MEMORY = 3_000_000_000


def main(seconds: float, pages: IO[str], answers: IO[str]) -> None:
    """Answer each page; leave at one that needs more than `seconds` of CPU time."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    for line in pages:
        # Counts our CPU time only, whatever else the machine does. When it is over, the kernel ends
        # this process, whatever code runs.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answer = _extract(json.loads(line))
        signal.setitimer(signal.ITIMER_PROF, 0)

        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _extract(html: str) -> dict[str, Any]:
    """What trafilatura finds, each under its name; empty where it finds no article."""
    # Imported here, because it takes a second and the parent doesn't need it.
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    config = use_config()
    # A short article is one too: below its usual 250 characters trafilatura falls back on all text
    # of the page in one.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "40")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")

    try:
        found = bare_extraction(html, with_metadata=True, include_comments=False, config=config)
    except MemoryError:
        return {}

    if found is None or isinstance(found, dict) or not found.text:
        return {}
    names = ("text", "title", "sitename", "hostname", "url", "date")
    return {name: getattr(found, name) for name in names}


if __name__ == "__main__":
    # Output of libraries must not be mixed with the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    main(float(sys.argv[1]), sys.stdin, answers)
