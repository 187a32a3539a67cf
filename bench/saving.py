"""Measures how many labels 1, 8 and 100 annotators save over HTTP, compared with a bare view.

`python -m bench.saving [SECONDS [WORKERS THREADS]]` starts the app in a folder of its own. Every
annotator has a session and a connection of their own, and labels one sentence after the other as
the labelling page does, with a submission, a label, seconds and the codebook's version. The two
views are measured alternately; the figures are medians of three rounds.
"""

import http.client
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from bench.figures import Figure, tell
from tools.crowd import SLUG, Hired, ask, hire, stored
from tools.database import leave
from tools.served import Served, serving

RUNS = 3
CROWDS = (1, 8, 100)
SENTENCES = 400
# The goals: how many times the bare view's rate at least, and how many times its p95 at most.
RATE, NEAR = 0.9, 1.2
OVERLAP = 3
SAVE = f"/api/v1/projects/{SLUG}/annotations/"


@dataclass
class Annotator:
    """An annotator with a session, the sentences of an article, and the current one."""

    headers: dict[str, str]
    sentences: list[int]
    at: int = 0

    def entry(self) -> bytes:
        self.at += 1
        sentence = self.sentences[self.at % len(self.sentences)]
        label = random.choice(("claim", "opinion", "denial", "doubt"))
        entry = {
            "submission": str(uuid4()),
            "sentence": sentence,
            "label": label,
            "seconds": 3.2,
            "age": 0,
        }
        return json.dumps(entry | {"codebook_version": 1}).encode()


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 4.0
    options = [
        f"--{name}={count}"
        for name, count in zip(("workers", "threads"), sys.argv[2:4], strict=False)
    ]
    with serving(options=options, DJANGO_SETTINGS_MODULE="bench.settings") as served:
        os.environ["SKEPSIS_VAR"] = str(served.var)
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        import django

        django.setup()
        try:
            measure(served, seconds)
        finally:
            leave()


def measure(served: Served, seconds: float) -> None:
    most = max(CROWDS)
    hired = hire(served, most, articles=-(-most // OVERLAP), sentences=SENTENCES, overlap=OVERLAP)
    prepare()
    annotators = [Annotator(person.headers, article_of(served, person)) for person in hired.people]
    for crowd in CROWDS:
        report(served, annotators[:crowd], seconds)
    check(stored(served))


def prepare() -> None:
    """Create the tables of the bare view, with a row to update for each account."""
    from django.db import connection

    from bench.urls import TABLES

    with connection.cursor() as cursor:
        cursor.execute(f"{TABLES}; INSERT INTO bench_tally SELECT id, 0 FROM accounts_user")
    connection.close()


def article_of(served: Served, person: Hired) -> list[int]:
    """The sentences of the person's next article."""
    _, assignment = ask(served, person, "POST", f"/api/v1/projects/{SLUG}/assignments/next/", {})
    return [sentence["id"] for sentence in json.loads(assignment)["article"]["sentences"]]


def report(served: Served, annotators: list[Annotator], seconds: float) -> None:
    saving: list[tuple[float, float, float]] = []
    bare: list[tuple[float, float, float]] = []

    for _ in range(RUNS):
        bare.append(crowd(served, annotators, "/bare/", lambda _: b"{}", seconds))
        saving.append(crowd(served, annotators, SAVE, Annotator.entry, seconds))

    (rate, middle, late), (bare_rate, bare_middle, bare_late) = (
        tuple(statistics.median(column) for column in zip(*runs, strict=True))
        for runs in (saving, bare)
    )
    who = f"{len(annotators)} annotator{'s' if len(annotators) > 1 else ''}"
    is_fast = rate >= RATE * bare_rate
    tell(
        Figure(
            f"labels saved by {who}", rate, "/s", bare_rate, "the bare view", f"{RATE}x", is_fast
        )
    )
    tell(Figure(f"  median, {who}", middle, "ms", bare_middle, "the bare view"))
    is_near = late <= NEAR * bare_late
    tell(
        Figure(
            f"  p95, {who}", late, "ms", bare_late, "the bare view", goal=f"{NEAR}x", is_met=is_near
        )
    )


def crowd(
    served: Served,
    annotators: list[Annotator],
    path: str,
    body: Callable[[Annotator], bytes],
    seconds: float,
) -> tuple[float, float, float]:
    """(requests a second, median and 95th percentile in ms) of all annotators at once.

    Raises RuntimeError if a response isn't 200.
    """
    until = time.monotonic() + seconds

    def work(annotator: Annotator) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        took = []
        while (began := time.monotonic()) < until:
            connection.request("POST", path, body(annotator), annotator.headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status} {content[:300]!r}")
            took.append(time.monotonic() - began)
        connection.close()
        return took

    began = time.monotonic()
    with ThreadPoolExecutor(len(annotators)) as threads:
        times = sorted(time for times in threads.map(work, annotators) for time in times)
    elapsed = time.monotonic() - began
    return len(times) / elapsed, 1000 * times[len(times) // 2], 1000 * times[int(len(times) * 0.95)]


def check(state: dict[str, Any]) -> None:
    """Check what was saved: tallies agree with the rows, and no article is over its overlap."""
    rows = state["annotations"]
    assert rows
    print(f"{len(rows)} labels stored, {sum(row[3] for row in rows)} current")
    if state["wrong_tallies"] or state["above_overlap"] or state["wrong_places"]:
        raise SystemExit("Tallies or places are wrong.")


if __name__ == "__main__":
    main()
