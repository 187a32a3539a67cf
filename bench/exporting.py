"""Measures exports whose clients are slow or disconnect, every format of files, and a release:
`python -m bench.exporting [SENTENCES]`.

The figures are the web server's memory and the transactions that stay open, in a project of a
million sentences, three in ten of them labelled. `bench.scale` measures how long exports take.
"""

import subprocess
import sys
import time
from typing import Any

import psutil
import requests

from bench.figures import Figure, tell
from bench.scale import large_project, memory, signed_in
from tools.served import Served


def main() -> None:
    with large_project() as (served, _):
        session = signed_in(served, "mia")
        slow_reader(served, session)
        hang_ups(served, session)
        formats(served, session)
        release(served)


def opened(served: Served, session: requests.Session) -> Any:
    answer = session.get(
        f"http://127.0.0.1:{served.port}/p/bench/export/annotations.csv", stream=True
    )
    answer.raise_for_status()
    return answer


def slow_reader(served: Served, session: requests.Session) -> None:
    before = memory(served)
    with opened(served, session) as answer:
        for _ in range(20):
            answer.raw.read(10_000)
            time.sleep(0.25)
        tell(Figure("web process with a reader of 40 kB/s", memory(served), "MB", before, "before"))
    settle()
    tell(
        Figure(
            "  transactions left open", transactions(), "of 1", goal="0", is_met=transactions() == 0
        )
    )


def hang_ups(served: Served, session: requests.Session) -> None:
    before = memory(served)
    for _ in range(10):
        with opened(served, session) as answer:
            answer.raw.read(1000)
        settle()

    tell(Figure("web process after ten that hung up", memory(served), "MB", before, "before"))
    tell(
        Figure(
            "  transactions left open",
            transactions(),
            "of 10",
            goal="0",
            is_met=transactions() == 0,
        )
    )


def formats(served: Served, session: requests.Session) -> None:
    """Download the sentences in each format, and the articles where it has no sentences."""
    from annotator.export.datasets.file_formats import FORMATS

    for key, chosen in FORMATS.items():
        dataset = "sentences" if "sentences" in chosen.datasets else "articles"
        began = time.monotonic()
        address = f"http://127.0.0.1:{served.port}/p/bench/export/{dataset}.{key}"
        with session.get(address, stream=True) as answer:
            answer.raise_for_status()
            first, size = 0.0, 0
            for block in answer.iter_content(1024 * 1024):
                first = first or time.monotonic() - began
                size += len(block)
        tell(Figure(f"{dataset} as {chosen.name}", time.monotonic() - began, "s"))
        tell(Figure("  its first byte", first, "s"))
        tell(Figure("  its size", size / 1e6, "MB"))
        tell(Figure("  web process", memory(served), "MB"))


def settle(seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while transactions() and time.monotonic() < deadline:
        time.sleep(0.05)


def transactions() -> int:
    """How many other connections are in a transaction."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE xact_start IS NOT NULL AND backend_type "
            "= 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def release(served: Served) -> None:
    start = time.monotonic()
    command = [sys.executable, "manage.py", "publish_release", "bench"]
    made = subprocess.Popen(command, env=served.env, stdout=subprocess.DEVNULL)
    process, most = psutil.Process(made.pid), 0
    while made.poll() is None:
        most = max(most, process.memory_info().rss)
        time.sleep(0.05)
    tell(Figure("release", time.monotonic() - start, "s"))
    tell(Figure("  its memory, at most", most / 1e6, "MB"))


if __name__ == "__main__":
    main()
