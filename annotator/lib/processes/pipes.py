"""Commands whose output isn't read to the end, as in `manage.py agreement dam | head`."""

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ending_quietly_when_nobody_reads() -> Iterator[None]:
    """Exit with the status of SIGPIPE, without a traceback, if nobody reads the output.

    A broken pipe to anything but standard output is an error like any other.
    """
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        if not _output_is_cut_short():
            raise
        # Python flushes again when it exits and would report an error, so discard the
        # rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)


def _output_is_cut_short() -> bool:
    """Whether standard output is a pipe or a socket whose other end is gone."""
    output = select.poll()
    output.register(sys.stdout.fileno(), 0)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in output.poll(0))
