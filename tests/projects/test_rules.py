"""Short names of projects and keys of labels: one rule each, in the same words everywhere."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import escape

from annotator.importing.label_mapping import LabelMapping, UnknownLabelError
from annotator.projects.creating import create_project
from annotator.projects.models import KEY_RULE, Project
from annotator.projects.short_names import RULE
from tests.support.make import make_user

NEW = {"name": "New", "slug": "new", "overlap": "3", "labels": "claim, denial"}
LABEL = {"name": "Hoax", "mark": "H", "colour": "amber", "shortcut": "5"}


@pytest.fixture
def as_root(client: Client, db: None) -> Client:
    client.force_login(make_user("root", is_superuser=True))
    return client


def errors_at(page: str, field: str) -> str:
    """The errors that stand at this field, as the page has them."""
    opening = f'id="id_{field}_error"'
    return page.partition(opening)[2].partition("</ul>")[0] if opening in page else ""


@pytest.mark.parametrize("slug", ["River", "river_dams", "river dams", "-river", "río", "река"])
def test_the_page_the_command_and_the_api_have_one_rule_for_short_names(
    as_root: Client, slug: str
) -> None:
    page = as_root.post("/new/", NEW | {"slug": slug}).content.decode()
    assert str(RULE) in errors_at(page, "slug")

    answer = as_root.post("/api/v1/projects/", {"slug": slug}, "application/json")
    assert (answer.status_code, answer.json()) == (400, {"slug": [str(RULE)]})

    with pytest.raises(ValidationError) as refusal:
        create_project(slug=slug)
    assert refusal.value.message_dict == {"slug": [str(RULE)]}
    assert not Project.objects.exists()


def test_the_help_is_the_rule(as_root: Client) -> None:
    page = as_root.get("/new/").content.decode()
    assert f'<span class="helptext" id="id_slug_helptext">{RULE}</span>' in page


@pytest.mark.parametrize("slug", ["river-dams", "2031", "r", "a" * 80])
def test_short_names_that_follow_the_rule_are_taken(as_root: Client, slug: str) -> None:
    as_root.post("/new/", NEW | {"slug": slug})
    assert Project.objects.get().slug == slug


def test_all_fields_are_told_at_once_what_is_wrong(as_root: Client) -> None:
    wrong = NEW | {"slug": "No", "overlap": "0", "labels": "claim, false context"}
    page = as_root.post("/new/", wrong).content.decode()
    assert all(errors_at(page, field) for field in ("slug", "overlap", "labels"))


def test_a_short_name_that_is_taken_is_said_at_the_field(as_root: Client, project: Project) -> None:
    page = as_root.post("/new/", NEW | {"slug": "dam"}).content.decode()
    assert "There is already a project with this short name." in errors_at(page, "slug")
    with pytest.raises(CommandError, match=r"^slug: There is already a project"):
        call_command("create_project", "dam")


def test_a_project_of_an_earlier_version_keeps_its_short_name(
    as_mia: Client, project: Project
) -> None:
    Project.objects.filter(pk=project.pk).update(slug="River_Dams")
    assert as_mia.get("/p/River_Dams/settings/").status_code == 200
    project.refresh_from_db()
    project.full_clean()


@pytest.mark.parametrize("key", ["false context", "False", "2nd", "faux-pas", "déni"])
def test_a_wrong_key_of_a_new_project_is_named_at_the_labels(as_root: Client, key: str) -> None:
    page = as_root.post("/new/", NEW | {"labels": f"claim, {key}"}).content.decode()
    assert f"“{key}”: key: {KEY_RULE}" in errors_at(page, "labels")

    body = {"slug": "new", "labels": ["claim", key]}
    answer = as_root.post("/api/v1/projects/", json.dumps(body), "application/json")
    assert answer.json() == {"labels": {"1": [str(KEY_RULE)]}}
    with pytest.raises(CommandError) as error:
        call_command("create_project", "new", f"--labels=claim,{key}")
    assert str(error.value) == f"labels: “{key}”: key: {KEY_RULE}"


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("false context", str(KEY_RULE)),
        ("", "This field is required."),
        ("claim", "The project already has a label with the key “claim”."),
        ("null", "“null” can’t be the key of a label: pandas"),
        ("labels", "“labels” can’t be the key of a label: the datasets have"),
    ],
)
def test_a_wrong_key_of_one_more_label_is_said_at_the_key(
    as_mia: Client, project: Project, key: str, reason: str
) -> None:
    page = as_mia.post("/p/dam/labels/new/", LABEL | {"key": key}).content.decode()
    assert escape(reason) in errors_at(page, "key")
    assert '<div role="alert">' not in page
    assert project.labels.count() == 4


def test_the_api_says_it_at_the_key_too(as_mia: Client, project: Project) -> None:
    for key, reason in (
        ("false context", str(KEY_RULE)),
        ("claim", "The project already has a label with the key “claim”."),
    ):
        answer = as_mia.post("/api/v1/projects/dam/labels/", {"key": key}, "application/json")
        assert (answer.status_code, answer.json()) == (400, {"key": [reason]})


def test_an_unknown_key_among_many_is_named_with_the_label_of_the_file(project: Project) -> None:
    chosen = {"yes": "claim", "no": "false context", "?": "cannot_tell"}
    with pytest.raises(UnknownLabelError) as refusal:
        LabelMapping.for_project(project, chosen).check()
    assert str(refusal.value) == (
        "no=false context: “false context” is neither a label of this project nor a skip reason."
    )
