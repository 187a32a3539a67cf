"""A folder in which the app was started once: a copy of it starts in a third of the time.

Tests that are about the first start use `tools.served.serving` with an empty folder instead.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.served import Served, copy_folder, gone, serving, wait_for


@contextmanager
def serving_prepared(
    inside: Path | None = None, workers: int = 1, **environment: str
) -> Iterator[Served]:
    """Run the app with the demo loaded, in a folder that is deleted afterwards.

    It has one web process, unless the test is about several: each takes a second to start.
    """
    options = [f"--workers={workers}"]
    with serving(inside, options, copy_of=prepared_folder(), **environment) as served:
        yield served


def prepared_folder() -> Path:
    """The folder of this run, made by the first test that needs it."""
    var = Path(os.environ["SKEPSIS_VAR"])
    folder = var / "prepared"

    # The other worker waits here until the folder is whole.
    with (var / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _prepare(folder)

    return folder


def _prepare(folder: Path) -> None:
    draft = folder.with_name("prepared.new")
    with serving() as served:
        served.stop()
        wait_for(lambda: gone(served.postgres()))
        draft.mkdir(mode=0o711)
        copy_folder(served.var, draft)

    draft.rename(folder)
