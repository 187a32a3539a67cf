"""Every address of the app against those who have no business there: taken from the URL configuration, so that a new
one is tried without being asked for."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from annotator.accounts.models import User
from annotator.labelling.models import Assignment
from annotator.projects.models import Job, Membership, Project, Role
from tests.make import make_article, make_assignment, make_member, make_project, make_release

OPEN_TO_ALL = {"healthz", "schema", "api_docs"}  # the last two describe the app, and nobody's data
OF_NO_PROJECT = {"my_work", "projects"}
NEEDS = {
    "progress": Role.ANNOTATOR,
    "codebook": Role.ANNOTATOR,
    "label_next": Role.ANNOTATOR,
    "label": Role.ANNOTATOR,
    "annotations": Role.ANNOTATOR,
    "next_assignment": Role.ANNOTATOR,
    "submit_assignment": Role.ANNOTATOR,
    "return_assignment": Role.ANNOTATOR,
    "reopen_assignment": Role.ANNOTATOR,
    "notice": Role.ANNOTATOR,
    "notice_accept": Role.ANNOTATOR,
    "codebook_seen": Role.ANNOTATOR,
    "time_csv": Role.ANNOTATOR,
    "agreement": Role.ADJUDICATOR,
    "agreement_json": Role.ADJUDICATOR,
    "annotators": Role.MANAGER,
    "model": Role.MANAGER,
    "agreement_report": Role.ADJUDICATOR,
    "agreement_csv": Role.ADJUDICATOR,
    "disagreements": Role.ADJUDICATOR,
    "adjudicate": Role.ADJUDICATOR,
    "decide": Role.ADJUDICATOR,
    "undo_decision": Role.ADJUDICATOR,
    "ask_one_more": Role.ADJUDICATOR,
    "article_list": Role.MANAGER,
    "article": Role.MANAGER,
    "open_article": Role.MANAGER,
    "open_articles": Role.MANAGER,
    "article_edit": Role.MANAGER,
    "merge_sentences": Role.MANAGER,
    "divide_sentence": Role.MANAGER,
    "exclude_sentence": Role.MANAGER,
    "undo_edit": Role.MANAGER,
    "import": Role.MANAGER,
    "import_paste": Role.MANAGER,
    "import_job": Role.MANAGER,
    "import_start": Role.MANAGER,
    "import_discard": Role.MANAGER,
    "import_problems": Role.MANAGER,
    "export": Role.MANAGER,
    "download": Role.MANAGER,
    "export_file": Role.MANAGER,
    "project": Role.ANNOTATOR,
    "articles": Role.MANAGER,
    "article_detail": Role.MANAGER,
    "imports": Role.MANAGER,
    "import_detail": Role.MANAGER,
    "disagreement_list": Role.ADJUDICATOR,
    "adjudications": Role.ADJUDICATOR,
    "release_list": Role.MANAGER,
    "release_content": Role.MANAGER,
    "releases": Role.MANAGER,
    "release": Role.MANAGER,
    "release_archive": Role.MANAGER,
    "release_file": Role.MANAGER,
    "codebook_edit": Role.MANAGER,
    "settings": Role.MANAGER,
    "people": Role.MANAGER,
    "member_set_aside": Role.MANAGER,
    "member_take_back": Role.MANAGER,
    "article_people": Role.MANAGER,
    "article_overlap": Role.MANAGER,
    "article_assign": Role.MANAGER,
    "article_withdraw": Role.MANAGER,
}
OWN = {"label", "submit_assignment", "return_assignment", "reopen_assignment"}  # of one person, whatever others' roles
POSTED = OWN - {"label"} | {
    "annotations",
    "next_assignment",
    "notice",
    "notice_accept",
    "codebook_seen",
    "open_article",
    "open_articles",
    "merge_sentences",
    "divide_sentence",
    "exclude_sentence",
    "undo_edit",
    "decide",
    "undo_decision",
    "ask_one_more",
    "import_paste",
    "import_start",
    "import_discard",
    "member_set_aside",
    "member_take_back",
    "article_overlap",
    "article_assign",
    "article_withdraw",
}
WANT_A_BODY = {"adjudications", "imports"}  # and say so to whoever may come in
OF_ARTICLES = {"article", "open_article", "undo_edit", "adjudicate", "decide", "undo_decision", "ask_one_more"}
OF_SENTENCES = {"merge_sentences", "divide_sentence", "exclude_sentence"}
OF_THINGS = {name for name in NEEDS if name.startswith(("article_", "member_", "import_"))} - {
    "article_list",
    "import_paste",
} | {"release", "release_archive", "release_file", "release_content", "import_detail"}


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name, route) of every address but the account pages, which are allauth's."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern) and not route.startswith("accounts/"):
            yield pattern.name or route, route


ROUTES = dict(routes())


@pytest.fixture
def address(project: Project, ana: Membership) -> dict[str, str]:
    """Each route's address, with the ids of things of ana's that are really there."""
    article = make_article(project)
    assignment = make_assignment(ana)
    values = {
        "<slug:slug>": project.slug,
        "<int:article_id>": article.pk,
        "<int:sentence_id>": article.sentences.order_by("position").values_list("pk", flat=True)[0],
        "<int:assignment_id>": assignment.pk,
        "<slug:name>": "annotations",
        "<slug:table>": "pairs",
        "<int:member_id>": ana.pk,
        "<slug:suffix>": "csv",
        "<int:number>": make_release(project).number,
        "<path:name>": "README.md",
        "<int:import_id>": 0,
        "<int:job_id>": Job.objects.create(project=project, kind="import", state="done").pk,
    }
    values["<int:import_id>"] = values["<int:job_id>"]
    addresses = {}
    for name, route in ROUTES.items():
        for placeholder, value in values.items():
            route = route.replace(placeholder, str(value))
        addresses[name] = f"/{route}"
    return addresses


def ask(client: Client, name: str, address: str) -> int:
    if name == "imports":
        return client.post(address, {}).status_code
    if name in POSTED | WANT_A_BODY:
        return client.post(address, "[]" if name == "annotations" else "{}", "application/json").status_code
    response = client.get(address)
    if response.streaming:
        list(response.streaming_content)  # its connection is given back at its end
    return response.status_code


def test_every_address_has_a_row_here() -> None:
    assert set(ROUTES) == set(NEEDS) | OPEN_TO_ALL | OF_NO_PROJECT


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_it_is_hidden_from_eve(name: str, address: dict[str, str], eve: User, client: Client) -> None:
    client.force_login(eve)
    assert ask(client, name, address[name]) == 404


@pytest.mark.parametrize("name", sorted(set(NEEDS) | OF_NO_PROJECT))
def test_strangers_are_sent_to_the_sign_in(name: str, address: dict[str, str], client: Client) -> None:
    assert ask(client, name, address[name]) in ({401} if address[name].startswith("/api/") else {302})


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_it_asks_for_its_role(name: str, address: dict[str, str], project: Project, client: Client) -> None:
    for role in Role:
        person = make_member(project, f"{role}-ben", role)
        client.force_login(person.user)  # type: ignore[arg-type]
        status = ask(client, name, address[name])
        if not role.includes(NEEDS[name]):
            assert status == 403, role
        elif name in OWN:
            assert status == 404, "ana's assignment is nobody else's, whatever their role"
        else:
            assert status in ({400} if name in WANT_A_BODY else {200, 204, 302}), role


def test_ids_of_another_project_are_not_found(address: dict[str, str], project: Project, client: Client) -> None:
    other = make_project("other")
    zoe = make_member(other, "zoe", Role.MANAGER)
    client.force_login(zoe.user)  # type: ignore[arg-type]
    for name in OWN | OF_THINGS | OF_ARTICLES | OF_SENTENCES:
        assert ask(client, name, address[name].replace("/dam/", "/other/")) == 404, name
    assert Assignment.objects.get().state == "open"


def test_nobody_signs_up_alone(client: Client, db: None) -> None:
    form = {"username": "mallory", "password1": "a fine long password", "password2": "a fine long password"}
    page = client.post("/accounts/signup/", form)
    assert "By invitation only" in page.content.decode()
    assert not User.objects.exists()
