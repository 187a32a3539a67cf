"""The members to whom imported labels belong. Real names stay private."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from annotator.agreement.report.report import agreement_report
from annotator.export.datasets.file_formats import file_pieces
from annotator.export.datasets.queries import DATASETS
from annotator.importing.job import run_import
from annotator.jobs.models import Job
from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.members import draw_pseudonyms
from annotator.projects.models import AuditEvent, Membership, Project
from tests.support.make import (
    label_article,
    make_article,
    make_assignment,
    make_project,
)

NAME = "Maria Schmidt"
Run = Callable[..., int]


@pytest.fixture
def labels(project: Project, tmp_path: Path) -> Run:
    """Run `import_annotations` with rows of (article, position, annotator, label)."""

    def run(*rows: tuple[str, int, str, str], options: tuple[str, ...] = ()) -> int:
        lines = [
            f"{article},{position},{annotator},{label},"
            for article, position, annotator, label in rows
        ]
        file = tmp_path / "labels.csv"
        file.write_text("\n".join(["article_id,position,annotator,label,skip_reason", *lines, ""]))
        return _ended("import_annotations", "dam", str(file), *options)

    return run


@pytest.fixture
def articles(project: Project, tmp_path: Path) -> Run:
    """Run `import_articles` with articles of one sentence: (article, text, annotator, label)."""

    def run(*rows: tuple[str, str, str, str], options: tuple[str, ...] = ()) -> int:
        file = tmp_path / "articles.csv"
        lines = [
            f"{article},1,{text},{annotator},{label}" for article, text, annotator, label in rows
        ]
        file.write_text("\n".join(["article_id,position,sentence,annotator,label", *lines, ""]))
        return _ended("import_articles", "dam", str(file), *options)

    return run


def _ended(*arguments: str) -> int:
    try:
        call_command(*arguments)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def exported(project: Project) -> str:
    return b"".join(file_pieces(DATASETS["annotations"](project), "csv")).decode()


def test_a_real_name_becomes_a_private_alias(project: Project, labels: Run, articles: Run) -> None:
    make_article(project, external_id="dam")
    assert labels(("dam", 1, NAME, "claim")) == 0
    assert articles(("gate", "It held.", NAME, "claim")) == 0
    maria = Membership.objects.get()
    assert maria.alias == NAME
    assert len(maria.pseudonym) == 2
    assert Annotation.objects.count() == 2
    assert NAME not in exported(project)
    assert maria.pseudonym in exported(project)


def test_only_the_import_and_people_pages_show_the_name(
    project: Project,
    labels: Run,
    as_mia: Client,
    as_rita: Client,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_article(project, external_id="dam")
    labels(("dam", 1, NAME, "claim"))
    pseudonym = Membership.objects.get(alias=NAME).pseudonym
    assert f"“{NAME}” is {pseudonym}\n" in capsys.readouterr().out
    assert NAME not in as_mia.get("/p/dam/people/").content.decode()
    assert f"imported as <bdi>{NAME}</bdi>" in as_mia.get("/p/dam/people/?names=1").content.decode()
    assert NAME in as_mia.get("/p/dam/agreement/annotators/?names=1").content.decode()
    for address in ("", "disagreements/", "agreement/", "agreement/report.json"):
        assert NAME not in as_rita.get(f"/p/dam/{address}").content.decode()
    assert as_rita.get("/p/dam/people/?names=1").status_code == 403


def test_the_same_name_is_the_same_member_in_every_import(
    project: Project, labels: Run, articles: Run
) -> None:
    make_article(project, external_id="dam")
    labels(("dam", 1, NAME, "claim"))
    labels(("dam", 1, NAME, "claim"), ("dam", 2, NAME, "claim"), ("dam", 1, "Yan", "claim"))
    articles(("gate", "It held.", NAME, "claim"))
    assert list(Membership.objects.order_by("alias").values_list("alias", flat=True)) == [
        NAME,
        "Yan",
    ]
    assert Annotation.objects.filter(assignment__annotator__alias=NAME).count() == 3


def test_names_in_a_file_can_be_declared_as_pseudonyms(
    project: Project, labels: Run, articles: Run
) -> None:
    make_article(project, external_id="dam")
    labels(("dam", 1, "worker-17", "claim"), options=("--pseudonyms",))
    articles(("gate", "It held.", "worker-17", "claim"), options=("--pseudonyms",))
    worker = Membership.objects.get()
    assert (worker.pseudonym, worker.alias) == ("worker-17", "")
    assert Annotation.objects.count() == 2


def test_an_own_export_can_be_imported_under_its_pseudonyms(
    project: Project, ana: Membership, ben: Membership, tmp_path: Path
) -> None:
    back = make_project("back")
    for place in (project, back):
        make_article(place, external_id="dam")
    for person in (ana, ben):
        label_article(person, "claim", "denial", "opinion", article=project.articles.get())
    (tmp_path / "annotations.csv").write_text(exported(project))
    call_command("import_annotations", "back", str(tmp_path / "annotations.csv"), "--pseudonyms")
    assert set(back.memberships.values_list("pseudonym", flat=True)) == {
        ana.pseudonym,
        ben.pseudonym,
    }
    before, after = agreement_report(project), agreement_report(back)
    assert before["krippendorff_alpha"] == after["krippendorff_alpha"]


@pytest.mark.parametrize("options", [(), ("--pseudonyms",)])
def test_labels_of_working_members_need_confirmation(
    project: Project,
    ana: Membership,
    labels: Run,
    articles: Run,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
) -> None:
    make_article(project, external_id="dam")
    assert (
        labels(
            ("dam", 1, ana.pseudonym, "claim"), ("dam", 2, ana.pseudonym, "claim"), options=options
        )
        == 1
    )
    errors = capsys.readouterr().err
    assert errors.count(f"“{ana.pseudonym}” is ") == 1, (
        "each person is named once, not each of their rows"
    )
    assert f"--as-member {ana.pseudonym}" in errors
    articles(
        ("gate", "It held.", ana.pseudonym, "claim"),
        ("lock", "It did.", "Yan", "claim"),
        options=options,
    )
    assert f"--as-member {ana.pseudonym}" in capsys.readouterr().err
    assert list(project.articles.order_by("pk").values_list("external_id", flat=True)) == [
        "dam",
        "lock",
    ]
    assert not Annotation.objects.filter(assignment__annotator=ana).exists()


def test_labels_are_not_added_to_a_member_who_left(
    project: Project,
    ana: Membership,
    ben: Membership,
    labels: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_article(project, external_id="dam")
    label_article(ana, "claim", "claim", "claim")
    for person in (ana, ben):
        Membership.objects.filter(pk=person.pk).update(user=None)
    for person in (ana, ben):
        assert labels(("dam", 1, person.pseudonym, "claim"), options=("--pseudonyms",)) == 1
        assert (
            f"“{person.pseudonym}” is a member who works in this project" in capsys.readouterr().err
        )


def test_a_manager_can_assign_imported_labels_to_a_member(
    project: Project, ana: Membership, labels: Run
) -> None:
    make_article(project, external_id="dam")
    assert labels(("dam", 1, NAME, "claim"), options=(f"--as-member={NAME}={ana.pseudonym}",)) == 0
    assignment = Assignment.objects.get()
    assert (assignment.annotator, assignment.origin, assignment.state) == (
        ana,
        "import",
        "submitted",
    )
    assert (
        AuditEvent.objects.latest("pk").about == f"labels: labels.csv; as members: {ana.pseudonym}"
    )
    assert not Membership.objects.exclude(alias="").exists()
    assert (
        labels(
            ("dam", 2, ana.pseudonym, "claim"),
            options=("--pseudonyms", f"--as-member={ana.pseudonym}"),
        )
        == 0
    )
    assert Assignment.objects.get().decided == 2


def test_imported_labels_are_not_shown_as_own_work(
    project: Project, ana: Membership, labels: Run, as_ana: Client, as_mia: Client, tmp_path: Path
) -> None:
    make_article(project, external_id="dam", title="The imported dam")
    make_article(project, "Another one.", external_id="own")
    labels(("dam", 1, "Ana", "claim"), options=(f"--as-member=Ana={ana.pseudonym}",))
    Annotation.objects.update(seconds=3000.0)
    imported = Assignment.objects.get()
    page = as_ana.get("/p/dam/").content.decode()
    assert "You haven’t labelled anything here yet" in page
    assert "The imported dam" not in page
    assert as_ana.get(f"/p/dam/label/{imported.pk}/").status_code == 404
    for change in ("reopen", "return", "submit"):
        address = f"/api/v1/projects/dam/assignments/{imported.pk}/{change}/"
        assert as_ana.post(address, content_type="application/json").status_code == 404
    for client in (as_ana, as_mia):
        time = client.get("/p/dam/people/time.csv").content.decode()
        assert "3000" not in time
    assert make_assignment(ana).article.external_id == "own", (
        "what they labelled elsewhere is not offered again"
    )


def test_an_unknown_member_or_name_is_rejected(
    project: Project, ana: Membership, labels: Run, articles: Run
) -> None:
    make_article(project, external_id="dam")
    for run in (labels, articles):
        with pytest.raises(CommandError, match="Nobody in this project has the pseudonym “QQ”"):
            run(("dam", 1, NAME, "claim"), options=(f"--as-member={NAME}=QQ",))
    with pytest.raises(CommandError, match="no annotator “Mara”"):
        labels(("dam", 1, NAME, "claim"), options=(f"--as-member=Mara={ana.pseudonym}",))
    with pytest.raises(CommandError, match="must have the form"):
        labels(("dam", 1, NAME, "claim"), options=("--as-member=Mara=",))
    assert not Annotation.objects.exists()


def test_two_names_of_one_member_cannot_label_the_same_sentence(
    project: Project,
    ana: Membership,
    labels: Run,
    articles: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_article(project, external_id="dam")
    both = tuple(f"--as-member={name}={ana.pseudonym}" for name in ("Ana", "A. Muster"))
    assert labels(("dam", 1, "Ana", "claim"), ("dam", 1, "A. Muster", "denial"), options=both) == 1
    assert "line 3: it repeats line 2" in capsys.readouterr().err
    assert (
        articles(
            ("x", "It did.", "Ana", "claim"), ("x", "It did.", "A. Muster", "claim"), options=both
        )
        == 1
    )
    assert "are the same member, and both labelled sentence 1" in capsys.readouterr().err


def test_a_private_name_cannot_become_a_pseudonym_later(
    project: Project, labels: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article(project, external_id="dam")
    labels(("dam", 1, NAME, "claim"))
    assert labels(("dam", 2, NAME, "claim"), options=("--pseudonyms",)) == 1
    assert f"“{NAME}” is the name of an annotator in an earlier import" in capsys.readouterr().err


def test_an_email_address_cannot_become_a_pseudonym(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "It held.", "label": ["claim"]}')
    asked = (
        "import_articles",
        "dam",
        str(tmp_path / "a.jsonl"),
        "--rows=sentences",
        "--annotator=m@example.org",
    )
    assert _ended(*asked, "--pseudonyms") == 1
    assert (
        "“m@example.org” is an e-mail address, so it can’t be a pseudonym"
        in capsys.readouterr().err
    )
    assert _ended(*asked) == 0
    assert "@" not in exported(project)


def test_a_name_in_the_file_is_never_drawn_as_a_pseudonym(project: Project, labels: Run) -> None:
    make_article(project, external_id="dam")
    names = draw_pseudonyms(project, 150)
    assert len(set(names)) == 150
    labels(*(("dam", 1, name, "claim") for name in names))
    assert not set(names) & set(Membership.objects.values_list("pseudonym", flat=True))
    assert Membership.objects.count() == 150


def test_an_alias_is_unique_in_a_project(project: Project) -> None:
    for slug in ("other", "dam"):
        place = Project.objects.filter(slug=slug).first() or make_project(slug)
        Membership.objects.create(project=place, pseudonym="K7", alias=NAME)
        Membership.objects.create(project=place, pseudonym="L7")
        Membership.objects.create(project=place, pseudonym="M7")
    with pytest.raises(IntegrityError, match="membership_alias_unique"), transaction.atomic():
        Membership.objects.create(project=project, pseudonym="N7", alias=NAME)


def test_a_suspended_member_stays_suspended(project: Project, labels: Run) -> None:
    make_article(project, external_id="dam")
    labels(("dam", 1, NAME, "claim"))
    suspend(membership=Membership.objects.get(), reason="copied")
    assert labels(("dam", 2, NAME, "claim")) == 0
    assert agreement_report(project)["annotations"] == 0


def start(client: Client, **fields: object) -> str:
    """Upload a table with labels, start the import with these options, and return its page."""
    table = f"article_id,sentence,annotator,label\ngate,It held.,{NAME},claim\n"
    client.post("/p/dam/import/", {"uploads": [SimpleUploadedFile("gate.csv", table.encode())]})
    options = {
        "overlap": "3",
        "round": "main",
        "language": "en",
        "rows": "sentences",
        "annotator": "imported",
    }
    options |= {"label-claim": "claim", "column-sentence": "sentence", "column-label": "label"}
    options |= {"column-annotator": "annotator", "column-article": "article_id", "start": ""}
    job = Job.objects.latest("pk")
    return client.post(
        f"/p/dam/import/{job.pk}/start/", options | fields, follow=True
    ).content.decode()


def finish(client: Client) -> str:
    job = Job.objects.latest("pk")
    run_import.call(job.pk)
    return client.get(f"/p/dam/import/{job.pk}/").content.decode()


def test_the_page_keeps_names_private_and_shows_them_to_the_manager(
    as_mia: Client, project: Project
) -> None:
    start(as_mia)
    page = finish(as_mia)
    maria = project.memberships.get(alias=NAME)
    assert f"<bdi>{NAME}</bdi> is <b>{maria.pseudonym}</b>" in page
    assert NAME not in exported(project)


def test_the_page_can_import_pseudonyms(as_mia: Client, project: Project) -> None:
    start(as_mia, pseudonyms="on")
    assert "Whose labels" not in finish(as_mia)
    assert project.memberships.filter(pseudonym=NAME, alias="").exists()


def test_the_page_can_map_a_name_to_a_member(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    assert "Nobody in this project has the pseudonym “QQ”" in start(as_mia, as_members=f"{NAME}=QQ")
    start(as_mia, as_members=f"{NAME}={ana.pseudonym}")
    assert f"as members: {ana.pseudonym}" in AuditEvent.objects.latest("pk").about
    finish(as_mia)
    assert Assignment.objects.get().annotator == ana


def test_the_api_can_map_a_name_to_a_member(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    def bring(text: str, annotator: str, **fields: object) -> dict[str, object]:
        row = json.dumps({"id": text, "text": text, "label": ["claim"]})
        file = SimpleUploadedFile("a.jsonl", row.encode())
        asked = {"file": file, "rows": "sentences", "annotator": annotator, **fields}
        answer = as_mia.post("/api/v1/projects/dam/imports/", asked)
        if answer.status_code != 202:
            return answer.json()  # type: ignore[no-any-return]
        run_import.call(answer.json()["id"])
        return as_mia.get(f"/api/v1/projects/dam/imports/{answer.json()['id']}/").json()  # type: ignore[no-any-return]

    maria = bring("It held.", NAME)
    assert maria["people"] == [
        {"name": NAME, "pseudonym": project.memberships.get(alias=NAME).pseudonym}
    ]
    assert bring("It did.", "worker-17", pseudonyms=True)["people"] == []
    assert project.memberships.filter(pseudonym="worker-17").exists()
    bring("Luckily.", NAME, as_members=f"{NAME}={ana.pseudonym}")
    assert Annotation.objects.filter(assignment__annotator=ana).count() == 1
    assert "as_members" in bring("No.", NAME, as_members="Maria=QQ")
    refused = bring("Now.", ana.pseudonym)
    assert f"as_members={ana.pseudonym}" in str(refused["errors"])
