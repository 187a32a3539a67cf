"""Every address and command, tried by every role.

`docs/roles.md` has the expected answers, and the URL configuration has the addresses.
"""

import inspect
import re
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern

from annotator.accounts.models import User
from annotator.jobs.models import Job
from annotator.projects.models import Invitation, Membership, Project, Role
from tests.support.make import (
    invitation_token,
    make_article,
    make_assignment,
    make_invitation,
    make_member,
    make_preview,
    make_project,
    make_release,
    make_user,
)
from tests.support.remembered import remember
from tests.support.roles import PEOPLE, Row, routes, table

ROUTES = dict(routes())
ROWS = [*table("Pages"), *table("Accounts"), *table("API")]
OF_PROJECT = [row for row in ROWS if "/SLUG/" in row.address]
PAST_THE_DOOR = {200, 201, 202, 204, 302, 400, 401, 405, 409}
COMMANDS = {name for name, app in get_commands().items() if str(app).startswith("annotator")}


class UndoneError(Exception):
    """Raised to roll back everything that a request changed."""


@dataclass
class World:
    """A project with one row of each kind and one person in each role."""

    project: Project
    values: dict[str, object]

    def address(self, row: Row, **others: object) -> str:
        """The address of the row, with the ids of this world."""
        names = {"/export/NAME": "annotations", "/write-up/NAME": "agreement.tex"}
        name = next((names[part] for part in names if part in row.address), "README.md")
        values = self.values | {"NAME": name, "KEY": "abcdef", "PK": 1, "…": ""} | others

        # In one pass: a token is drawn at random, and may hold the name of another value.
        longest_first = sorted(values, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, longest_first)))
        return pattern.sub(lambda match: str(values[match[0]]), row.address)


def make_world(slug: str, *, mine: str) -> World:
    project = make_project(slug)
    for role in Role:
        make_member(project, f"{mine}{role}", role)
    article = make_article(project)
    annotator = project.memberships.get(role=Role.ANNOTATOR)
    manager = project.memberships.select_related("user").get(role=Role.MANAGER)
    invitation = make_invitation(manager)
    Invitation.objects.filter(pk=invitation.pk).update(username=f"{mine}{Role.ANNOTATOR}")
    job = Job.objects.create(project=project, kind="import", state="done", result={})
    values = {
        "INVITATION_ID": invitation.pk,
        "ASSIGNMENT_ID": make_assignment(annotator).pk,
        "ARTICLE_ID": article.pk,
        "SENTENCE_ID": article.sentences.order_by("position").values_list("pk", flat=True)[0],
        "MEMBER_ID": annotator.pk,
        "IMPORT_ID": job.pk,
        "JOB_ID": job.pk,
        "NUMBER": make_release(project, number=1 if mine == "" else 2).number,
        "PREVIEW": make_preview(project).number,
        "TOKEN": invitation_token(invitation),
        "TABLE": "pairs",
        "PICTURE": "labels",
        "LABEL_KEY": "claim",
        "VERSION": 1,
        "ACT": UUID(int=1),
        "SUFFIX": "csv",
        "PROVIDER_ID": "sso",
        "UIDB36-KEY": "1-set-password",
        "SLUG": slug,
    }
    return World(project, values)


@pytest.fixture
def world(db: None) -> World:
    return remember("world", lambda: make_world("dam", mine=""))


@pytest.fixture
def worlds(db: None) -> tuple[World, World]:
    """The world and another, whose people are others."""
    return remember(
        "worlds", lambda: (make_world("dam", mine=""), make_world("fire", mine="their-"))
    )


@pytest.fixture
def visited(db: None) -> tuple[World, dict[str, Client]]:
    """The world, and each person's client: to sign in takes longer than most pages."""
    world, sessions = remember(
        "visited world",
        lambda: (make_world("dam", mine=""), {name: session(name) for name in PEOPLE}),
    )
    return world, {name: with_session(key) for name, key in sessions.items()}


def session(name: str) -> str:
    """The key of a session of this person, or nothing for a stranger."""
    cookie = person(name).cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""


def with_session(key: str) -> Client:
    client = Client()
    if key:
        client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def person(name: str) -> Client:
    client = Client()
    if name == "stranger":
        return client
    if name == "outsider":
        user = make_user("eve")
    elif name == "superuser":
        user = make_user("root", is_superuser=True)
    else:
        user = User.objects.get(username=name)
    client.force_login(user)
    return client


def ask(client: Client, row: Row, address: str) -> HttpResponseBase:
    """Send the request, undo its changes, and return the response."""
    answers: list[HttpResponseBase] = []
    try:
        with transaction.atomic():
            if row.method == "GET":
                answer = client.get(address)
            elif row.address.startswith("/api/") and not row.address.endswith("/imports/"):
                body = "[]" if row.address.endswith("/annotations/") else "{}"
                answer = client.generic(row.method, address, body, content_type="application/json")
            else:
                answer = client.generic(
                    row.method, address, b"", content_type="application/x-www-form-urlencoded"
                )
                if row.address.endswith("/imports/"):
                    answer = client.post(address, {})
            if answer.streaming:
                list(answer.streaming_content)  # type: ignore[attr-defined]  # its connection is given back at its end
            for (
                close
            ) in answer._resource_closers:  # close() itself would end the connection of this test
                close()
            answers.append(answer)
            raise UndoneError
    except UndoneError:
        return answers[0]


