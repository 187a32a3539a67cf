import json
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from annotator.accounts.models import ApiToken, User
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Membership, Project
from tests.support.make import make_article, make_assignment

ADDRESS = "/api/v1/projects/dam/annotations/"


@pytest.fixture
def assignment(project: Project, ana: Membership) -> Assignment:
    make_article(project)
    return make_assignment(ana)


def post(client: Client, body: object, **headers: str):  # type: ignore[no-untyped-def]
    return client.post(
        ADDRESS,
        body if isinstance(body, str) else json.dumps(body),
        "application/json",
        headers=headers,
    )


def test_one_annotation_or_a_list_is_stored_and_returned(
    as_ana: Client, assignment: Assignment
) -> None:
    first, second, third = assignment.article.sentences.order_by("position").values_list(
        "pk", flat=True
    )
    one = post(as_ana, {"submission": str(uuid4()), "sentence": first, "label": "claim"})
    assert one.status_code == 200
    assert one.json()["label"] == "claim"
    many = post(
        as_ana,
        [
            {
                "submission": str(uuid4()),
                "sentence": second,
                "label": "denial",
                "target": first,
                "target_rank": 1,
                "confidence": 2,
            },
            {"submission": str(uuid4()), "sentence": third, "skip_reason": "question"},
            {"submission": str(uuid4()), "sentence": first},
        ],
    )
    assert [
        (row["sentence"], row["label"], row["skip_reason"], row["target"], row["target_rank"])
        for row in many.json()
    ] == [
        (second, "denial", "", first, 1),
        (third, None, "question", None, None),
        (first, None, "", None, None),
    ]


def test_a_request_costs_four_statements_whatever_the_batch(
    as_ana: Client,
    assignment: Assignment,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    sentences = list(assignment.article.sentences.values_list("pk", flat=True))
    batch = [
        {"submission": str(uuid4()), "sentence": pk, "label": "claim"} for pk in sentences * 10
    ]
    with django_assert_max_num_queries(
        4 + 2 + 2
    ):  # and the two that authenticate, and this test's savepoint
        assert post(as_ana, batch).status_code == 200


def test_a_refused_list_names_entries_and_reasons(as_ana: Client, assignment: Assignment) -> None:
    sentence = assignment.article.sentences.values_list("pk", flat=True)[0]
    good = {"submission": str(uuid4()), "sentence": sentence, "label": "claim"}
    response = post(as_ana, [good, good | {"submission": str(uuid4()), "label": "satire"}])
    assert response.status_code == 400
    assert response.json()["refused"] == [
        {"index": 1, "detail": "the project has no label “satire”", "final": True}
    ]
    assert not Annotation.objects.exists()


def test_somebody_elses_submission_is_409(
    as_ana: Client, assignment: Assignment, ben: Membership
) -> None:
    sentence = assignment.article.sentences.values_list("pk", flat=True)[0]
    body = {"submission": str(uuid4()), "sentence": sentence, "label": "claim"}
    assert post(as_ana, body).status_code == 200
    make_assignment(ben)
    as_ben = Client()
    as_ben.force_login(ben.user)  # type: ignore[arg-type]
    assert post(as_ben, body).status_code == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("", 400),
        ("7", 400),
        ('{"submission": NaN}', 400),
        ("[]", 200),
        ("[" + " " * 11_000_000 + "]", 413),
        ("[" * 200_000, 400),
    ],
)
def test_bad_bodies_are_answered_in_json(as_ana: Client, body: str, status: int) -> None:
    response = post(as_ana, body)
    assert response.status_code == status
    assert response.json() is not None


def test_strangers_get_404_and_anonymous_people_401(
    assignment: Assignment, eve: User, client: Client
) -> None:
    sentence = assignment.article.sentences.values_list("pk", flat=True)[0]
    body = {"submission": str(uuid4()), "sentence": sentence, "label": "claim"}
    assert post(client, body).status_code == 401
    client.force_login(eve)
    assert post(client, body).status_code == 404
    assert post(client, []).status_code == 404
    assert (
        client.post("/api/v1/projects/no-such/annotations/", "[]", "application/json").status_code
        == 404
    )
    assert not Annotation.objects.exists()


def test_a_token_signs_in_and_a_session_needs_its_csrf_token(
    ana: Membership, assignment: Assignment
) -> None:
    assert ana.user
    _, token = ApiToken.objects.create(user=ana.user, name="script")
    assert (
        post(Client(enforce_csrf_checks=True), [], Authorization=f"Token {token}").status_code
        == 200
    )
    session = Client(enforce_csrf_checks=True)
    session.force_login(ana.user)
    assert post(session, []).status_code == 403
    session.get(f"/p/dam/label/{assignment.pk}/")
    assert (
        post(session, [], **{"X-CSRFToken": session.cookies["csrftoken"].value}).status_code == 200
    )


def test_each_refusal_says_whether_it_is_final_and_has_a_reference(
    as_ana: Client, assignment: Assignment
) -> None:
    """A client drops a label only if both are there. The answer of a proxy has neither."""
    sentence = assignment.article.sentences.values_list("pk", flat=True)[0]
    body = {"submission": str(uuid4()), "sentence": sentence, "label": "satire"}
    for_good = post(as_ana, body)
    assignment.project.is_open = False
    assignment.project.save()
    closed = post(as_ana, body | {"label": "claim"})
    address = f"/api/v1/projects/dam/assignments/{assignment.pk}/submit/"
    submitted = as_ana.post(address, "{}", "application/json")

    assert [item["final"] for item in for_good.json()["refused"]] == [True]
    assert [item["final"] for item in closed.json()["refused"]] == [False]
    assert submitted.json() == {"detail": "The project is closed.", "final": False}
    for answer in (for_good, closed, submitted):
        assert answer.headers["Skepsis-Reference"]


def test_a_suspended_superuser_is_not_refused_for_good(
    assignment: Assignment, ana: Membership
) -> None:
    """The door lets superusers in, but a member's labels wait until the member is reinstated."""
    assert ana.user
    ana.user.is_superuser = True
    ana.user.save()
    client = Client()
    client.force_login(ana.user)
    sentence = assignment.article.sentences.values_list("pk", flat=True)[0]
    body = {"submission": str(uuid4()), "sentence": sentence, "label": "claim"}

    ana.suspended_at = timezone.now()
    ana.save()
    refused = post(client, body)
    ana.suspended_at = None
    ana.save()

    assert refused.status_code == 403
    assert "final" not in refused.json()
    assert "refused" not in refused.json()
    assert post(client, body).status_code == 200


def test_entries_beyond_the_limit_of_a_request_are_not_refused_for_good(
    as_ana: Client, project: Project
) -> None:
    response = post(as_ana, [{"submission": str(uuid4()), "sentence": 1}] * 1001)
    assert response.status_code == 400
    assert [(item["index"], item["final"]) for item in response.json()["refused"]] == [
        (1000, False)
    ]
