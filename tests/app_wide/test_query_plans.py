"""Frequent requests never read a growing table completely.

PostgreSQL reads the small tables of a test completely because that is faster, so it is told to
avoid it.
"""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from annotator.labelling.models import Assignment
from annotator.projects.models import Membership
from tests.support.make import label_article, make_article, make_assignment

GROWING = (
    "corpus_article|corpus_sentence|labelling_assignment|labelling_annotation|"
    "projects_auditevent|django_session"
)
API = "/api/v1/projects/dam/"


def save(client: Client) -> None:
    sentence = Assignment.objects.open().get().article.sentences.to_label()[1]
    entry = {
        "submission": str(uuid4()),
        "sentence": sentence.pk,
        "label": "claim",
        "codebook_version": 1,
    }
    assert (
        client.post(f"{API}annotations/", json.dumps(entry), "application/json").status_code == 200
    )


def fetch_next(client: Client) -> None:
    after = Assignment.objects.open().get().pk
    assert (
        client.post(
            f"{API}assignments/next/", json.dumps({"after": after}), "application/json"
        ).status_code
        == 200
    )


def page(address: str) -> Callable[[Client], None]:
    def ask(client: Client) -> None:
        assert client.get(address).status_code == 200

    return ask


def whole_reads(queries: list[tuple[str, Any]]) -> list[str]:
    """The statements that read a growing table completely, with their plans."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query, values in queries:
            if re.match(r"\s*(SELECT|WITH|UPDATE|INSERT|DELETE)", query):
                cursor.execute(f"EXPLAIN {query}", values)
                plan = "\n".join(row[0] for row in cursor.fetchall())
                if re.search(rf"Seq Scan on ({GROWING})", plan):
                    found.append(f"{query}\n{plan}")
    return found


@pytest.mark.parametrize(
    ("who", "act"),
    [
        ("ana", save),
        ("ana", fetch_next),
        ("ana", page("/")),
        ("ana", page("/p/dam/")),
        ("mia", page("/p/dam/")),
        ("mia", page("/p/dam/articles/")),
        ("mia", page("/p/dam/articles/?q=dam&state=open")),
        ("mia", page("/p/dam/people/")),
        ("mia", page("/p/dam/audit/")),
    ],
)
def test_no_growing_table_is_read_completely(
    who: str,
    act: Callable[[Client], None],
    ana: Membership,
    ben: Membership,
    as_ana: Client,
    as_mia: Client,
) -> None:
    for number in range(4):
        make_article(ana.project, f"Dam {number} held. It did not fail.")
    label_article(ben, "claim", "denial")
    make_assignment(ana)
    client = {"ana": as_ana, "mia": as_mia}[who]
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], query: str, values: Any, *rest: Any) -> Any:
        asked.append((query, values))
        return execute(query, values, *rest)

    with connection.execute_wrapper(note):
        act(client)
    assert len(asked) > 2
    assert whole_reads(asked) == []


def test_a_complete_read_is_detected(ana: Membership) -> None:
    assert whole_reads([("SELECT 1 FROM labelling_annotation WHERE note = %s", ["x"])])
