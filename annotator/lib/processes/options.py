"""The options of `serve`, for the process that watches over the others and for the command."""

import os
from argparse import ArgumentError, ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.lib.translation import gettext as _

# In the environment: the folder where web workers store their counts for Prometheus.
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True)
class Options:
    host: str
    port: int
    workers: int
    threads: int


def metrics_folder(var: Path, port: int) -> Path | None:
    """Return the folder for the counts, or None if nobody may read them."""
    return var / f"metrics-{port}" if os.environ.get("METRICS_TOKEN") else None


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on (%(default)s)"))
    parser.add_argument(
        "--port", type=within(1, 65_535), default=8000, help=_("port to listen on (%(default)s)")
    )
    parser.add_argument(
        "--workers",
        type=within(1, 64),
        default=os.cpu_count() or 2,
        help=_("web processes (%(default)s)"),
    )
    parser.add_argument(
        "--threads",
        type=within(1, 64),
        default=4,
        help=_("threads and database connections per web process (%(default)s)"),
    )


def read_options(arguments: Sequence[str]) -> Options | None:
    """Return the options, or None if they are wrong or ask for help: Django explains both."""
    parser = ArgumentParser(exit_on_error=False, add_help=False)
    add_options(parser)
    parser.add_argument("-h", "--help", action="store_true")
    try:
        options, _others = parser.parse_known_args(arguments)
    except ArgumentError:
        return None
    if options.help:
        return None
    return Options(options.host, options.port, options.workers, options.threads)


def within(low: int, high: int) -> Callable[[str], int]:
    """Return a type for argparse: a whole number in this range."""

    def whole(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ArgumentTypeError(
                _("must be a whole number from %(low)s to %(high)s") % {"low": low, "high": high}
            )
        return int(text)

    return whole
