"""Requests can't set fields or delete projects beyond what the forms and the API offer."""

import json
from datetime import timedelta

from django.test import Client

from annotator.accounts.models import User
from annotator.corpus.models import Article
from annotator.labelling.models import Annotation
from annotator.projects.models import AuditEvent, Membership, Project, Role
from tests.support.make import (
    PASSWORD,
    make_assignment,
)
from tests.support.roles import routes

API = "/api/v1/projects/dam/"


def post(client: Client, path: str, body: object) -> tuple[int, object]:
    answer = client.post(API + path, json.dumps(body), "application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_mass_assignment(as_mia: Client, as_ana: Client, ana: Membership, client: Client) -> None:
    """Fields that the API doesn't document are rejected and not written, for every role."""
    changed = {
        "name": "Dam",
        "slug": "stolen",
        "lease": "00:00:01",
        "id": 99,
        "created_at": "2020-01-01",
        "labels": [],
    }
    assert as_mia.patch(API, json.dumps(changed), "application/json").status_code == 400
    project = Project.objects.get()
    assert (project.slug, project.lease, project.labels.count()) == ("dam", timedelta(hours=72), 4)
    article = {"external_id": "a", "text": "The dam held."}
    assert (
        post(
            as_mia,
            "articles/",
            article | {"overlap": 999, "free": 999, "state": "done", "project": 0},
        )[0]
        == 400
    )
    assert post(as_mia, "articles/", article)[0] == 201
    stored = Article.objects.get()
    assert (stored.overlap, stored.free, stored.done_at, stored.project) == (3, 3, None, project)
    mine = make_assignment(ana)
    sentence = mine.article.sentences.to_label()[0]
    entry = {
        "submission": "c9a7a1de-6d0c-4c43-8f60-0d0f66666666",
        "sentence": sentence.pk,
        "label": "claim",
    }
    more = {
        "annotator": 1,
        "pass_number": 2,
        "superseded_at": "2020-01-01",
        "origin": "import",
        "role": "manager",
    }
    assert post(as_ana, "annotations/", entry | more)[0] == 400, (
        "a name that nobody knows is refused"
    )
    assert post(as_ana, "annotations/", entry)[0] == 200
    assert Annotation.objects.get().assignment == mine
    ana.refresh_from_db()
    assert ana.role == Role.ANNOTATOR
    as_ana.post("/accounts/change/", {"name": "Ana", "is_superuser": "on", "is_staff": "on"})
    assert not User.objects.filter(is_superuser=True).exists()


def test_mass_assignment_by_joining(mia: Membership, client: Client) -> None:
    from tests.support.make import invitation_token, make_invitation

    form = {
        "username": "zoe",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "role": "manager",
        "is_superuser": "on",
    }
    client.post(f"/join/{invitation_token(make_invitation(mia))}/", form)
    zoe = User.objects.get(username="zoe")
    assert not zoe.is_superuser
    assert zoe.memberships.get().role == Role.ANNOTATOR


def test_nobody_can_delete_a_project(as_mia: Client, project: Project) -> None:
    """A project that isn't needed any more is closed instead."""
    for address, _ in routes():
        if "SLUG" in address and "_ID" not in address:
            as_mia.delete(
                address.replace("SLUG", "dam")
                .replace("NUMBER", "1")
                .replace("NAME", "x")
                .replace("SUFFIX", "csv")
            )
    assert Project.objects.filter(slug="dam").exists()
    assert not AuditEvent.objects.filter(action="deleted").exists()
