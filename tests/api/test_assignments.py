import json

import pytest
from django.test import Client

from annotator.labelling.assignments import problems
from annotator.labelling.models import Assignment
from annotator.projects.models import AuditEvent, Membership, Project
from tests.support.make import annotate, make_article, make_assignment, make_entry

NEXT = "/api/v1/projects/dam/assignments/next/"


def post(client: Client, address: str, body: object = None):  # type: ignore[no-untyped-def]
    return client.post(address, json.dumps(body or {}), "application/json")


def test_the_next_article_comes_with_its_sentences(as_ana: Client, project: Project) -> None:
    article = make_article(project, title="The dam")
    response = post(as_ana, NEXT)
    given = response.json()
    assert given["article"]["title"] == "The dam"
    assert [sentence["text"] for sentence in given["article"]["sentences"]] == list(
        article.sentences.order_by("position").values_list("text", flat=True)
    )
    assert given["annotations"] == []
    assert post(as_ana, NEXT).json()["id"] == given["id"]
    assert post(as_ana, NEXT, {"after": given["id"]}).status_code == 204
    assert post(as_ana, NEXT, {"after": "x"}).status_code == 400
    assert as_ana.post(NEXT, "[" * 200_000, "application/json").status_code == 400


def test_earlier_annotations_are_returned(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    sentence = assignment.article.sentences.order_by("position").first()
    assert sentence
    annotate(assignment, make_entry(sentence.pk, "opinion"))
    (annotation,) = post(as_ana, NEXT).json()["annotations"]
    assert (annotation["sentence"], annotation["label"]) == (sentence.pk, "opinion")


def test_only_a_complete_article_is_submitted(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    address = f"/api/v1/projects/dam/assignments/{assignment.pk}/submit/"
    refused = post(as_ana, address)
    assert refused.status_code == 409
    assert refused.json() == {
        "detail": "3 of 3 sentences have no label yet.",
        "final": True,
    }
    annotate(
        assignment,
        *(make_entry(pk) for pk in assignment.article.sentences.values_list("pk", flat=True)),
    )
    assert post(as_ana, address).json() == {"id": assignment.pk, "state": "submitted"}
    assert post(as_ana, address).status_code == 200


def test_nobody_submits_somebody_elses_article(
    as_rita: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    assert (
        post(as_rita, f"/api/v1/projects/dam/assignments/{assignment.pk}/submit/").status_code
        == 404
    )
    assert Assignment.objects.get().state == "open"


def test_a_problem_of_an_article_is_reported_to_the_managers(
    as_ana: Client, as_rita: Client, as_mia: Client, project: Project, ana: Membership
) -> None:
    make_article(project, external_id="dam-7")
    address = f"/api/v1/projects/dam/assignments/{make_assignment(ana).pk}/report/"
    assert post(as_rita, address, {"text": "Not mine."}).status_code == 404
    assert post(as_ana, address, {"text": ""}).status_code == 400
    assert post(as_ana, address, {"text": "x" * 281}).status_code == 400

    assert post(as_ana, address, {"text": "Half of the text is missing."}).status_code == 204

    event = AuditEvent.objects.get(action="problem_reported")
    assert (event.actor, event.about) == (ana, "dam-7: Half of the text is missing.")
    for page in ("/p/dam/audit/", "/p/dam/"):
        assert "dam-7: Half of the text is missing." in as_mia.get(page).content.decode()
    assert "Half of the text" not in as_ana.get("/p/dam/").content.decode()


def test_nobody_fills_the_log_with_reports(
    as_ana: Client, project: Project, ana: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problems, "MAX_A_DAY", 1)
    make_article(project)
    address = f"/api/v1/projects/dam/assignments/{make_assignment(ana).pk}/report/"
    assert post(as_ana, address, {"text": "One"}).status_code == 204
    assert post(as_ana, address, {"text": "Two"}).status_code == 409
    assert AuditEvent.objects.filter(action="problem_reported").count() == 1
