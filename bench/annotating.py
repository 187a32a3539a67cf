"""Does what annotators do, on any server, and measures how long it takes.

`python -m bench.annotating ADDRESS SLUG TOKENS [SECONDS]` works in the project SLUG of the server
at ADDRESS. TOKENS is a file with the API token of an annotator on each line, made with `manage.py
create_token NAME`. Each of them asks for an article, labels its sentences one by one and submits
it, until the time is over or the queue is empty. The labels are random and are stored: use a
project that was made for this, and let only accounts of its own into it.

`python -m bench.annotating` starts the app in a folder of its own, with eight annotators and
articles of one sentence, where each label pays for an article, a save and a submission. They work
for a while before it is measured, and PostgreSQL counts its tables then, which it does by itself
within a minute.
"""

import http.client
import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from bench.figures import Figure, tell
from tools.crowd import SLUG, hire
from tools.served import ROOT, Served, serving

SECONDS = 20.0
WARM_UP_SECONDS = 5.0
# Of the project that is made here.
ANNOTATORS, ARTICLES, OVERLAP = 8, 4_000, 3
PATIENCE = 60
ACTS = ("next", "save", "submit")


class Annotator:
    """Somebody who labels through one connection. `took` has the seconds of each act."""

    def __init__(self, address: str, slug: str, headers: dict[str, str]) -> None:
        parts = urlsplit(address)
        kind = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
        self.connection = kind[parts.scheme](parts.netloc, timeout=PATIENCE)
        self.path = f"{parts.path.rstrip('/')}/api/v1/projects/{slug}"
        self.headers = headers | {"Content-Type": "application/json"}
        self.took: defaultdict[str, list[float]] = defaultdict(list)

    def work(self, until: float, labels: Sequence[str]) -> None:
        while time.monotonic() < until:
            assignment = self.ask("next", "assignments/next/", {})
            if assignment is None:
                return

            for sentence in assignment["article"]["sentences"]:
                if not sentence["excluded"]:
                    entry = {
                        "submission": str(uuid4()),
                        "sentence": sentence["id"],
                        "label": random.choice(labels),
                        "seconds": 3.2,
                        "age": 0,
                    }
                    self.ask("save", "annotations/", entry)
            self.ask("submit", f"assignments/{assignment['id']}/submit/", {})

    def labels(self) -> list[str]:
        """Return the keys of the project's labels that take no target."""
        found = self.ask("labels", "labels/")
        return [
            label["key"] for label in found if not label["takes_target"] and not label["retired_at"]
        ]

    def ask(self, act: str, path: str, body: object = None) -> Any:
        """Return the answer, None where there is none. Raises RuntimeError for an error."""
        began = time.monotonic()
        sent = None if body is None else json.dumps(body).encode()
        method = "GET" if body is None else "POST"
        self.connection.request(method, f"{self.path}/{path}", sent, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status} {content[:300]!r}")

        if answer.status == 204:
            return None
        self.took[act].append(time.monotonic() - began)
        return json.loads(content)


def main() -> None:
    if len(sys.argv) == 1:
        with serving(DJANGO_SETTINGS_MODULE="bench.settings") as served:
            crew = hire(served, ANNOTATORS, articles=ARTICLES, sentences=1, overlap=OVERLAP)
            address = f"http://127.0.0.1:{served.port}"
            annotators = [Annotator(address, SLUG, person.headers) for person in crew.people]
            work(annotators, WARM_UP_SECONDS)
            for one in annotators:
                one.took.clear()
            count_tables(served)
            measure(annotators, SECONDS)
        return

    if len(sys.argv) not in (4, 5):
        sys.exit("Usage: python -m bench.annotating [ADDRESS SLUG TOKENS [SECONDS]]")
    address, slug, tokens = sys.argv[1:4]
    annotators = [
        Annotator(address, slug, {"Authorization": f"Token {token}"})
        for token in Path(tokens).read_text().split()
    ]
    measure(annotators, float(sys.argv[4]) if len(sys.argv) > 4 else SECONDS)


def count_tables(served: Served) -> None:
    code = "from django.db import connection; connection.cursor().execute('ANALYZE')"
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    subprocess.run(command, cwd=ROOT, env=served.env, check=True)


def work(annotators: list[Annotator], seconds: float) -> float:
    """Let all of them work, and return how long they did, in seconds."""
    labels = annotators[0].labels()
    began = time.monotonic()
    with ThreadPoolExecutor(len(annotators)) as threads:
        # As a list, so that what one of them raises is raised here.
        list(threads.map(lambda one: one.work(began + seconds, labels), annotators))
    return time.monotonic() - began


def measure(annotators: list[Annotator], seconds: float) -> None:
    elapsed = work(annotators, seconds)
    took = {act: sorted(t for one in annotators for t in one.took[act]) for act in ACTS}
    if not took["save"]:
        sys.exit("No label was saved: the queue of these annotators is empty.")
    people, saved = len(annotators), len(took["save"])
    tell(Figure(f"labels by {people} annotators, {saved:,} in all", saved / elapsed, "/s"))
    tell(Figure("  articles submitted", len(took["submit"]) / elapsed, "/s"))
    for act, times in took.items():
        tell(Figure(f"  {act}, median", 1000 * times[len(times) // 2], "ms"))
        tell(Figure(f"  {act}, p95", 1000 * times[int(len(times) * 0.95)], "ms"))


if __name__ == "__main__":
    main()
