"""Twenty people label while parts of the app are killed, and no acknowledged label is lost.

`python -m tests.faults.storm [KILLS] [LABELS]` runs until there were this many kills and
acknowledged labels, and then compares the database with them. The tests include a short storm.
"""

import http.client
import itertools
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import psutil

from tests.support.prepared import serving_prepared
from tools.crowd import SLUG, TOKEN, Crew, Hired, ask, hire, stored
from tools.served import Served, gone, wait_for

PEOPLE, OVERLAP, SENTENCES = 20, 3, 12
IMPORTED = 400  # articles in a file
LABELS = ("claim", "denial", "doubt", "opinion")
PAUSE = 0.4  # seconds between a recovery and the next kill
PACE = 0.1  # seconds between two labels of a person, so that the machine isn't busy with them alone
RETRY = 0.25  # seconds: twenty people who ask more often keep the machine from recovering


@dataclass
class Storm:
    """The requests that were tried, and what the app acknowledged.

    `acknowledged` maps a submission to its sentence and label. `imported` has the names of imported
    articles. Requests go to any of the nodes, as behind a load balancer.
    """

    nodes: list[Served]
    acknowledged: dict[str, tuple[int, str]] = field(default_factory=dict)
    imported: set[str] = field(default_factory=set)
    tried: Counter[str] = field(default_factory=Counter)
    is_over: threading.Event = field(default_factory=threading.Event)
    faults: list[str] = field(default_factory=list)

    def label(self, person: Hired) -> None:
        """Work as the labelling page does: get an article, label its sentences, submit it.

        Each request is repeated until it is answered.
        """
        try:
            while not self.is_over.is_set():
                assignment = self.ask(person, "assignments/next/", {})
                if assignment is None:
                    return  # nothing left
                for sentence in assignment["article"]["sentences"]:
                    entry = {
                        "submission": str(uuid4()),
                        "sentence": sentence["id"],
                        "label": random.choice(LABELS),
                    }
                    if self.ask(person, "annotations/", entry) is None:
                        return
                    self.acknowledged[entry["submission"]] = (entry["sentence"], entry["label"])
                    time.sleep(PACE)
                self.ask(person, f"assignments/{assignment['id']}/submit/", {}, known={409})
        except Exception as error:  # a thread's own would be lost
            self.faults.append(f"{person.username}: {error!r}")

    def manage(self, manager: Hired) -> None:
        """Import files one after the other, and publish a release after every third."""
        try:
            for number in itertools.count(1):
                names = [f"import{number}-{article}" for article in range(IMPORTED)]
                if not self.brought_in(manager, names) or (
                    number % 3 == 0 and not self.published(manager)
                ):
                    return
        except Exception as error:
            self.faults.append(f"{manager.username}: {error!r}")

    def brought_in(self, manager: Hired, names: list[str]) -> bool:
        """Import articles with these names. Return False if the storm ends before."""
        lines = (
            json.dumps({"id": name, "text": f"{name} begins. The gate had failed. So they say."})
            for name in names
        )
        part = (
            f'--{TOKEN}\r\nContent-Disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n'
        )
        sent = (part + "\n".join(lines) + f"\r\n--{TOKEN}--\r\n").encode()
        headers = manager.headers | {"Content-Type": f"multipart/form-data; boundary={TOKEN}"}
        job = self.ask(Hired(manager.username, headers), "imports/", sent)
        while job is not None and job["state"] in ("waiting", "running"):
            time.sleep(0.3)
            job = self.ask(manager, f"imports/{job['id']}/", None)
        if job is None:
            return False
        self.tried[f"imports {job['state']}"] += 1
        # Who is killed again and again may stop, and says so; nothing else may fail.
        if job["state"] == "failed" and not job["error"].startswith("Stopped after"):
            self.faults.append(f"import {job['id']}: {job['error']}")
        if job["state"] == "done":
            self.imported.update(names)
        return True

    def published(self, manager: Hired) -> bool:
        """Publish a release. Return False if the storm ends before."""
        if self.ask(manager, "releases/", {}) is None:
            return False
        while (made := self.ask(manager, "releases/", None)) is not None:
            if len(made["results"]) > self.tried["releases published"]:
                self.tried["releases published"] = len(made["results"])
                return True
            time.sleep(2)
        return False

    def ask(
        self, person: Hired, path: str, body: object, known: frozenset[int] | set[int] = frozenset()
    ) -> dict | None:
        """Repeat a request until it is answered, and return the response.

        None if the storm ends before, or for 204. Without a body it is a GET request.
        """
        method, address = "GET" if body is None else "POST", f"/api/v1/projects/{SLUG}/{path}"
        while not self.is_over.is_set():
            self.tried[path.split("/")[0]] += 1
            try:
                status, content = ask(
                    random.choice(self.nodes), person, method, address, body, timeout=10
                )
            except (OSError, http.client.HTTPException):
                time.sleep(RETRY)
                continue
            if status in (500, 503):
                self.tried[str(status)] += 1
                time.sleep(RETRY)
                continue
            if status == 204 or status in known:
                return None
            if status not in (200, 202):
                raise RuntimeError(f"{path}: {status} {content[:300]!r}")
            return json.loads(content)
        return None

    def victims(self) -> Iterator[tuple[str, Callable[[], psutil.Process]]]:
        web = lambda: self.nodes[0].child("annotator.lib.processes.web_server")  # noqa: E731
        return itertools.cycle(
            [
                ("web worker", lambda: random.choice(web().children() or [web()])),
                ("background worker", lambda: self.nodes[0].child("work")),
                ("web master", web),
                ("PostgreSQL", lambda: self.nodes[0].postgres()[0]),
                (
                    "backend of PostgreSQL",
                    lambda: random.choice(self.nodes[0].postgres()[0].children()),
                ),
            ]
        )

    def strike(self, name: str, find: Callable[[], psutil.Process]) -> None:
        """Kill, and wait until the app answers again by itself."""
        try:
            victim = find()
            victim.send_signal(signal.SIGKILL)
        except (psutil.NoSuchProcess, IndexError):
            return
        self.tried[f"killed {name}"] += 1
        wait_for(lambda: gone([victim]))
        wait_for(self.nodes[0].is_well)
        time.sleep(PAUSE)

    @property
    def kills(self) -> int:
        return sum(count for name, count in self.tried.items() if name.startswith("killed"))

    @contextmanager
    def at_work(self, crew: Crew) -> Iterator[list[threading.Thread]]:
        """Let everybody work while the block runs. Yields their threads."""
        threads = [
            threading.Thread(target=self.label, args=(person,), daemon=True)
            for person in crew.people
        ]
        managing = threading.Thread(target=self.manage, args=(crew.manager,), daemon=True)
        for thread in [*threads, managing]:
            thread.start()
        try:
            yield threads
        finally:
            self.is_over.set()
            for thread in [*threads, managing]:
                thread.join()

    def rage(self, crew: Crew, kills: int, labels: int) -> None:
        with self.at_work(crew) as threads:
            victims = self.victims()
            while self.kills < kills or len(self.acknowledged) < labels:
                if self.kills < kills:
                    self.strike(*next(victims))
                else:
                    time.sleep(0.2)
                if not any(thread.is_alive() for thread in threads):
                    break  # everything is labelled

    def wait_for_labels(self, more: int) -> None:
        """Wait until this many more labels are acknowledged."""
        enough = len(self.acknowledged) + more
        wait_for(lambda: len(self.acknowledged) >= enough or bool(self.faults))

    def unfinished_jobs(self) -> list[str]:
        return [
            kind
            for _, kind, state in stored(self.nodes[0])["jobs"]
            if state in ("waiting", "running")
        ]

    def findings(self) -> list[str]:
        """Return what went wrong. The list is empty if nothing did."""
        wait_for(self.nodes[0].is_well)
        wait_for(lambda: not self.unfinished_jobs())
        tables = stored(self.nodes[0])
        imported = Counter(name for (name,) in tables["imported"])
        rows = {row[0]: tuple(row[1:3]) for row in tables["annotations"]}
        lost = [key for key, label in self.acknowledged.items() if rows.get(key) != label]
        doubled = len(tables["annotations"]) - len(rows)
        found = {
            "labels lost": len(lost),
            "labels doubled": doubled,
            "imported articles lost": len(self.imported - imported.keys()),
            "imported articles doubled": imported.total() - len(imported),
            "tallies wrong": len(tables["wrong_tallies"]),
            "articles above their overlap": len(tables["above_overlap"]),
            "articles with wrong places": len(tables["wrong_places"]),
        }
        return [*self.faults, *(f"{what}: {count}" for what, count in found.items() if count)]


def storm(kills: int, labels: int) -> Storm:
    """Run a storm with at least this many kills and acknowledged labels."""
    articles = max(20, labels * 2 // (SENTENCES * OVERLAP))
    with serving_prepared(workers=2) as served:
        crew = hire(served, PEOPLE, articles=articles, sentences=SENTENCES, overlap=OVERLAP)
        raging = Storm([served])
        raging.rage(crew, kills, labels)
        raging.faults = raging.findings()
        return raging


if __name__ == "__main__":
    asked = [int(argument) for argument in sys.argv[1:]]
    # In the tests, this is the folder of a worker.
    with tempfile.TemporaryDirectory(prefix="skepsis-storm-") as var:
        os.environ["SKEPSIS_VAR"] = var
        done = storm(*(asked or [50, 20_000]))
    print(f"{done.kills} kills, {len(done.acknowledged):,} labels acknowledged")  # noqa: T201
    for what, count in sorted(done.tried.items()):
        print(f"  {what}: {count:,}")  # noqa: T201
    print("\n".join(done.faults) or "none lost, none doubled, every tally and place right")  # noqa: T201
    sys.exit(bool(done.faults))
