"""The calls for projects, articles, imports, disagreements, adjudications and releases."""

import dataclasses
import json
import runpy
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from annotator.accounts.models import ApiToken, User
from annotator.accounts.tokens import make_token
from annotator.agreement.models import Adjudication
from annotator.api.resources.import_account import AccountSerializer
from annotator.corpus.models import Article
from annotator.export.releases.job import run_release
from annotator.importing.account.result import ImportResult
from annotator.importing.job import run_import
from annotator.jobs.models import Job
from annotator.labelling.models import Sighting
from annotator.projects.members import add_member
from annotator.projects.models import Membership, Project, Role
from tests.support.make import (
    label_article,
    make_article,
    make_assignment,
    make_member,
    make_project,
    make_user,
)

ROOT = Path(__file__).parents[2]


def send(client: Client, method: str, address: str, payload: object) -> tuple[int, object]:
    answer = client.generic(
        method, f"/api/v1/projects/{address}", json.dumps(payload), "application/json"
    )
    return answer.status_code, answer.json() if answer.content else None


def get(client: Client, address: str) -> dict[str, object]:
    answer = client.get(f"/api/v1/projects/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()  # type: ignore[no-any-return]


def test_only_own_projects_are_listed(as_ana: Client, project: Project) -> None:
    make_project("other")
    assert [item["slug"] for item in get(as_ana, "")["results"]] == ["dam"]  # type: ignore[index, attr-defined]
    found = get(as_ana, "dam/")
    assert found["overlap"] == 3
    assert [label["key"] for label in found["labels"]] == ["claim", "denial", "doubt", "opinion"]  # type: ignore[attr-defined]


def test_who_may_create_projects_manages_the_new_one(as_ana: Client, client: Client) -> None:
    assert send(as_ana, "POST", "", {"slug": "new"})[0] == 403
    client.force_login(make_user("root", is_superuser=True))
    status, made = send(
        client, "POST", "", {"slug": "new", "labels": ["claim", "rumour"], "overlap": 2}
    )
    assert status == 201
    assert [label["key"] for label in made["labels"]] == ["claim", "rumour"]  # type: ignore[index]
    assert Membership.objects.get(project__slug="new").role == Role.MANAGER
    for bad in (
        {"slug": "new"},
        {"slug": "n w"},
        {"slug": "x", "labels": ["a", "a"]},
        {"slug": "x", "overlap": 0},
        [],
    ):
        assert send(client, "POST", "", bad)[0] == 400, bad


def test_a_manager_changes_settings_and_nothing_else(
    as_mia: Client, as_ana: Client, project: Project
) -> None:
    assert send(as_ana, "PATCH", "dam/", {"overlap": 1})[0] == 403
    status, found = send(as_mia, "PATCH", "dam/", {"name": "Rivers", "overlap": 5})
    assert (status, found["slug"], found["overlap"]) == (200, "dam", 5)  # type: ignore[index]
    fixed = {"slug": "stolen", "id": 9, "lease": "1", "created_at": "2001-01-01"}
    status, errors = send(as_mia, "PATCH", "dam/", {"overlap": 7, **fixed})
    assert (status, set(errors)) == (400, set(fixed))  # type: ignore[call-overload]
    project.refresh_from_db()
    assert project.overlap == 5
    assert send(as_mia, "PATCH", "dam/", {"overlap": 0})[0] == 400


def test_articles_are_added_all_or_none(as_mia: Client, project: Project) -> None:
    status, one = send(
        as_mia, "POST", "dam/articles/", {"external_id": "a", "text": "The dam held. It did."}
    )
    assert (status, one["sentence_count"], one["stage"]) == (201, 2, "open")  # type: ignore[index]
    own = {
        "external_id": "b",
        "text": "The dam held. It did not.",
        "sentences": ["The dam held. It did not."],
    }
    status, many = send(as_mia, "POST", "dam/articles/", [own])
    assert (status, many[0]["sentence_count"]) == (201, 1)  # type: ignore[index]
    new = {"external_id": "c", "text": "Rivers rise."}
    status, answer = send(
        as_mia, "POST", "dam/articles/", [new, {"external_id": "d"}, {**own, "external_id": "e"}]
    )
    assert (status, [item["index"] for item in answer["refused"]]) == (400, [1])  # type: ignore[index]
    status, answer = send(as_mia, "POST", "dam/articles/", [new, own])
    assert (status, [item["index"] for item in answer["refused"]]) == (409, [1])  # type: ignore[index]
    for bad in (
        {**new, "sentences": ["not in it"]},
        {**new, "text": "\x00"},
        {**new, "url": "javascript:1"},
        {**new, "language": "!"},
        {**new, "split": "half"},
        "text",
        [],
    ):
        assert send(as_mia, "POST", "dam/articles/", bad)[0] == 400, bad
    assert sorted(Article.objects.values_list("external_id", flat=True)) == ["a", "b"]


def test_articles_are_listed_filtered_and_read(as_mia: Client, project: Project) -> None:
    for number in range(3):
        make_article(
            project,
            f"Dam {number} held.",
            external_id=f"a{number}",
            language="de" if number else "en",
        )
    first = get(as_mia, "dam/articles/?limit=2")
    assert [item["external_id"] for item in first["results"]] == ["a2", "a1"]  # type: ignore[index, attr-defined]
    assert [item["external_id"] for item in as_mia.get(first["next"]).json()["results"]] == ["a0"]  # type: ignore[arg-type]
    filtered = get(as_mia, "dam/articles/?language=en")["results"]
    assert [item["external_id"] for item in filtered] == ["a0"]  # type: ignore[index, attr-defined]
    whole = get(as_mia, f"dam/articles/{filtered[0]['id']}/")  # type: ignore[index]
    assert whole["sentences"][0]["text"] == whole["text"] == "Dam 0 held."  # type: ignore[index]


@pytest.mark.django_db(transaction=True)
def test_a_file_comes_in_in_the_background(client: Client) -> None:
    project = make_project()
    client.force_login(make_member(project, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    file = BytesIO(b"id,text\na,The dam held.\nb,\nc,It fell.\n")
    file.name = "dams.csv"
    answer = client.post(
        "/api/v1/projects/dam/imports/", {"file": file, "round": "pilot", "overlap": "2"}
    )
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    run_import.call(answer.json()["id"])
    found = get(client, f"dam/imports/{answer.json()['id']}/")
    assert (found["state"], found["result"]["articles"]) == ("done", 2)  # type: ignore[index]
    assert [error["place"] for error in found["errors"]] == ["dams.csv, line 3"]  # type: ignore[attr-defined]
    assert set(Article.objects.values_list("round", "overlap")) == {("pilot", 2)}
    for bad in (
        {},
        {"file": "text"},
        {"file": BytesIO(b"x"), "overlap": "0"},
        {"file": BytesIO(b"x"), "rows": "odd"},
    ):
        assert client.post("/api/v1/projects/dam/imports/", bad).status_code == 400
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_file_comes_in_with_every_option_and_its_account(client: Client) -> None:
    project = make_project()
    client.force_login(make_member(project, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    rows = "".join(
        f"{number};Damm {number} hielt am Montag.;ja;{other};0{number}/04/2025\n"
        for number, other in enumerate(["ja", "nein", "egal"], start=1)
    )
    file = BytesIO(rows.encode("cp1252"))
    file.name = "dams.csv"
    options = {
        "columns": "sentence=2\nexternal_id=1\npublished=5\ntitle=",
        "rows": "sentences",
        "language": "de",
        "encoding": "cp1252",
        "delimiter": "semicolon",
        "quoting": "none",
        "header": "no",
        "dates": "month-first",
        "first_line": "text",
        "line_breaks": "paragraph",
        "annotator_columns": ["3", "4"],
        "labels": "ja=claim\nnein=denial\negal=",
        "pseudonyms": "true",
        "all_or_nothing": "true",
    }

    answer = client.post("/api/v1/projects/dam/imports/", {"file": file, **options})
    assert answer.status_code == 202, answer.content
    run_import.call(answer.json()["id"])
    result = get(client, f"dam/imports/{answer.json()['id']}/")["result"]

    assert result["labels"] == {"stored": 5, "ignored": 1}  # type: ignore[index]
    assert result["label_names"]["egal"] == ["", 1]  # type: ignore[index]
    assert result["files"][0]["facts"]["delimiter"] == ["semicolon", "chosen"]  # type: ignore[index]
    assert [str(article.published) for article in Article.objects.order_by("published")] == [
        "2025-01-04",
        "2025-02-04",
        "2025-03-04",
    ]


def test_an_invalid_option_of_an_import_is_named(as_mia: Client) -> None:
    for name, value, reason in (
        ("columns", "colour=red", "Unknown field “colour”"),
        ("columns", "text", "isn’t of the form NAME=VALUE"),
        ("labels", "odd=klaim", "neither a label of this project nor a skip reason"),
        ("encoding", "klingon", "Unknown encoding"),
        ("header", "maybe", "is not a valid choice"),
        ("delimiter", "x", "is not a valid choice"),
    ):
        body = {"file": BytesIO(b"x"), name: value}
        answer = as_mia.post("/api/v1/projects/dam/imports/", body)
        assert answer.status_code == 400
        assert reason in str(answer.json()[name])

    assert not Job.objects.exists()


def test_the_described_account_is_the_one_that_is_given() -> None:
    described = set(AccountSerializer().fields)
    assert described == {field.name for field in dataclasses.fields(ImportResult)}


def test_a_disagreement_is_read_and_settled(
    as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project)
    label_article(ana, "claim", "denial", "opinion", article=article)
    label_article(ben, "claim", "claim", "question", article=article)
    found = get(as_rita, "dam/disagreements/?limit=1")
    (worst,) = found["results"]  # type: ignore[misc]
    assert (found["count"], worst["position"], worst["entropy"]) == (2, 2, 0.5)
    assert {said["label"] for said in worst["annotations"]} == {"denial", "claim"}
    assert Sighting.objects.get().reviewer.user.username == "rita"  # type: ignore[union-attr]
    decision = {
        "sentence": worst["sentence"],
        "label": "denial",
        "target": "none",
        "reason": "it says so",
    }
    status, stored = send(as_rita, "POST", "dam/adjudications/", decision)
    assert (status, stored["label"], stored["target"]) == (200, "denial", "none")  # type: ignore[index]
    status, stored = send(as_rita, "POST", "dam/adjudications/", {"sentence": worst["sentence"]})
    assert (status, stored["label"], Adjudication.objects.decided().count()) == (200, None, 0)  # type: ignore[index]
    untouched = article.sentences.get(position=1).pk
    assert send(as_rita, "POST", "dam/adjudications/", {"sentence": untouched}) == (204, None)
    for bad, status in (
        ({"sentence": worst["sentence"], "label": "rumour"}, 409),
        ({"sentence": worst["sentence"], "label": "claim", "target": "none"}, 409),
        ({"sentence": worst["sentence"], "skip_reason": "bored"}, 400),
        ({"sentence": 2**63}, 400),
        ({"sentence": 1}, 404),
        ([], 400),
    ):
        assert send(as_rita, "POST", "dam/adjudications/", bad)[0] == status, bad


def test_nobody_settles_what_they_label(
    as_rita: Client, rita: Membership, project: Project
) -> None:
    article = make_article(project)
    make_assignment(rita)
    sentence = article.sentences.get(position=1).pk
    assert (
        send(as_rita, "POST", "dam/adjudications/", {"sentence": sentence, "label": "claim"})[0]
        == 403
    )


@pytest.mark.django_db(transaction=True)
def test_a_release_is_created_listed_and_downloaded(client: Client) -> None:
    project = make_project()
    client.force_login(make_member(project, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    make_article(project)
    for bad in (
        {"split": "1/2"},
        {"dated": [None]},
        {"seed": "x"},
        {"seconds": "about"},
        [],
        "text",
    ):
        assert send(client, "POST", "dam/releases/", bad)[0] == 400, bad
    asked = {
        "licence": "CC0-1.0",
        "dated": "2031-03-03",
        "seconds": "none",
        "annotator_details": True,
    }
    status, job = send(client, "POST", "dam/releases/", asked)
    assert (status, job["state"]) == (202, "waiting")  # type: ignore[index]
    run_release.call(job["id"])  # type: ignore[index]
    (found,) = get(client, "dam/releases/")["results"]  # type: ignore[misc]
    assert (found["number"], found["parameters"]["split"]) == (1, "80/10/10")
    assert (found["parameters"]["seconds"], found["parameters"]["annotator_details"]) == (
        "none",
        True,
    )
    answer = client.get("/api/v1/projects/dam/releases/1/README.md")
    assert b"license: cc0-1.0" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    answer = client.get("/api/v1/projects/dam/releases/1/splits/test.parquet")
    assert b"".join(answer.streaming_content).startswith(b"PAR1")  # type: ignore[attr-defined]
    assert client.get("/api/v1/projects/dam/releases/1/nothing.md").status_code == 404


def test_a_token_is_shown_once_kept_as_a_digest_and_revoked(
    as_ana: Client, ana: Membership
) -> None:
    User.objects.filter(pk=ana.user_id).update(password="!")  # nothing to be asked for once more
    as_ana.force_login(User.objects.get(pk=ana.user_id))
    assert "No tokens yet" in as_ana.get("/accounts/tokens/").content.decode()
    page = as_ana.post("/accounts/tokens/make/", {"name": "my <script>", "days": "7"})
    token = page.context["token"]
    row = ApiToken.objects.get()
    assert token in page.content.decode()
    assert token not in as_ana.get("/accounts/tokens/").content.decode()
    assert token not in str(vars(row))
    assert (row.expiry - timezone.now()).days == 6
    program = Client(headers={"Authorization": f"Token {token}"})
    assert program.get("/api/v1/projects/dam/").status_code == 200
    other = Client()
    other.force_login(make_user("eve"))
    other.post(f"/accounts/tokens/{row.token_key}/revoke/")
    assert program.get("/api/v1/projects/dam/").status_code == 200, (
        "only one's own tokens can be revoked"
    )
    as_ana.post(f"/accounts/tokens/{row.token_key}/revoke/")
    assert program.get("/api/v1/projects/dam/").status_code == 401
    assert as_ana.post("/accounts/tokens/make/", {"name": "", "days": "9999"}).status_code == 200
    assert not ApiToken.objects.exists()


def test_a_token_from_the_command_line_works_and_one_that_is_over_does_not(
    ana: Membership, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_token", "ANA", "--days", "1", "--name", "script")
    program = Client(headers={"Authorization": f"Token {capsys.readouterr().out.strip()}"})
    assert program.get("/api/v1/projects/dam/").status_code == 200
    ApiToken.objects.update(expiry=timezone.now())
    assert program.get("/api/v1/projects/dam/").status_code == 401
    for asked, why in (
        (["nobody"], "no account"),
        (["ana", "--days", "0"], "--days"),
        (["ana", "--days", "x"], "--days"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("create_token", *asked)


def test_costly_calls_are_limited_and_labelling_is_not(
    as_mia: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.api.resources.agreement import AgreementView
    from annotator.api.resources.annotations import AnnotationsView

    assert AgreementView.throttle_scope == "agreement"
    assert not hasattr(AnnotationsView, "throttle_scope")
    monkeypatch.setattr(
        "rest_framework.throttling.ScopedRateThrottle.THROTTLE_RATES", {"agreement": "2/h"}
    )
    statuses = [as_mia.get("/api/v1/projects/dam/agreement/").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_404_is_json(as_ana: Client) -> None:
    answer = as_ana.get("/api/v1/nowhere/")
    assert (answer.status_code, answer.json()["detail"]) == (404, "Not found.")
    assert answer.json()["reference"] == answer["Skepsis-Reference"]


def test_the_schema_names_every_call_and_warns_of_nothing(
    client: Client, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn")
    schema = yaml.safe_load(capsys.readouterr().out)
    assert "/api/v1/projects/{slug}/assignments/{assignment_id}/submit/" in schema["paths"]
    assert len(schema["paths"]) == 36
    served = client.get("/api/schema/")
    assert yaml.safe_load(served.content)["paths"].keys() == schema["paths"].keys()
    assert client.get("/api/schema/", headers={"If-None-Match": served["ETag"]}).status_code == 304
    assert client.get(
        "/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}
    ).json()["openapi"]
    page = client.get("/api/docs/").content.decode()
    assert "<style" not in page
    assert "//cdn" not in page


@pytest.mark.django_db(transaction=True)
def test_the_example_client_does_what_it_says(live_server: LiveServer) -> None:
    client = runpy.run_path(str(ROOT / "docs" / "client.py"))
    api: Callable[..., AbstractContextManager[object]] = client["api"]
    mia, ana, ben = make_user("mia", is_superuser=True), make_user("ana"), make_user("ben")

    with ExitStack() as clients:

        def sign_in(user: User) -> object:
            return clients.enter_context(api(live_server.url, make_token(user=user, name="test")))

        manager = sign_in(mia)
        client["make_project"](manager, "dams")
        for user in (ana, ben):
            add_member(project=Project.objects.get(slug="dams"), user=user)
            client["label"](
                sign_in(user), "dams", lambda text: "denial" if " not " in text else "claim"
            )
        alpha, sentences = client["results"](manager, "dams")
    assert alpha == 1.0
    assert sentences.count(",unanimous,") == 3