def word(answer: HttpResponseBase) -> str:
    """The word for this response in the table."""
    if (answer.status_code == 401 and "json" in answer["Content-Type"]) or re.match(
        "/(accounts|admin)/login/[?]next=", str(answer.get("Location", ""))
    ):
        return "sign in"
    if (
        answer.status_code == 503 and "worker" in answer.content.decode()
    ):  # /readyz: no worker runs here
        return "yes"
    return "yes" if answer.status_code in PAST_THE_DOOR else str(answer.status_code)


def test_every_address_has_a_row() -> None:
    assert set(ROUTES) == {row.address for row in ROWS if row.address != "/admin/…"}


def test_every_method_of_the_api_has_a_row() -> None:
    for address, route in ROUTES.items():
        methods = methods_of(route)
        if methods:
            assert {row.method for row in ROWS if row.address == address} == methods, address


def test_every_page_with_a_form_has_a_row_for_it() -> None:
    taking = {
        address
        for address, route in ROUTES.items()
        if str(getattr(route.callback, "__module__", "")).startswith("annotator.")
        and re.search(
            r"request[.]POST|require_POST", inspect.getsource(inspect.unwrap(route.callback))
        )
    }
    assert taking
    assert taking <= {row.address for row in ROWS if row.method == "POST"}


def methods_of(route: URLPattern) -> set[str]:
    view = getattr(route.callback, "cls", None)
    return {
        method.upper()
        for method in ("get", "post", "put", "patch", "delete")
        if view and hasattr(view, method)
    }


def test_every_command_has_a_row() -> None:
    assert {row.address.split()[0] for row in table("Commands")} == COMMANDS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_of_the_table_is_true(row: Row, visited: tuple[World, dict[str, Client]]) -> None:
    world, clients = visited
    owner = world.project.memberships.get(role=Role.ANNOTATOR)
    found = {name: word(ask(clients[name], row, world.address(row))) for name in PEOPLE}
    expected = dict(row.answers)
    for name in PEOPLE:
        if expected[name] == "own":
            expected[name] = "yes" if name == owner.user.username else "404"  # type: ignore[union-attr]
        if expected[name] == "second factor":
            expected[name] = "yes"
    assert found == expected


@pytest.mark.parametrize(
    "row", [row for row in OF_PROJECT if "_ID" in row.address], ids=lambda row: row.name
)
def test_ids_of_another_project_are_not_found(row: Row, worlds: tuple[World, World]) -> None:
    """A manager can neither change nor see anything of another project.

    A sentence of another project gets the same answer as one that an edit has deleted.
    """
    world, other = worlds
    client = person("manager")
    for name in (
        "ARTICLE_ID",
        "SENTENCE_ID",
        "ASSIGNMENT_ID",
        "MEMBER_ID",
        "IMPORT_ID",
        "JOB_ID",
        "INVITATION_ID",
    ):
        if name in row.address:
            theirs, nobodys = (
                ask(client, row, world.address(row, **{name: pk}))
                for pk in (other.values[name], 10**9)
            )
            assert theirs.status_code == nobodys.status_code, name
            assert theirs.get("Location") == nobodys.get("Location"), name
            assert theirs.status_code == 404 or name == "SENTENCE_ID", name


@pytest.mark.parametrize(
    "row", [row for row in OF_PROJECT if "NUMBER" in row.address], ids=lambda row: row.name
)
def test_releases_of_another_project_are_not_found(row: Row, worlds: tuple[World, World]) -> None:
    world, _ = worlds
    assert ask(person("manager"), row, world.address(row, NUMBER=2)).status_code == 404


@pytest.mark.parametrize("row", OF_PROJECT, ids=lambda row: row.name)
def test_suspended_members_and_members_who_left_are_outsiders(row: Row, world: World) -> None:
    client, members = person("adjudicator"), Membership.objects.filter(role=Role.ADJUDICATOR)
    for gone in ("suspended_at", "left_at"):
        members.update(suspended_at=None, left_at=None)
        members.update(**{gone: "2031-03-03T00:00:00Z"})
        assert ask(client, row, world.address(row)).status_code == 404, gone


def test_nobody_can_sign_up_without_an_invitation(client: Client, db: None) -> None:
    form = {
        "username": "mallory",
        "password1": "a fine long password",
        "password2": "a fine long password",
    }
    page = client.post("/accounts/signup/", form)
    assert "By invitation only" in page.content.decode()
    assert not User.objects.exists()


def test_no_row_is_repeated() -> None:
    names = [row.name for row in chain(ROWS, table("Commands"))]
    assert len(names) == len(set(names))
