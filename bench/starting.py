"""Measures the time from `serve` to its first response, and the memory of an idle app: `python -m
bench.starting`.

The first start is in an empty folder, the second in the same folder. The memory is the sum of the
proportional set sizes (PSS) of all processes, PostgreSQL included. The figures are medians of
three.
"""

import statistics
import time
from contextlib import suppress

import psutil

from bench.figures import Figure, tell
from tools.served import serving

RUNS, IDLE_SECONDS = 3, 5


def main() -> None:
    first, again, held = [], [], []
    for _ in range(RUNS):
        began = time.monotonic()
        with serving() as served:
            first.append(time.monotonic() - began)
            time.sleep(IDLE_SECONDS)
            memory = 0
            for process in [
                *served.processes(),
                psutil.Process(served.process.pid),
                *backends(served.postgres()),
            ]:
                with suppress(psutil.NoSuchProcess):
                    memory += process.memory_full_info().pss
            held.append(memory / 1e6)
            served.stop()
            began = time.monotonic()
            served.start()
            again.append(time.monotonic() - began)

    seconds = statistics.median(first)
    tell(
        Figure(
            "serve on an empty folder to first answer",
            seconds,
            "s",
            goal="6 s",
            is_met=seconds <= 6,
        )
    )
    tell(Figure("serve on a folder that is there to first answer", statistics.median(again), "s"))
    tell(Figure("idle, all processes with PostgreSQL", statistics.median(held), "MB"))


def backends(servers: list[psutil.Process]) -> list[psutil.Process]:
    return [child for server in servers for child in server.children()]


if __name__ == "__main__":
    main()
