"""The short way of frequent calls: the answers of the usual way, and for nobody else."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as app_settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from annotator.accounts.models import User
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.members import add_member
from annotator.projects.models import Membership, Project, Role
from tests.support.make import make_article, make_assignment, make_project

PROJECT = "/api/v1/projects/dam/"


def post(client: Client, path: str, body: object, user: object, **headers: str) -> Any:
    account = {} if user is None else {"Skepsis-Account": str(user)}
    return client.post(
        PROJECT + path, json.dumps(body), "application/json", headers=account | headers
    )


@pytest.fixture
def assignment(project: Project, ana: Membership) -> Assignment:
    make_article(project)
    make_article(project, "Another article. It has two sentences.")
    return make_assignment(ana)


def entry(assignment: Assignment) -> dict[str, object]:
    sentence = assignment.article.sentences.order_by("position")[0]
    return {"submission": str(uuid4()), "sentence": sentence.pk, "label": "claim"}


def call_next(assignment: Assignment) -> tuple[str, object]:
    return "assignments/next/", {}


def call_none_left(assignment: Assignment) -> tuple[str, object]:
    Assignment.objects.create(
        project=assignment.project,
        article=assignment.project.articles.exclude(pk=assignment.article_id).get(),
        annotator=assignment.annotator,
        expires_at=timezone.now(),
    )
    return "assignments/next/", {"after": assignment.pk}


def call_save(assignment: Assignment) -> tuple[str, object]:
    return "annotations/", entry(assignment)


def call_save_list(assignment: Assignment) -> tuple[str, object]:
    return "annotations/", [entry(assignment)]


def call_submit(assignment: Assignment) -> tuple[str, object]:
    for sentence in assignment.article.sentences.all():
        Annotation.objects.create(
            project=assignment.project,
            article=assignment.article,
            assignment=assignment,
            sentence=sentence,
            skip_reason="question",
            submission=uuid4(),
            annotated_at=timezone.now(),
        )
    Assignment.objects.update(decided=assignment.article.to_label)
    return f"assignments/{assignment.pk}/submit/", {}


@pytest.mark.parametrize(
    "call", [call_next, call_none_left, call_save, call_save_list, call_submit]
)
@pytest.mark.parametrize("language", ["", "de"])
@pytest.mark.parametrize("https", [False, True])
def test_both_ways_give_the_same_answer(
    call: Callable[[Assignment], tuple[str, object]],
    language: str,
    https: bool,
    assignment: Assignment,
    as_ana: Client,
    settings: Any,
) -> None:
    settings.SECURE_SSL_REDIRECT = https
    settings.SECURE_HSTS_SECONDS = 60 if https else 0
    User.objects.update(language=language)
    path, body = call(assignment)
    user = assignment.annotator.user_id

    usual, short = (
        as_ana.post(
            PROJECT + path,
            json.dumps(body),
            "application/json",
            secure=https,
            headers={"Accept-Language": "fr", **account},
        )
        for account in ({}, {"Skepsis-Account": str(user)})
    )
    assert short.status_code == usual.status_code
    assert dict(short.headers) == dict(usual.headers) | {
        "Skepsis-Reference": short["Skepsis-Reference"],
        "Content-Length": short["Content-Length"],
    }
    assert content(short) == content(usual)
    assert "Skepsis-Reference" in usual.headers


def content(response: HttpResponse) -> Any:
    return json.loads(response.content) if response.content else None


@pytest.mark.parametrize("call", [call_next, call_save, call_submit])
def test_the_short_way_reads_the_account_in_one_statement(
    call: Callable[[Assignment], tuple[str, object]],
    assignment: Assignment,
    as_ana: Client,
    django_assert_max_num_queries: Any,
) -> None:
    path, body = call(assignment)
    user = assignment.annotator.user_id
    post(as_ana, path, body, user)
    with django_assert_max_num_queries(20) as short:
        post(as_ana, path, body, user)
    with django_assert_max_num_queries(20) as usual:
        post(as_ana, path, body, None)
    assert len(usual) == len(short) + 1
    assert not any("FROM django_session WHERE" in query["sql"] for query in short)


def test_an_article_comes_with_the_labels_that_it_has(
    assignment: Assignment, as_ana: Client
) -> None:
    user = assignment.annotator.user_id
    saved = post(as_ana, "annotations/", entry(assignment), user).json()
    assert post(as_ana, "assignments/next/", {}, user).json()["annotations"] == [saved]


# Each of them must be refused, and must store nothing.
def sign_in_to_another_account(client: Client, ben: Membership) -> None:
    client.force_login(ben.user)  # type: ignore[arg-type]


def deactivate(client: Client, _ben: Membership) -> None:
    User.objects.update(is_active=False)


def change_the_password(client: Client, _ben: Membership) -> None:
    User.objects.update(password="argon2$another")


def delete_the_session(client: Client, _ben: Membership) -> None:
    client.session.flush()


def let_the_session_expire(client: Client, _ben: Membership) -> None:
    from django.contrib.sessions.models import Session

    Session.objects.update(expire_date=timezone.now())


def suspend(client: Client, _ben: Membership) -> None:
    Membership.objects.update(suspended_at=timezone.now())


def leave(client: Client, _ben: Membership) -> None:
    Membership.objects.update(left_at=timezone.now())


def forge_a_request(client: Client, _ben: Membership) -> None:
    client.handler.enforce_csrf_checks = True


def send_a_token_too(client: Client, _ben: Membership) -> None:
    client.defaults["HTTP_AUTHORIZATION"] = "Token of-nobody"


def use_another_host(client: Client, _ben: Membership) -> None:
    client.defaults["HTTP_HOST"] = "elsewhere.example"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (sign_in_to_another_account, 403),
        (deactivate, 401),
        (change_the_password, 401),
        (delete_the_session, 401),
        (let_the_session_expire, 401),
        (suspend, 404),
        (leave, 404),
        (forge_a_request, 403),
        (send_a_token_too, 401),
        (use_another_host, 400),
    ],
)
def test_whoever_may_not_is_refused_as_on_the_usual_way(
    change: Callable[[Client, Membership], None],
    status: int,
    assignment: Assignment,
    as_ana: Client,
    ben: Membership,
) -> None:
    user = assignment.annotator.user_id
    change(as_ana, ben)
    for path in ("annotations/", "assignments/next/", f"assignments/{assignment.pk}/submit/"):
        body = entry(assignment) if path == "annotations/" else {}
        assert post(as_ana, path, body, user).status_code == status, path
    assert not Annotation.objects.exists()


def test_other_peoples_articles_are_not_found(
    assignment: Assignment, ben: Membership, as_ana: Client, project: Project
) -> None:
    theirs = make_assignment(ben)
    user = assignment.annotator.user_id
    assert post(as_ana, f"assignments/{theirs.pk}/submit/", {}, user).status_code == 404
    assert post(as_ana, "assignments/0/submit/", {}, user).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"x" * (app_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), 413),
        (b'{"submission": "no"}', 400),
    ],
)
def test_a_bad_body_gets_the_error_of_the_usual_way(
    body: bytes, status: int, assignment: Assignment, as_ana: Client
) -> None:
    account = {"Skepsis-Account": str(assignment.annotator.user_id)}
    answers = [
        as_ana.post(f"{PROJECT}annotations/", body, "application/json", headers=headers)
        for headers in (account, {})
    ]
    assert [answer.status_code for answer in answers] == [status, status]
    details = [json.loads(answer.content)["detail"] for answer in answers]
    assert details[0] == details[1]


def test_a_slug_that_means_another_project_than_before_is_found(
    project: Project, ana: Membership, as_ana: Client, eve: User
) -> None:
    assert post(as_ana, "assignments/next/", {}, ana.user_id).status_code == 204
    # As after a backup was restored under the running server.
    Project.objects.update(slug="another")
    restored = make_project("dam")
    make_article(restored)
    as_eve = Client()
    as_eve.force_login(eve)
    assert post(as_eve, "assignments/next/", {}, eve.pk).status_code == 404

    add_member(project=restored, user=eve, role=Role.ANNOTATOR)
    assert post(as_eve, "assignments/next/", {}, eve.pk).status_code == 200
