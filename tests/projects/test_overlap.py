"""How many annotators the articles of a project get: a number, or everyone."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from annotator.corpus.models import Article
from annotator.export.releases.methods.rendering import methods_markdown
from annotator.export.releases.methods.sections import methods
from annotator.export.releases.reading_back import import_release
from annotator.projects.audit import audit_log
from annotator.projects.models import Project
from tests.export.releases.conftest import folder_of, publish
from tests.support.make import label_article, make_article, make_member, make_project, make_user

SETTINGS = {
    "name": "dam",
    "overlap": "3",
    "lease_hours": 72,
    "notice": "",
    "retest_share": 0,
    "retest_days": 14,
    "is_open": "on",
    "asks_target": "on",
    "asks_note": "on",
}
RULE = "Enter a number from 1 to 1,000, or tick “Every annotator” below."


def as_json(client: Client, method: str, address: str, body: object) -> tuple[int, object]:
    answer = client.generic(method, f"/api/v1/{address}", json.dumps(body), "application/json")
    return answer.status_code, answer.json()


def stored_overlap(project: Project) -> int | None:
    project.refresh_from_db()
    return project.overlap


@pytest.mark.parametrize("number", [{"overlap": "3"}, {"overlap": ""}, {"overlap": "x"}, {}])
def test_a_tick_in_the_settings_is_everyone_whatever_the_number(
    as_mia: Client, project: Project, number: dict[str, str]
) -> None:
    form = {name: value for name, value in SETTINGS.items() if name != "overlap"} | number
    answer = as_mia.post("/p/dam/settings/", form | {"everyone": "on"})
    assert answer.status_code == 302
    assert stored_overlap(project) is None
    assert audit_log(project)[0].about == "overlap (was 3)"

    page = as_mia.get("/p/dam/settings/").content.decode()
    assert (
        'name="everyone" aria-describedby="id_everyone_helptext" id="id_everyone" checked' in page
    )


def test_a_number_takes_the_place_of_everyone(as_mia: Client, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(overlap=None)
    as_mia.post("/p/dam/settings/", SETTINGS | {"overlap": "2"})
    assert stored_overlap(project) == 2
    assert audit_log(project)[0].about == "overlap (was everyone)"

    as_mia.post("/p/dam/settings/", SETTINGS | {"overlap": "2", "name": "Dams"})
    assert audit_log(project)[0].about == "name (was dam)"


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "1.5", "1001"])
def test_the_pages_say_what_can_stand_there(
    as_mia: Client, client: Client, project: Project, number: str
) -> None:
    page = as_mia.post("/p/dam/settings/", SETTINGS | {"overlap": number}).content.decode()
    assert page.count(RULE) == 1
    assert stored_overlap(project) == 3

    client.force_login(make_user("root", is_superuser=True))
    new = {"name": "New", "slug": "new", "overlap": number, "labels": "claim"}
    assert client.post("/new/", new).content.decode().count(RULE) == 1
    assert not Project.objects.filter(slug="new").exists()


def test_the_page_the_command_and_the_api_create_projects_for_everyone(
    client: Client, db: None
) -> None:
    client.force_login(make_user("root", is_superuser=True))
    client.post("/new/", {"name": "A", "slug": "a", "everyone": "on", "labels": "claim"})
    call_command("create_project", "b", "--overlap=everyone")
    status, made = as_json(client, "POST", "projects/", {"slug": "c", "overlap": None})
    assert status == 201
    assert made["overlap"] is None  # type: ignore[index, call-overload]
    assert as_json(client, "POST", "projects/", {"slug": "d"})[1]["overlap"] == 3  # type: ignore[index, call-overload]
    assert list(Project.objects.order_by("slug").values_list("overlap", flat=True)) == [
        None, None, None, 3,
    ]  # fmt: skip


@pytest.mark.parametrize("overlap", ["0", "-2", "1001", "all", ""])
def test_the_command_names_the_rule(db: None, overlap: str) -> None:
    with pytest.raises(CommandError, match="must be a number from 1 to 1,000, or everyone"):
        call_command("create_project", "dam", f"--overlap={overlap}")


def test_the_api_changes_it_and_names_the_rule(as_mia: Client, project: Project) -> None:
    assert as_json(as_mia, "PATCH", "projects/dam/", {"overlap": None})[0] == 200
    assert stored_overlap(project) is None
    for wrong in (0, 1001, "many"):
        assert as_json(as_mia, "PATCH", "projects/dam/", {"overlap": wrong}) == (
            400,
            {
                "overlap": [
                    "Use a number from 1 to 1,000, or null (in a form: nothing) for everyone."
                ]
            },
        )
    assert stored_overlap(project) is None


def test_new_articles_are_for_everyone(as_mia: Client, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(overlap=None)
    article = {"external_id": "a", "text": "The dam held. It did not fail."}
    assert as_json(as_mia, "POST", "projects/dam/articles/", article)[0] == 201

    pasted = {"text": "The river rose.", "overlap": "", "round": "main", "language": "en"}
    as_mia.post("/p/dam/import/paste/", pasted)
    assert list(Article.objects.values_list("overlap", "free")) == [(None, None)] * 2
    page = as_mia.get("/p/dam/import/").content.decode()
    assert 'name="overlap" min="1" max="1000"' in page, "an empty number is everyone there"


def test_a_file_of_the_command_gets_the_overlap_of_the_project(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("The dam held. It did not fail.")
    Project.objects.filter(pk=project.pk).update(overlap=None)
    call_command("import_articles", "dam", str(tmp_path / "a.txt"))
    assert Article.objects.get().overlap is None


@pytest.mark.django_db(transaction=True)
def test_an_upload_through_the_api_can_be_for_everyone(client: Client) -> None:
    project = make_project()
    mia = make_member(project, "mia", "manager")
    assert mia.user is not None
    client.force_login(mia.user)
    for sent, stored in (({}, 3), ({"overlap": ""}, None), ({"overlap": "2"}, 2)):
        file = BytesIO(b"The dam held.")
        file.name = "dam.txt"
        answer = client.post("/api/v1/projects/dam/imports/", {"file": file} | sent)
        assert answer.status_code == 202
        assert project.jobs.latest("pk").parameters["overlap"] == stored


@pytest.mark.django_db(transaction=True)
def test_a_release_says_it_and_brings_it_back(tmp_path: Path) -> None:
    project = make_project(overlap=None)
    article = make_article(project, "The dam held. It did not fail.", overlap=None)
    make_article(project, "One more. By two.", external_id="two", overlap=2)
    label_article(make_member(project, "ana"), "claim", "denial", article=article)

    folder = folder_of(publish(project, split=""), tmp_path / "release")
    manifest = json.loads((folder / "release.json").read_text())
    assert manifest["project"]["overlap"] is None
    assert manifest["overlaps"] == {"two": 2}
    assert (
        "each article was to be labelled by all annotators (articles may"
        in (folder / "README.md").read_text()
    )
    agreement = json.loads((folder / "agreement.json").read_text())
    written = methods_markdown(methods(manifest, agreement))
    assert "By default each article was to be labelled by all annotators." in written

    back = make_project("back")
    import_release(project=back, place=folder)
    assert stored_overlap(back) is None
    found = back.articles.order_by("pk").values_list("external_id", "overlap", "free")
    assert set(found) == {(article.external_id, None, None), ("two", 2, 2)}


def test_the_database_refuses_zero_and_keeps_everyone(project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(overlap=None)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Project.objects.filter(pk=project.pk).update(overlap=0)


@pytest.mark.django_db(transaction=True)
def test_going_back_to_an_earlier_version_gives_them_a_number() -> None:
    project = make_project(overlap=None)
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate([("projects", "0025_review_actions")])
        with connection.cursor() as cursor:
            cursor.execute("SELECT overlap FROM projects_project WHERE id = %s", [project.pk])
            assert cursor.fetchone() == (3,)
    finally:
        MigrationExecutor(connection).migrate(latest)
