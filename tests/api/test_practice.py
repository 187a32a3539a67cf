"""The practice article in the API."""

import json
from typing import Any

import pytest
from django.test import Client

from annotator.projects.models import Project
from annotator.projects.practice.articles import current_practice

ADDRESS = "/api/v1/projects/dam/practice/"
SENTENCE = {"text": "The dam\nheld. ", "label": "claim", "reason": "an event"}


def put(client: Client, body: dict[str, Any]) -> Any:
    return client.put(ADDRESS, json.dumps(body), content_type="application/json")


def test_a_manager_reads_and_replaces_it(as_mia: Client, project: Project) -> None:
    before = as_mia.get(ADDRESS).json()
    assert (before["version"], len(before["sentences"])) == (1, 12)
    assert before["sentences"][3]["reason"] == "refusing is not denying (rule 3)"

    answer = put(as_mia, {"title": "Short", "sentences": [SENTENCE]})

    assert answer.status_code == 200
    assert (answer.json()["version"], answer.json()["title"]) == (2, "Short")
    article = current_practice(project)
    assert article is not None
    assert article.sentences[0]["text"] == "The dam held.", "one line, as in the page's form"
    assert put(as_mia, {k: v for k, v in before.items() if k != "version"}).json()["version"] == 3


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"title": "x", "sentences": [SENTENCE, SENTENCE | {"label": "no"}]},
            "Sentence 2: there is no label “no”",
        ),
        (
            {"title": "x", "sentences": [SENTENCE | {"text": "this | that"}]},
            "Sentence 1: it can’t hold the sign |",
        ),
        ({"title": "x", "sentences": []}, "sentences"),
        ({"title": "x", "sentences": [SENTENCE] * 41}, "sentences"),
        ({"title": "x", "sentences": [SENTENCE | {"wrong": 1}]}, "Unknown field"),
        ({"sentences": [SENTENCE]}, "required"),
    ],
)
def test_a_wrong_article_is_refused(
    as_mia: Client, project: Project, body: dict[str, Any], message: str
) -> None:
    answer = put(as_mia, body)
    assert answer.status_code == 400
    assert message in json.dumps(answer.json(), ensure_ascii=False)
    assert project.practice_articles.count() == 1


def test_a_project_without_one_answers_204(as_mia: Client, project: Project) -> None:
    project.practice_articles.all().delete()
    assert as_mia.get(ADDRESS).status_code == 204


def test_it_is_switched_on_with_the_settings(as_mia: Client, project: Project) -> None:
    body = json.dumps({"offers_practice": True})
    answer = as_mia.patch("/api/v1/projects/dam/", body, content_type="application/json")
    assert answer.json()["offers_practice"] is True
    project.refresh_from_db()
    assert project.offers_practice
