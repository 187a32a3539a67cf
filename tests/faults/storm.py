"""Twenty people label while parts of the app are killed: `python -m tests.faults.storm [KILLS] [LABELS]` until so many
kills and acknowledged labels are reached, then counts. A short storm is part of the tests.
"""

import http.client
import itertools
import json
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import psutil

from tests.crowd import SLUG, Hired, hire, stored
from tests.served import Served, gone, serving, wait_for

PEOPLE, OVERLAP, SENTENCES = 20, 3, 12
LABELS = ("claim", "denial", "doubt", "opinion")
PAUSE = 0.4  # seconds between a recovery and the next kill


@dataclass
class Storm:
    """What was tried and what was acknowledged: submission to (sentence, label)."""

    served: Served
    acknowledged: dict[str, tuple[int, str]] = field(default_factory=dict)
    tried: Counter[str] = field(default_factory=Counter)
    is_over: threading.Event = field(default_factory=threading.Event)
    faults: list[str] = field(default_factory=list)

    def label(self, person: Hired) -> None:
        """Work as the labelling page does: the next article, a label each, submit; every request until answered."""
        try:
            while not self.is_over.is_set():
                assignment = self.ask(person, "assignments/next/", {})
                if assignment is None:
                    return  # nothing left
                for sentence in assignment["article"]["sentences"]:
                    said = {"submission": str(uuid4()), "sentence": sentence["id"], "label": random.choice(LABELS)}
                    if self.ask(person, "annotations/", said) is None:
                        return
                    self.acknowledged[said["submission"]] = (said["sentence"], said["label"])
                self.ask(person, f"assignments/{assignment['id']}/submit/", {}, known={409})
        except Exception as error:  # a thread's own would be lost
            self.faults.append(f"{person.username}: {error!r}")

    def ask(
        self, person: Hired, path: str, body: object, known: frozenset[int] | set[int] = frozenset()
    ) -> dict | None:
        """The answer to a request that is sent until there is one; None when the storm is over before, or for 204."""
        address, sent = f"/api/v1/projects/{SLUG}/{path}", json.dumps(body)
        while not self.is_over.is_set():
            self.tried[path.split("/")[0]] += 1
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=10)
                connection.request("POST", address, sent, person.headers)
                answer = connection.getresponse()
                said = answer.read()
                connection.close()
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if answer.status in (500, 503):
                self.tried[str(answer.status)] += 1
                time.sleep(0.05)
                continue
            if answer.status == 204 or answer.status in known:
                return None
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status} {said[:300]!r}")
            return json.loads(said)
        return None

    def victims(self) -> Iterator[tuple[str, Callable[[], psutil.Process]]]:
        web = lambda: self.served.child("annotator.lib.web")  # noqa: E731
        return itertools.cycle(
            [
                ("web worker", lambda: random.choice(web().children() or [web()])),
                ("background worker", lambda: self.served.child("work")),
                ("web master", web),
                ("PostgreSQL", lambda: self.served.postgres()[0]),
                ("backend of PostgreSQL", lambda: random.choice(self.served.postgres()[0].children())),
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
        wait_for(self.served.is_well)
        time.sleep(PAUSE)

    @property
    def kills(self) -> int:
        return sum(count for name, count in self.tried.items() if name.startswith("killed"))

    def rage(self, people: list[Hired], kills: int, labels: int) -> None:
        threads = [threading.Thread(target=self.label, args=(person,), daemon=True) for person in people]
        for thread in threads:
            thread.start()
        victims = self.victims()
        while self.kills < kills or len(self.acknowledged) < labels:
            if self.kills < kills:
                self.strike(*next(victims))
            else:
                time.sleep(0.2)
            if not any(thread.is_alive() for thread in threads):
                break  # everything is labelled
        self.is_over.set()
        for thread in threads:
            thread.join()

    def findings(self) -> list[str]:
        """What went wrong: nothing, if all is well."""
        wait_for(self.served.is_well)
        told = stored(self.served)
        rows = {row[0]: tuple(row[1:3]) for row in told["annotations"]}  # type: ignore[attr-defined]
        lost = [key for key, said in self.acknowledged.items() if rows.get(key) != said]
        doubled = len(told["annotations"]) - len(rows)  # type: ignore[arg-type]
        found = {
            "labels lost": len(lost),
            "labels doubled": doubled,
            "tallies wrong": len(told["wrong_tallies"]),  # type: ignore[arg-type]
            "articles above their overlap": len(told["above_overlap"]),  # type: ignore[arg-type]
            "articles with wrong places": len(told["wrong_places"]),  # type: ignore[arg-type]
        }
        return [*self.faults, *(f"{what}: {count}" for what, count in found.items() if count)]


def storm(kills: int, labels: int) -> Storm:
    """Twenty people at work through so many kills, and until so many labels were acknowledged."""
    articles = max(20, labels * 2 // (SENTENCES * OVERLAP))
    with serving() as served:
        people = hire(served, PEOPLE, articles=articles, sentences=SENTENCES, overlap=OVERLAP)
        raging = Storm(served)
        raging.rage(people, kills, labels)
        raging.faults = raging.findings()
        return raging


if __name__ == "__main__":
    asked = [int(argument) for argument in sys.argv[1:]]
    done = storm(*(asked or [50, 20_000]))
    print(f"{done.kills} kills, {len(done.acknowledged):,} labels acknowledged")  # noqa: T201
    for what, count in sorted(done.tried.items()):
        print(f"  {what}: {count:,}")  # noqa: T201
    print("\n".join(done.faults) or "none lost, none doubled, every tally and place right")  # noqa: T201
    sys.exit(bool(done.faults))
