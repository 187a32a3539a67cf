"""Annotators of a served app, each with a session of their own. `hire` creates them in the app's
own database.
"""

import http.client
import json
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tools.served import ROOT, Served

SLUG = "crowd"
TOKEN = "t" * 32


@dataclass(frozen=True)
class Hired:
    """A signed-in person, with the headers of their requests."""

    username: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Crew:
    people: list[Hired]
    manager: Hired


def hire(served: Served, people: int, *, articles: int, sentences: int, overlap: int) -> Crew:
    """Create a project with so many articles and annotators, and a manager, all signed in."""
    code = f"from tools.crowd import make; make({people}, {articles}, {sentences}, {overlap})"
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, env=served.env, capture_output=True, text=True, check=True
    )
    *annotators, manager = (Hired(**person) for person in json.loads(done.stdout))
    return Crew(annotators, manager)


def ask(
    served: Served,
    person: Hired,
    method: str,
    path: str,
    body: object = None,
    *,
    timeout: float = 60,
) -> tuple[int, bytes]:
    """Send a request; return the status and the body of the response.

    Bytes are sent as they are, everything else as JSON.
    """
    sent = body if body is None or isinstance(body, bytes) else json.dumps(body)
    with closing(
        http.client.HTTPConnection("127.0.0.1", served.port, timeout=timeout)
    ) as connection:
        connection.request(method, path, sent, person.headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def make(people: int, articles: int, sentences: int, overlap: int) -> None:
    """Print the people as JSON. Runs in the served app's Django."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from annotator.accounts.models import User
    from annotator.corpus.readers.records import ArticleRecord
    from annotator.corpus.storing import ArticleSettings, add_article
    from annotator.projects.creating import create_project
    from annotator.projects.members import add_member
    from annotator.projects.models import Role

    project = create_project(slug=SLUG, overlap=overlap)
    text = "\n".join(
        f"The ministry said that gate {number} had not failed." for number in range(sentences - 1)
    )
    for number in range(articles):
        record = ArticleRecord(
            external_id=f"a{number}", text=f"Article {number} begins here.\n{text}"
        )
        add_article(project=project, record=record, settings=ArticleSettings(overlap=overlap))
    hired = []
    roles = {f"annotator{number}": Role.ANNOTATOR for number in range(people)} | {
        "manager": Role.MANAGER
    }
    for username, role in roles.items():
        user = User.objects.create(username=username, password="argon2$of-nothing")
        add_member(project=project, user=user, role=role)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        headers = {
            "Cookie": f"sessionid={session.session_key}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Skepsis-Account": str(user.pk),
            "Content-Type": "application/json",
        }
        hired.append({"username": user.username, "headers": headers})
    print(json.dumps(hired))


def stored(served: Served) -> dict[str, Any]:
    """The crowd's work, from the served app's database."""
    command = [
        sys.executable,
        "manage.py",
        "shell",
        "-v0",
        "-c",
        "from tools.crowd import tell; tell()",
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=served.env, capture_output=True, text=True, check=True
    )
    state: dict[str, Any] = json.loads(done.stdout)

    return state


def tell() -> None:
    """Print every annotation, and any wrong tallies and places. Runs in the served app's Django."""
    from django.db import connection

    asked = {
        "annotations": """SELECT submission::text, sentence_id, label.key, superseded_at IS NULL
            FROM labelling_annotation JOIN projects_label label ON label.id = label_id
                ORDER BY 1""",
        "wrong_tallies": """SELECT id FROM labelling_assignment assignment WHERE decided <> (
            SELECT count(*) FROM labelling_annotation WHERE assignment_id = assignment.id
                AND superseded_at IS NULL)""",
        "above_overlap": """SELECT article.id FROM corpus_article article WHERE overlap < (
            SELECT count(*) FROM labelling_assignment WHERE article_id = article.id
                AND state IN ('open', 'submitted')
            AND origin IN ('queue', 'manager', 'import'))""",
        "wrong_places": """SELECT article.id FROM corpus_article article
            WHERE free <> greatest(0, overlap - (
            SELECT count(*) FROM labelling_assignment WHERE article_id = article.id
                AND state IN ('open', 'submitted')
            AND origin IN ('queue', 'manager', 'import')))""",
        "jobs": "SELECT id, kind, state FROM projects_job",
        "imported": "SELECT external_id FROM corpus_article WHERE external_id LIKE 'import%%'",
        "releases": "SELECT number FROM export_release",
        "submitted": "SELECT count(*) FROM labelling_assignment WHERE state = 'submitted'",
    }
    found = {}
    with connection.cursor() as cursor:
        for name, statement in asked.items():
            cursor.execute(statement)
            found[name] = cursor.fetchall()
    print(json.dumps(found))
