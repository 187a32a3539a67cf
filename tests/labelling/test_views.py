"""The pages before the next article, and how many statements a page costs."""

import json

import pytest
from django.test import Client

from annotator.corpus.models import Article
from annotator.labelling.models import Assignment
from annotator.projects.codebooks.versions import publish_codebook
from annotator.projects.models import Membership, Project
from tests.support.make import (
    label_article,
    make_article,
    make_assignment,
    make_member,
    make_project,
)


def test_an_article_can_be_assigned_resized_withdrawn_and_reinstated(
    as_mia: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project, overlap=1)
    address = f"/p/dam/articles/{article.pk}/people/"
    make_assignment(ana)
    as_mia.post(f"{address}assign/", {"member": ben.pk})
    article.refresh_from_db()
    assert (article.overlap, article.free) == (2, 0)
    assert (
        "assigned to 2 annotators"
        in as_mia.post(f"{address}overlap/", {"overlap": 1}, follow=True).content.decode()
    )
    as_mia.post(f"{address}overlap/", {"overlap": 4})
    assert Article.objects.get().free == 2
    as_mia.post(f"{address}withdraw/", {"withdrawn": "true"})
    assert Article.objects.get().state == "withdrawn"
    assert "Reinstate" in as_mia.get(address).content.decode()
    as_mia.post(f"{address}withdraw/", {"withdrawn": "false"})
    assert Article.objects.get().state == "open"


def test_an_article_cannot_be_assigned_to_a_member_of_another_project(
    as_mia: Client, project: Project
) -> None:
    article = make_article(project)
    other = make_member(make_project("other"), "zoe")
    as_mia.post(f"/p/dam/articles/{article.pk}/people/assign/", {"member": other.pk})
    assert not Assignment.objects.exists()


def test_the_notice_must_be_accepted_before_the_first_article(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    Project.objects.update(notice="These articles speak of <violence>.")
    page = as_ana.get("/p/dam/label/").content.decode()
    assert "speak of &lt;violence&gt;" in page
    refused = as_ana.post("/api/v1/projects/dam/assignments/next/", "{}", "application/json")
    assert refused.status_code == 403
    assert as_ana.post("/p/dam/notice/").headers["Location"] == "/p/dam/label/"
    ana.refresh_from_db()
    accepted = ana.notice_accepted_at
    as_ana.post("/api/v1/projects/dam/notice/")
    ana.refresh_from_db()
    assert ana.notice_accepted_at == accepted
    assert as_ana.get("/p/dam/label/").status_code == 302


def test_a_new_codebook_is_shown_before_the_next_article(as_ana: Client, project: Project) -> None:
    make_article(project)
    assert as_ana.get("/p/dam/label/").status_code == 302
    publish_codebook(project=project, text="# New rules", reason="refusing is no denial")
    page = as_ana.get("/p/dam/label/").content.decode()
    assert "refusing is no denial" in page
    assert "New rules" in page
    as_ana.post("/p/dam/codebook/seen/")
    assert as_ana.get("/p/dam/label/").status_code == 302


def test_the_page_gets_the_question_of_each_label(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    project.labels.filter(key="doubt").update(question="")

    labels = as_ana.get("/p/dam/label/", follow=True).context["state"]["labels"]

    questions = {label["key"]: label["question"] for label in labels}
    assert questions == {
        "claim": "",
        "denial": "Which sentence does this deny?",
        "doubt": "",
        "opinion": "",
    }


def test_fetching_the_next_article_costs_six_statements(
    as_ana: Client,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    # As in a process of the server, which knows the project's id from the first request on.
    monkeypatch.setattr("annotator.projects.access._ids", {})
    make_article(project)
    make_article(project, "A second dam held.")
    first = as_ana.post("/api/v1/projects/dam/assignments/next/", "{}", "application/json").json()
    body = json.dumps({"after": first["id"]})
    with django_assert_max_num_queries(
        6 + 2 + 2
    ):  # and the two that authenticate, and this test's savepoint
        response = as_ana.post("/api/v1/projects/dam/assignments/next/", body, "application/json")
    assert response.status_code == 200
    assert Assignment.objects.get(pk=first["id"]).opened_at is not None
    assert Assignment.objects.get(pk=response.json()["id"]).opened_at is None


@pytest.mark.parametrize("path", ["", "people/", "settings/", "codebook/edit/", "articles/"])
def test_the_number_of_queries_of_a_page_is_constant(
    as_mia: Client,
    project: Project,
    path: str,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    for number in range(12):
        make_article(project, f"Dam {number} held.")
        label_article(make_member(project, f"person{number}"), "claim")
    with django_assert_max_num_queries(16):
        as_mia.get(f"/p/dam/{path}")
