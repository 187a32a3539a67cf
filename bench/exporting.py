"""A million annotations out: seconds and memory over HTTP, beside `psql \\copy` of the same query in the same run.

`python -m bench.exporting [ANNOTATIONS]` starts the app on a folder of its own, makes a project with sentences of a
hundred characters, and downloads it as a manager would. Medians of three. Then a reader that is slow, readers that hang
up, a release, and the export page.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import requests

from bench.agreement import ANNOTATORS, FILL, SENTENCES
from tests.served import Served, serving

RUNS = 3
PER_ARTICLE = 10 * 10 / 3  # annotations
TEXT = "substr(repeat('The ministry of water said that no gate had failed. ', 3), 1, 110)"
GIVE_TEXT = f"""
    ALTER TABLE corpus_sentence DISABLE TRIGGER USER;
    UPDATE corpus_sentence SET text = {TEXT}, "end" = start + 110 WHERE project_id = %(project)s;
    UPDATE corpus_article SET text = repeat({TEXT}, 10), title = 'Ministry and engineers differ', source = 'Courier'
    WHERE project_id = %(project)s;
    ALTER TABLE corpus_sentence ENABLE TRIGGER USER;
    VACUUM ANALYZE
"""


def main() -> None:
    annotations = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with serving() as served:
        os.environ["SKEPSIS_VAR"] = str(served.var)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
        import django

        django.setup()
        fill(round(annotations / PER_ARTICLE))
        session = signed_in(served)
        reference = psql(served.var / "reference.csv")
        size = (served.var / "reference.csv").stat().st_size / 1e6
        print(f"psql \\copy of the annotations: {reference:.2f} s, {size:.0f} MB")
        for format in ("csv", "jsonl", "parquet"):
            first, whole, received = zip(*(download(served, session, format) for _ in range(RUNS)), strict=True)
            seconds = statistics.median(whole)
            print(
                f"download as {format}: {seconds:.2f} s, {received[0] / 1e6:.0f} MB, so {seconds / reference:.1f}x; "
                f"first byte after {1000 * statistics.median(first):.0f} ms"
            )
        print(f"web server at most {memory(served):.0f} MB")
        slow_reader(served, session)
        hang_ups(served, session)
        page(served, session)
        release(served)
        leave()


def leave() -> None:
    """Let go of the database, which ends with the last who uses it."""
    from django.db import connection

    from annotator.lib.embedded_backend.base import server

    connection.close()
    server.leave()


def fill(articles: int) -> None:
    from django.db import connection

    from annotator.accounts.models import User
    from annotator.projects.creating import create_project
    from annotator.projects.models import Role
    from annotator.projects.people import add_member

    project = create_project(slug="bench")
    add_member(project=project, user=User.objects.get(username="mia"), role=Role.MANAGER)
    counts = {"project": project.pk, "articles": articles, "sentences": SENTENCES, "annotators": ANNOTATORS}
    with connection.cursor() as cursor:
        cursor.cursor.execute(FILL % counts)
        for statement in (GIVE_TEXT % counts).split(";"):
            cursor.cursor.execute(statement)


def signed_in(served: Served) -> requests.Session:
    session = requests.Session()
    site = f"http://127.0.0.1:{served.port}"
    session.get(f"{site}/accounts/login/")
    answer = session.post(
        f"{site}/accounts/login/",
        {
            "login": "mia",
            "password": (served.var / "demo_password").read_text(),
            "csrfmiddlewaretoken": session.cookies["csrftoken"],
        },
    )
    answer.raise_for_status()
    return session


def psql(target: Path) -> float:
    """Seconds that psql takes to write the same rows into a file: the median of three."""
    from django.db import connection
    from psycopg import ClientCursor

    from annotator.export.datasets import annotations
    from annotator.lib.embedded_backend.base import server
    from annotator.projects.models import Project

    statement, parameters = annotations(Project.objects.get(slug="bench")).csv_sql()
    connection.ensure_connection()
    query = ClientCursor(connection.connection).mogrify(statement, parameters)
    command = [
        str(server.binaries / "psql"), "-h", str(server.socket_folder), "-U", "skepsis", "-d", "skepsis", "-q", "-c",
        f"\\copy ({' '.join(query.split())}) TO '{target}' (FORMAT csv, HEADER)",
    ]  # fmt: skip
    taken = []
    for _ in range(RUNS):
        start = time.monotonic()
        subprocess.run(command, check=True)
        taken.append(time.monotonic() - start)
    return statistics.median(taken)


def download(served: Served, session: requests.Session, format: str) -> tuple[float, float, int]:
    """(seconds to the first byte, seconds to the last, bytes)."""
    start = time.monotonic()
    with opened(served, session, format) as answer:
        pieces = answer.iter_content(1 << 20)
        received = len(next(pieces))
        first = answer.elapsed.total_seconds()
        received += sum(map(len, pieces))
    return first, time.monotonic() - start, received


def opened(served: Served, session: requests.Session, format: str = "csv") -> Any:
    address = f"http://127.0.0.1:{served.port}/p/bench/export/annotations.{format}"
    answer = session.get(address, stream=True)
    answer.raise_for_status()
    return answer


def memory(served: Served) -> float:
    """What the largest web worker holds now, in MB."""
    web = served.child("annotator.lib.web")
    return max(process.memory_info().rss for process in [web, *web.children(recursive=True)]) / 1e6


def slow_reader(served: Served, session: requests.Session) -> None:
    before = memory(served)
    with opened(served, session) as answer:
        for _ in range(20):
            answer.raw.read(10_000)
            time.sleep(0.25)
        print(f"a reader of 40 kB/s, after 5 s: web server {before:.0f} → {memory(served):.0f} MB")
    settle()
    print(f"  after it hung up: {transactions()} open transactions")


def hang_ups(served: Served, session: requests.Session) -> None:
    before = memory(served)
    for _ in range(10):
        with opened(served, session) as answer:
            answer.raw.read(1000)
        settle()
    print(f"ten that hung up: web server {before:.0f} → {memory(served):.0f} MB, {transactions()} open transactions")


def settle(seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while transactions() and time.monotonic() < deadline:
        time.sleep(0.05)


def transactions() -> int:
    """How many other connections are in a transaction."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE xact_start IS NOT NULL AND backend_type = 'client backend' "
            "AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def page(served: Served, session: requests.Session) -> None:
    for dataset in ("annotations", "sentences", "articles"):
        taken = []
        for _ in range(RUNS):
            start = time.monotonic()
            session.get(f"http://127.0.0.1:{served.port}/p/bench/export/?dataset={dataset}").raise_for_status()
            taken.append(time.monotonic() - start)
        print(f"export page, {dataset}: {1000 * statistics.median(taken):.0f} ms")


def release(served: Served) -> None:
    start = time.monotonic()
    command = [sys.executable, "manage.py", "publish_release", "bench"]
    made = subprocess.Popen(command, env=served.env, stdout=subprocess.PIPE, text=True)
    process, most = psutil.Process(made.pid), 0
    while made.poll() is None:
        most = max(most, process.memory_info().rss)
        time.sleep(0.05)
    assert made.stdout is not None
    said = made.stdout.readline().strip()
    print(f"{said}: {time.monotonic() - start:.1f} s, {most / 1e6:.0f} MB at most")


if __name__ == "__main__":
    main()
