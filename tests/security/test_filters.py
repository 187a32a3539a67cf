"""Filters can't be used to read columns that they don't offer."""

import pytest
from django.test import Client

from annotator.projects.models import Project
from tests.support.make import (
    make_article,
)

API = "/api/v1/projects/dam/"


@pytest.mark.parametrize(
    "query",
    [
        "made_by__user__password__startswith=argon2",
        "project__memberships__user__password__gt=a",
        "ordering=-password",
    ],
)
@pytest.mark.parametrize(
    "path", ["", "articles/", "disagreements/", "releases/", "export/annotations.csv"]
)
def test_orm_leak_through_filters(as_mia: Client, project: Project, path: str, query: str) -> None:
    """A parameter that isn't a filter has no effect, or is rejected by its name."""
    make_article(project)

    def ask(address: str) -> tuple[int, bytes]:
        answer = as_mia.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        return answer.status_code, body

    assert ask(f"{API}{path}?{query}") in (ask(API + path), (400, b""))
