"""Measures a project of a million sentences: `python -m bench.scale [SENTENCES]`.

The app is started in a folder of its own. Three in ten articles are labelled, so a million
sentences have a million annotations. A manager and an annotator ask for these over HTTP: progress
page, article list, the pages of agreement and review (the first time and again), next article,
export page, the three formats of an export. The agreement report runs in a process of its own.
References are measured in the same run. The figures are medians of three, for pages of nine; each
first time is a single one.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from bench.figures import Figure, tell
from tools.crowd import hire
from tools.database import leave
from tools.served import Served, serving

RUNS, PAGE_RUNS = 3, 9
REVIEW_PAGES = {
    "agreement": "agreement/",
    # The first page of a process pays for loading scipy, this one doesn't.
    "agreement with unsubmitted work": "agreement/?unfinished=on",
    "annotators": "agreement/annotators/",
    "error rates": "agreement/model/",
    "articles of the report": "agreement/articles/",
    "final labels": "agreement/final-labels/",
    "plan": "plan/",
    "write up": "agreement/write-up/",
    "disagreements": "disagreements/",
    "disagreements with one person": "disagreements/?counted=report&annotator=bench3&differs=on",
    "doubted labels": "disagreements/?about=doubted",
    "first sentence of the review": "disagreements/review/?stream=1",
    "unanimous labels": "disagreements/unanimous/",
    "meeting sheet": "meeting/",
}


def main() -> None:
    with large_project() as (served, sentences):
        pages(served, sentences)
        review_pages(served, sentences)
        next_article(served, sentences)
        saving(served, sentences)
        export(served)
        agreement(served)


@contextmanager
def large_project() -> Iterator[tuple[Served, int]]:
    """Serve the app with the project `bench`; yield it with the number of sentences.

    The number comes from the command line.
    """
    sentences = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with serving() as served:
        os.environ["SKEPSIS_VAR"] = str(served.var)
        try:
            make(sentences)
            yield served, sentences
        finally:
            leave()


def make(sentences: int) -> None:
    """Create the project `bench` of so many sentences, with the demo's mia and ana."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    import django

    django.setup()
    from annotator.accounts.models import User
    from annotator.projects.creating import create_project
    from annotator.projects.members import add_member
    from annotator.projects.models import Role
    from bench.project import SENTENCES, fill

    project = create_project(slug="bench")
    for name, role in (("mia", Role.MANAGER), ("ana", Role.ANNOTATOR)):
        add_member(project=project, user=User.objects.get(username=name), role=role)
    began = time.monotonic()
    articles = sentences // SENTENCES
    fill(project, articles=articles, labelled=articles * 3 // 10)
    tell(Figure(f"a project of {sentences:,} sentences made", time.monotonic() - began, "s"))


def signed_in(served: Served, username: str) -> requests.Session:
    session = requests.Session()
    site = f"http://127.0.0.1:{served.port}"
    session.get(f"{site}/accounts/login/")
    form = {"login": username, "password": (served.var / "demo_password").read_text()}
    session.post(
        f"{site}/accounts/login/", form | {"csrfmiddlewaretoken": session.cookies["csrftoken"]}
    )
    session.get(f"{site}/p/bench/").raise_for_status()
    return session


def timed(act: Callable[[], Any], runs: int) -> float:
    """The median of so many runs, in seconds, after one that isn't counted."""
    act()
    taken = []
    for _ in range(runs):
        began = time.monotonic()
        act()
        taken.append(time.monotonic() - began)
    return statistics.median(taken)


def pages(served: Served, sentences: int) -> None:
    mia = signed_in(served, "mia")
    for name, path, goal in (
        ("progress page", "", 100),
        ("article list", "articles/", 0),
        ("article list, a word searched for", "articles/?q=engineers", 0),
        ("export page", "export/", 0),
    ):
        address = f"http://127.0.0.1:{served.port}/p/bench/{path}"
        ms = 1000 * timed(lambda address=address: mia.get(address).raise_for_status(), PAGE_RUNS)  # type: ignore[misc]
        promise, is_met = (f"{goal} ms", ms <= goal) if goal else ("", None)
        tell(Figure(f"{name}, {sentences:,} sentences", ms, "ms", goal=promise, is_met=is_met))


def review_pages(served: Served, sentences: int) -> None:
    """Ask for each page whose figures are kept: the first time, and again."""
    mia = signed_in(served, "mia")
    for name, path in REVIEW_PAGES.items():
        address = f"http://127.0.0.1:{served.port}/p/bench/{path}"

        def ask(address: str = address) -> None:
            mia.get(address).raise_for_status()

        began = time.monotonic()
        ask()
        first = time.monotonic() - began
        again = timed(ask, PAGE_RUNS)
        work = f"{name}, {sentences:,} annotations"
        tell(Figure(f"{work}, first", first, "s", goal="2.5 s", is_met=first <= 2.5))
        tell(Figure(f"{work}, again", again, "s", goal="0.3 s", is_met=again <= 0.3))


def next_article(served: Served, sentences: int) -> None:
    """Ask for an article and return it each time. Returning is not counted."""
    ana = signed_in(served, "ana")
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in ana.cookies)
    headers = {
        "Cookie": cookies,
        "X-CSRFToken": ana.cookies["csrftoken"],
        "Content-Type": "application/json",
    }
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)

    def ask(path: str) -> Any:
        connection.request("POST", f"/api/v1/projects/bench/assignments/{path}", b"{}", headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {content[:300]!r}")
        return json.loads(content)

    taken = []
    for _ in range(PAGE_RUNS + 1):
        began = time.monotonic()
        assignment = ask("next/")
        taken.append(time.monotonic() - began)
        ask(f"{assignment['id']}/return/")
    tell(
        Figure(f"next article, {sentences:,} sentences", 1000 * statistics.median(taken[1:]), "ms")
    )


def saving(served: Served, sentences: int) -> None:
    """Save labels in a small project; its tables and indexes are those of the large one."""
    from bench.saving import SAVE, Annotator, article_of, crowd

    crew = hire(served, 8, articles=3, sentences=400, overlap=3)
    annotators = [Annotator(person.headers, article_of(served, person)) for person in crew.people]
    rate, middle, _ = crowd(served, annotators, SAVE, Annotator.entry, seconds=4)
    tell(Figure(f"labels saved by 8 annotators beside {sentences:,} sentences", rate, "/s"))
    tell(Figure(f"  median, beside {sentences:,} sentences", middle, "ms"))


def export(served: Served) -> None:
    from django.db import connection
    from psycopg import ClientCursor

    from annotator.export.datasets.queries import annotations
    from annotator.lib.database.embedded_backend.base import server
    from annotator.projects.models import Project

    mia = signed_in(served, "mia")
    dataset = annotations(Project.objects.get(slug="bench"))
    rows = dataset.rows.count()
    statement, parameters = dataset.csv_sql()
    connection.ensure_connection()
    query = " ".join(ClientCursor(connection.connection).mogrify(statement, parameters).split())
    target: Path = served.var / "reference.csv"
    psql = [
        str(server.binaries / "psql"), "-h", str(server.socket_folder), "-U", "skepsis", "-d",
        "skepsis", "-q", "-c",
        f"\\copy ({query}) TO '{target}' (FORMAT csv, HEADER)",
    ]  # fmt: skip
    reference = timed(lambda: subprocess.run(psql, check=True), RUNS)

    def download(format: str) -> None:
        address = f"http://127.0.0.1:{served.port}/p/bench/export/annotations.{format}"
        with mia.get(address, stream=True) as answer:
            answer.raise_for_status()
            for _ in answer.iter_content(1 << 20):
                pass

    for format in ("csv", "jsonl", "parquet"):
        seconds = timed(lambda format=format: download(format), RUNS)  # type: ignore[misc]
        limit = {"csv": 1.2, "jsonl": 1.3}.get(format)
        goal, is_met = (f"{limit}x", seconds <= limit * reference) if limit else ("", None)
        work = f"export of {rows:,} annotations, {format}"
        tell(Figure(work, seconds, "s", reference, "psql \\copy of the same query", goal, is_met))
    tell(Figure("largest web process after the exports", memory(served), "MB"))


def memory(served: Served) -> float:
    """The memory of the largest web process, in MB."""
    web = served.child("annotator.lib.processes.web_server")
    return max(process.memory_info().rss for process in [web, *web.children(recursive=True)]) / 1e6


def agreement(served: Served) -> None:
    """Run the report in a process of its own, so that the memory is the report's."""
    command = [sys.executable, "-m", "bench.agreement", "bench"]
    subprocess.run(command, check=True, env=os.environ | {"SKEPSIS_VAR": str(served.var)})


if __name__ == "__main__":
    main()
