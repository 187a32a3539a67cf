"""Labels saved over HTTP by 1, 8 and 100 annotators, beside a bare view on the same server in the same run.

`python -m bench.saving [SECONDS]` starts the app on a folder of its own. Every annotator is a session on a connection
of their own, and labels sentence after sentence as the labelling page does, with a submission, a label, seconds and the
codebook's version. Medians of three rounds, the two views in turn.
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
from uuid import uuid4

from bench.exporting import leave
from tests.served import Served, serving

RUNS = 3
CROWDS = (1, 8, 100)
SENTENCES = 400
OVERLAP = 3


@dataclass
class Annotator:
    """Somebody at work: a session, an article, and where in it they are."""

    headers: dict[str, str]
    sentences: list[int]
    at: int = 0

    def entry(self) -> bytes:
        self.at += 1
        sentence = self.sentences[self.at % len(self.sentences)]
        label = random.choice(("claim", "opinion", "denial", "doubt"))
        said = {"submission": str(uuid4()), "sentence": sentence, "label": label, "seconds": 3.2, "age": 0}
        return json.dumps(said | {"codebook_version": 1}).encode()


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 4.0
    with serving(DJANGO_SETTINGS_MODULE="bench.settings", **workers()) as served:
        os.environ["SKEPSIS_VAR"] = str(served.var)
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        import django

        django.setup()
        annotators = hire(max(CROWDS))
        for crowd in CROWDS:
            report(served, annotators[:crowd], seconds)
        check()
        leave()


def workers() -> dict[str, str]:
    return {}


def hire(count: int) -> list[Annotator]:
    """Annotators with sessions, each with an article."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection

    from annotator.accounts.models import User
    from annotator.corpus.importing import ImportOptions, add_article
    from annotator.corpus.readers.records import ArticleRecord
    from annotator.labelling.queue import next_assignment
    from annotator.projects.creating import create_project
    from annotator.projects.people import add_member
    from bench.urls import TABLES

    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    project = create_project(slug="bench", overlap=OVERLAP)
    text = "\n".join(f"The ministry of water said that gate {number} had not failed." for number in range(SENTENCES))
    for number in range(-(-count // OVERLAP)):
        add_article(
            project=project,
            record=ArticleRecord(external_id=f"a{number}", text=f"Article {number} begins here.\n{text}"),
            options=ImportOptions(overlap=OVERLAP),
        )
    hired = []
    for number in range(count):
        user = User.objects.create(username=f"annotator{number}", password="argon2$none")
        member = add_member(project=project, user=user)
        assignment = next_assignment(membership=member)
        assert assignment is not None
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_tally VALUES (%s, 0)", [user.pk])
        token = "t" * 32
        headers = {
            "Cookie": f"sessionid={session.session_key}; csrftoken={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/json",
        }
        sentences = assignment.article.sentences.to_label().order_by("position").values_list("pk", flat=True)
        hired.append(Annotator(headers, list(sentences)))
    connection.close()
    return hired


def report(served: Served, annotators: list[Annotator], seconds: float) -> None:
    saving: list[tuple[float, float, float]] = []
    bare: list[tuple[float, float, float]] = []
    for _ in range(RUNS):
        bare.append(crowd(served, annotators, "/bare/", lambda _: b"{}", seconds))
        saving.append(crowd(served, annotators, "/api/v1/projects/bench/annotations/", Annotator.entry, seconds))
    (rate, middle, late), (bare_rate, bare_middle, bare_late) = (
        tuple(statistics.median(column) for column in zip(*runs, strict=True)) for runs in (saving, bare)
    )
    print(
        f"{len(annotators)} annotators: {rate:.0f} labels/s, median {middle:.1f} ms, p95 {late:.1f} ms; "
        f"the bare view {bare_rate:.0f}/s, {bare_middle:.1f} ms, p95 {bare_late:.1f} ms; p95 {late / bare_late:.2f}x",
        flush=True,
    )


def crowd(
    served: Served, annotators: list[Annotator], path: str, body: Callable[[Annotator], bytes], seconds: float
) -> tuple[float, float, float]:
    """(requests a second, median and 95th percentile in ms) of all at once. Raises where an answer is not 200."""
    until = time.monotonic() + seconds

    def work(annotator: Annotator) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        took = []
        while (began := time.monotonic()) < until:
            connection.request("POST", path, body(annotator), annotator.headers)
            answer = connection.getresponse()
            said = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status} {said[:300]!r}")
            took.append(time.monotonic() - began)
        connection.close()
        return took

    began = time.monotonic()
    with ThreadPoolExecutor(len(annotators)) as threads:
        times = sorted(time for times in threads.map(work, annotators) for time in times)
    elapsed = time.monotonic() - began
    return len(times) / elapsed, 1000 * times[len(times) // 2], 1000 * times[int(len(times) * 0.95)]


def check() -> None:
    """What was saved is right: no article over its overlap, one current label each, tallies as the rows say."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE superseded_at IS NULL) FROM labelling_annotation a "
            "JOIN projects_project p ON p.id = a.project_id WHERE p.slug = 'bench'"
        )
        rows, current = cursor.fetchone()
        cursor.execute(
            "SELECT sum(decided) FROM labelling_assignment a JOIN projects_project p ON p.id = a.project_id "
            "WHERE p.slug = 'bench'"
        )
        (decided,) = cursor.fetchone()
        cursor.execute(
            "SELECT coalesce(max(people), 0) FROM (SELECT count(*) AS people FROM labelling_assignment "
            "JOIN projects_project p ON p.id = project_id WHERE p.slug = 'bench' GROUP BY article_id) AS held"
        )
        (most,) = cursor.fetchone()
    print(f"{rows} labels stored, {current} current, tallies say {decided}; at most {most} annotators an article")
    if current != decided or most > OVERLAP:
        raise SystemExit("That is wrong.")


if __name__ == "__main__":
    main()
