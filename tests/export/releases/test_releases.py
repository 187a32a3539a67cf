import csv
import hashlib
import json
import shutil
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pyarrow.parquet
import pytest
import yaml
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.agreement.report.interpretation import verdict_in_words
from annotator.agreement.report.report import agreement_report
from annotator.corpus.models import Article
from annotator.export.models import Release
from annotator.export.releases.job import run_release, start_release
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.publishing import (
    NothingToReleaseError,
    copy_release,
    publish_release,
)
from annotator.export.releases.reading_back import NotEmptyError, import_release
from annotator.jobs.models import Job, JobState
from annotator.labelling.assignments.places import recount, suspend
from annotator.labelling.choices import Origin
from annotator.labelling.models import Annotation, Assignment
from annotator.lib.checksums import NoReleaseError, read_sums, verify
from annotator.projects.models import Label, Membership, Project, Role
from tests.export.conftest import GOLDEN
from tests.support.make import label_article, make_article, make_member, make_project, make_release

FILES = {
    "annotations.csv", "annotations.parquet", "sentences.csv", "sentences.parquet", "articles.csv",
    "articles.parquet",
    "annotators.csv", "adjudications.csv", "splits/train.parquet", "splits/validation.parquet",
    "splits/test.parquet",
    "README.md", "CODEBOOK.md", "DATA_STATEMENT.md", "CHANGES.md", "agreement.json",
    "croissant.json", "release.json",
    "SHA256SUMS",
}  # fmt: skip
TABLES = (
    "annotations.csv", "sentences.csv", "articles.csv", "annotators.csv", "adjudications.csv",
    "splits/test.parquet",
)  # fmt: skip
DAY = "2031-03-03"


def publish(project: Project, **asked: object) -> Release:
    return publish_release(
        project=project, made_by=None, parameters=ReleaseParameters(DAY, **asked)
    )


def folder_of(release: Release, folder: Path) -> Path:
    copy_release(release, folder)
    return folder


@pytest.fixture
def rich(committed: Project) -> Project:
    """The awkward project with enough of everything: twelve more articles, a retest, a tie-break,
    a suspended member, an overlap of its own, another codebook.
    """
    ana, ben, cleo = (make_member(committed, name) for name in ("dora", "emil", "cleo"))
    for number in range(12):
        article = make_article(
            committed, f"Dam {number} held. It did not fail. Luckily.", external_id=f"n{number}"
        )
        label_article(ana, "claim", "denial", "opinion", article=article)
        label_article(ben, "claim", "denial" if number % 3 else "claim", "opinion", article=article)
        label_article(cleo, "opinion", "doubt", "cannot_tell", article=article)
    suspend(membership=cleo, reason="clicked about")
    Article.objects.filter(external_id="n1").update(overlap=5, free=3)
    everyone = make_article(committed, "For everyone. To label.", external_id="every", overlap=None)
    label_article(ana, "claim", "opinion", article=everyone)
    late = make_article(committed, "One person. Has this.", external_id="late")
    label_article(make_member(committed, "zoe"), "claim", "claim", article=late)
    suspend(membership=committed.memberships.get(user__username="zoe"), reason="left")
    some = Assignment.objects.filter(annotator=ana, article__external_id="n2").get()
    Assignment.objects.filter(pk=some.pk).update(origin=Origin.TIE_BREAK)
    with transaction.atomic():
        recount([some.article_id])
    again = Assignment.objects.create(
        project=committed, article=some.article, annotator=ben, pass_number=2, origin=Origin.RETEST,
        state="submitted", submitted_at=some.submitted_at, expires_at=some.expires_at, decided=1,
        label_counts={"opinion": 1},
    )  # fmt: skip
    Annotation.objects.create(
        project=committed, article=some.article, assignment=again,
        sentence=some.article.sentences.first(),
        label=Label.objects.get(project=committed, key="opinion"),
        submission=hashlib.md5(b"again").hexdigest(),
        annotated_at=some.submitted_at, confidence=2,
    )  # fmt: skip
    committed.codebooks.create(version=2, text="# Sharper", reason="after the pilot")
    return committed


def test_a_release_holds_all_of_its_files_with_their_checksums(
    rich: Project, tmp_path: Path
) -> None:
    folder = folder_of(publish(rich), tmp_path / "r")
    assert {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } == FILES
    sums = read_sums((folder / "SHA256SUMS").read_text())
    assert set(sums) == FILES - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert json.loads((folder / "agreement.json").read_text()) == agreement_report(rich)


def test_the_same_data_released_twice_is_the_same_byte_for_byte(
    rich: Project, tmp_path: Path
) -> None:
    first = publish(rich)
    with default_storage.open(first.archive) as file:
        before = file.read()
    Release.objects.all().delete()
    second = publish(rich)
    assert second.files == first.files
    with default_storage.open(second.archive) as file:
        assert file.read() == before


WHOLE = {"notes": True, "seconds": "exact", "annotator_details": True}


def test_a_release_comes_back_with_the_same_labels_splits_and_agreement(
    rich: Project, tmp_path: Path
) -> None:
    folder = folder_of(publish(rich, **WHOLE), tmp_path / "r")
    back = make_project("back")
    make_member(back, "mia", Role.MANAGER)
    done = import_release(project=back, place=folder)
    assert (done.articles, done.sentences, done.adjudications) == (17, 48, 1)
    again = folder_of(publish(back, **WHOLE), tmp_path / "again")
    for name in TABLES:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name
    before, after = (
        json.loads((place / "agreement.json").read_text()) for place in (folder, again)
    )
    assert after.pop("project") == "back"
    assert before.pop("project") == "dam"
    assert after == before
    for key in ("labels", "codebooks", "overlaps"):
        kept, found = (
            json.loads((place / "release.json").read_text())[key] for place in (folder, again)
        )
        assert found == kept
    order = ("article__external_id", "annotator__pseudonym", "pass_number")
    old, new = (
        Assignment.objects.filter(project=project).order_by(*order) for project in (rich, back)
    )
    tallies = (*order, "state", "origin", "decided", "label_counts")
    assert list(new.values(*tallies)) == list(old.values(*tallies))
    places = ("external_id", "overlap", "free")
    for project in (rich, back):
        frozen = project.articles.filter(frozen_at__isnull=False).values_list(
            "external_id", flat=True
        )
        assert set(frozen) == set(project.articles.values_list("external_id", flat=True)) - {"a"}
    assert list(back.articles.order_by("external_id").values(*places)) == list(
        rich.articles.order_by("external_id").values(*places)
    )


def test_a_release_without_details_comes_back_too(rich: Project, tmp_path: Path) -> None:
    folder = folder_of(publish(rich), tmp_path / "r")
    back = make_project("back")
    import_release(project=back, place=folder)
    again = folder_of(publish(back), tmp_path / "again")
    for name in TABLES:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name
    before, after = (
        json.loads((place / "agreement.json").read_text()) for place in (folder, again)
    )
    assert before | {"project": "back"} == after
    last = Annotation.objects.in_project(rich).latest("annotated_at").annotated_at
    days = Annotation.objects.in_project(back).values_list("annotated_at__date", flat=True)
    assert set(days) == {last.date()}, "what has no day was said on the last day of all"


def test_a_release_of_the_format_before_comes_back(db: None, tmp_path: Path) -> None:
    back = make_project("back")
    done = import_release(project=back, place=GOLDEN / "release-1.zip")
    assert (done.articles, done.sentences, done.annotations, done.adjudications) == (3, 8, 12, 1)
    days = dict(
        Annotation.objects.values_list("assignment__annotator__pseudonym", "annotated_at__date")
    )
    assert {name: str(day) for name, day in days.items()} == {
        "b2": DAY,
        "C3": DAY,
        "Z9": "2031-03-04",
    }
    assert back.memberships.get(pseudonym="Z9").suspended_at is not None
    assert {row.seconds for row in Annotation.objects.all()} == {1.5, 0.25}


def test_a_zip_comes_back_too_and_by_command(
    rich: Project, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    release = publish(rich)
    archive = tmp_path / "r.zip"
    with default_storage.open(release.archive) as file:
        archive.write_bytes(file.read())
    make_project("back")
    call_command("import_release", "back", str(archive))
    assert (
        "Release 1 imported: 17 articles, 48 sentences, 85 annotations, 1 adjudications"
        in capsys.readouterr().out
    )
    call_command("verify_release", str(archive))
    assert "18 files verified" in capsys.readouterr().out


def test_it_comes_into_an_empty_project_only(rich: Project, tmp_path: Path) -> None:
    folder = folder_of(publish(rich), tmp_path / "r")
    with pytest.raises(NotEmptyError, match="17 articles already"):
        import_release(project=rich, place=folder)
    stand = folder_of(publish(rich, standoff=True), tmp_path / "s")
    back = make_project("back")
    with pytest.raises(NoReleaseError, match="stand-off"):
        import_release(project=back, place=stand)
    assert not back.articles.exists()


def reseal(folder: Path) -> None:
    """Checksums that fit, whatever the files say: what somebody does who changes a release on
    purpose.
    """
    names = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    lines = (
        f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n"
        for n in names
        if n != "SHA256SUMS"
    )
    (folder / "SHA256SUMS").write_text("".join(lines))


@pytest.mark.parametrize(
    ("name", "before", "after", "why"),
    [
        ("adjudications.csv", "R4", "R5", "R4|fit together|R5"),
        ("adjudications.csv", ",claim,", ",rumour,", "rumour"),
        ("annotators.csv", "b2", "b3", "no annotator “b2”"),
        ("annotators.csv", "b2", "b\u202e2", "invisible characters"),
        ("release.json", '"key": "doubt"', '"key": "Dou bt"', "fit together"),
        ("release.json", '"format": 2', '"format": 9', "format 9"),
        ("release.json", "{", "[", "isn’t valid JSON"),
    ],
)
def test_a_release_whose_parts_do_not_fit_changes_nothing(
    rich: Project, tmp_path: Path, name: str, before: str, after: str, why: str
) -> None:
    folder = folder_of(publish(rich), tmp_path / "r")
    (folder / name).write_text((folder / name).read_text().replace(before, after, 1))
    reseal(folder)
    back = make_project("back")
    labels = list(back.labels.values())
    if name == "adjudications.csv" and before == "R4":
        import_release(
            project=back, place=folder
        )  # a person whom only this names is one more member
        assert back.memberships.filter(pseudonym="R5", role="adjudicator").exists()
        return
    with pytest.raises(NoReleaseError, match=why):
        import_release(project=back, place=folder)
    assert list(back.labels.values()) == labels
    assert (back.articles.count(), back.memberships.count()) == (0, 0)


def card_of(project: Project, folder: Path) -> str:
    return (folder_of(publish(project, split=""), folder) / "README.md").read_text()


def test_the_card_claims_of_imported_labels_only_what_is_known(
    rich: Project, tmp_path: Path
) -> None:
    text = card_of(rich, tmp_path / "none")
    assert "annotations were made in Skepsis" in text
    assert "not shown each other's labels" in text
    assert "imported" not in text.split("## Annotation process")[1].split("##")[0]

    Assignment.objects.filter(article__external_id__startswith="n").update(origin=Origin.IMPORT)
    text = card_of(rich, tmp_path / "some")
    assert "annotations were made elsewhere and imported" in text
    assert "annotations were made in Skepsis" in text

    Assignment.objects.update(origin=Origin.IMPORT)
    text = card_of(rich, tmp_path / "all")
    for claim in ("made in Skepsis", "independent", "not shown each other's labels"):
        assert claim not in text
    assert "whether the annotators saw each other's labels, is unknown" in text


def test_the_card_of_agreement_gives_facts_and_no_advice(rich: Project, tmp_path: Path) -> None:
    text = card_of(rich, tmp_path / "r")
    said = text.split("## Agreement")[1].split("## Annotation process")[0]
    assert "Krippendorff 2004" in said
    assert verdict_in_words(agreement_report(rich)) in said
    for advice in ("codebook", "Talk", "talk", "fairly", "people agree"):
        assert advice not in said


def test_the_card_does_not_ask_for_rights_that_are_all_there(rich: Project, tmp_path: Path) -> None:
    Article.objects.update(rights="CC0")
    assert "No terms of use" not in card_of(rich, tmp_path / "r")


def test_no_release_rests_on_a_handful_of_resamples(
    rich: Project, client: Client, tmp_path: Path
) -> None:
    client.force_login(make_member(rich, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    with pytest.raises(
        CommandError, match="--replicates: Ensure this value is greater than or equal to 100"
    ):
        call_command("publish_release", "dam", "--replicates=2")
    refused = client.post("/api/v1/projects/dam/releases/", {"replicates": 2}, "application/json")
    assert (refused.status_code, list(refused.json())) == (400, ["replicates"])
    assert not Release.objects.exists()
    assert not Job.objects.exists()
    call_command("publish_release", "dam", "--replicates=100", "-o", str(tmp_path / "some"))
    call_command("publish_release", "dam", "-o", str(tmp_path / "usual"))
    reports = [
        json.loads((tmp_path / name / "agreement.json").read_text()) for name in ("some", "usual")
    ]
    assert [report["interval"]["replicates"] for report in reports] == [100, 10_000]


def test_tampered_missing_and_extra_files_are_named(rich: Project, tmp_path: Path) -> None:
    folder = folder_of(publish(rich), tmp_path / "r")
    assert verify(folder) == []
    (folder / "sentences.csv").write_bytes((folder / "sentences.csv").read_bytes() + b"\n")
    (folder / "annotators.csv").unlink()
    (folder / "splits" / "more.txt").write_text("!")
    with pytest.raises(CommandError) as raised:
        call_command("verify_release", str(folder))
    assert str(raised.value).splitlines() == [
        "annotators.csv: it is missing",
        "sentences.csv: it was changed",
        "splits/more.txt: it isn’t part of the release",
    ]
    with pytest.raises(NoReleaseError, match="was changed"):
        import_release(project=make_project("back"), place=folder)


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a/../../b", "a\\b", ""])
def test_names_that_lead_out_of_a_release_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  {name}\n")
    with pytest.raises(NoReleaseError, match="line 1"):
        verify(tmp_path)
    packed = tmp_path / "r.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("SHA256SUMS", f"{hashlib.sha256(b'{}').hexdigest()}  release.json\n")
        archive.writestr("release.json", "{}")
        archive.writestr("../outside.txt", "!")
    assert verify(packed) == ["../outside.txt: it isn’t part of the release"]


def test_what_is_no_release_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no ZIP")
    (tmp_path / "empty").mkdir()
    for place, why in (("nowhere", "no such"), ("text", "neither"), ("empty", "no SHA256SUMS")):
        with pytest.raises(CommandError, match=why):
            call_command("verify_release", str(tmp_path / place))


def test_an_article_keeps_its_split_and_only_new_ones_are_allotted(rich: Project) -> None:
    publish(rich)
    splits = dict(rich.articles.values_list("external_id", "split"))
    assert set(splits.values()) == {"train", "validation", "test"}
    make_article(rich, "DAM 0 held!! It did not fail; luckily…", external_id="twin of n0")
    publish(rich, seed=9, split="34/33/33")
    after = dict(rich.articles.values_list("external_id", "split"))
    assert after.pop("twin of n0") == after["n0"]
    assert after == splits


def test_changes_are_told_by_count_and_by_list(rich: Project, tmp_path: Path) -> None:
    assert (
        "is the first release"
        in (folder_of(publish(rich), tmp_path / "1") / "CHANGES.md").read_text()
    )
    make_article(rich, "One more.", external_id="new")
    Article.objects.filter(external_id="a").update(state="withdrawn")
    sentence = Article.objects.get(external_id="n0").sentences.get(position=1)
    rita = rich.memberships.get(pseudonym="R4")
    adjudicate(sentence=sentence, adjudicator=rita, label="opinion")
    text = (folder_of(publish(rich), tmp_path / "2") / "CHANGES.md").read_text()
    for line in ("| added | 1 |", "| removed | 1 |", "| final label changed | 1 |"):
        assert line in text
    for line in ("- `new:1`", "- `a:1`", "- `n0:1`: claim → opinion"):
        assert line in text


def test_stand_off_and_notes_are_as_asked(rich: Project, tmp_path: Path) -> None:
    whole = folder_of(publish(rich, notes=True), tmp_path / "whole")
    bare = folder_of(publish(rich, standoff=True), tmp_path / "bare")
    for name in FILES - {"SHA256SUMS"}:
        content = (bare / name).read_bytes()
        assert b"Luckily" not in content, name
        assert b"two\nlines" not in content, name
        assert b"=2 wins" not in content, name
    assert b"Luckily" in (whole / "sentences.csv").read_bytes()
    assert b"two\nlines" in (whole / "annotations.csv").read_bytes()
    assert b"=2 wins" in (whole / "adjudications.csv").read_bytes()


def test_nobody_is_named_in_a_release(rich: Project, tmp_path: Path) -> None:
    folder = folder_of(publish(rich, notes=True), tmp_path / "r")
    for path in folder.rglob("*.*"):
        for name in (b"dora", b"emil", b"cleo", b"ana@", b"clicked about"):
            assert not path.is_file() or name not in path.read_bytes(), path.name


def test_names_that_were_imported_as_pseudonyms_are_pointed_out(
    committed: Project, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    client.force_login(make_member(committed, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    Membership.objects.create(project=committed, pseudonym="K7", alias="Yan")
    assert "in the imported file" not in client.get("/p/dam/releases/").content.decode()
    Membership.objects.create(project=committed, pseudonym="Maria", alias="Maria")
    page = " ".join(client.get("/p/dam/releases/").content.decode().split())
    assert "1 annotator appears under the name in the imported file: <bdi>Maria</bdi>" in page
    call_command("publish_release", "dam")
    assert "1 annotator appears under the name in the imported file." in capsys.readouterr().out


def test_times_are_cut_to_the_day(rich: Project, tmp_path: Path) -> None:
    folder = folder_of(publish(rich, annotator_details=True), tmp_path / "r")
    assert ",2031-03-03," in (folder / "annotations.csv").read_text()
    for path in folder.rglob("*.csv"):
        assert "T10:00" not in path.read_text()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_no_file_tells_in_which_order_labels_were_given(rich: Project, tmp_path: Path) -> None:
    first = folder_of(publish(rich, **WHOLE), tmp_path / "first")
    with connection.cursor() as cursor:  # as if everything had been said in the other order
        cursor.execute("UPDATE labelling_annotation SET id = 1000000 - id")
        cursor.execute("UPDATE agreement_adjudication SET id = 1000000 - id")
    Release.objects.all().delete()
    second = folder_of(publish(rich, **WHOLE), tmp_path / "second")
    for name in FILES:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    numbers = [int(row["annotation_id"]) for row in rows(first / "annotations.csv")]
    assert numbers == list(range(1, 124))


def test_days_speed_and_suspension_of_single_people_are_told_on_request_alone(
    rich: Project, tmp_path: Path
) -> None:
    Annotation.objects.update(seconds=1.4)
    Annotation.objects.filter(label__key="claim").update(annotated_at="2031-02-01T10:00:00Z")
    plain = folder_of(publish(rich), tmp_path / "plain")
    detailed = folder_of(publish(rich, annotator_details=True), tmp_path / "detailed")
    told = ("median_seconds", "first_day", "last_day")
    assert {tuple(row[name] for name in told) for row in rows(plain / "annotators.csv")} == {
        ("", "", "")
    }
    assert all(row[name] for row in rows(detailed / "annotators.csv") for name in told)
    dated = (("annotations.csv", "annotated_at"), ("adjudications.csv", "decided_at"))
    for name, column in dated:
        assert {row[column] for row in rows(plain / name)} == {""}
        assert all(row[column] for row in rows(detailed / name))
    for name in ("annotations.csv", "annotators.csv"):
        assert {row["set_aside"] for row in rows(plain / name)} == {"false"}
        assert {row["set_aside"] for row in rows(detailed / name)} == {"false", "true"}
    aside = set(rich.memberships.exclude(suspended_at=None).values_list("pseudonym", flat=True))
    for path in plain.rglob("*.csv"):
        assert not aside & {row.get("annotator") for row in rows(path)}, path.name
    assert {row["annotator"] for row in rows(detailed / "annotators.csv")} > aside


def test_final_labels_and_agreement_are_the_same_with_details_and_without(
    rich: Project, tmp_path: Path
) -> None:
    plain, detailed = (
        folder_of(publish(rich, annotator_details=on), tmp_path / str(on)) for on in (False, True)
    )
    for name in ("sentences.csv", "articles.csv", "agreement.json"):
        assert (plain / name).read_bytes() == (detailed / name).read_bytes(), name


@pytest.mark.parametrize(
    ("seconds", "said", "median"),
    [("exact", {"2.6"}, "2.6"), ("whole", {"3"}, "3"), ("none", {""}, "")],
)
def test_seconds_are_as_exact_as_asked(
    committed: Project, tmp_path: Path, seconds: str, said: set[str], median: str
) -> None:
    Annotation.objects.update(seconds=2.6)
    folder = folder_of(publish(committed, seconds=seconds, annotator_details=True), tmp_path / "r")
    assert {row["seconds"] for row in rows(folder / "annotations.csv")} == said
    assert {row["median_seconds"] for row in rows(folder / "annotators.csv")} == {median}
    found = pyarrow.parquet.read_table(folder / "annotations.parquet", columns=["seconds"])[
        "seconds"
    ].to_pylist()
    assert {"" if value is None else f"{value:g}" for value in found} == said


def test_the_card_says_what_can_be_told_about_annotators(rich: Project, tmp_path: Path) -> None:
    plain, detailed = (
        (folder_of(publish(rich, **asked), tmp_path / str(number)) / "README.md").read_text()
        for number, asked in enumerate(({"seconds": "none"}, WHOLE))
    )
    for card in (plain, detailed):
        assert "## What the data reveal about annotators" in card
        assert "shows which articles and sentences each annotator labelled" in card
    assert "the speed of an annotator can't be computed" in plain
    assert "days of single annotators are left out" in plain
    assert "work of suspended annotators is left out: 38 annotations by 2 people" in plain
    assert "as measured" in detailed
    assert (
        "`annotated_at`, `decided_at` and `annotators.csv` have the days of their work" in detailed
    )
    assert "`set_aside` marks the work of suspended annotators" in detailed


def test_the_card_has_a_head_that_machines_read(rich: Project, tmp_path: Path) -> None:
    folder = folder_of(
        publish(
            rich,
            licence="CC-BY-4.0",
            creators="Mia Muster\nCo",
            about="# Sly: |\n---\nDams.",
            split="",
        ),
        tmp_path / "r",
    )
    text = (folder / "README.md").read_text()
    head = yaml.safe_load(text.split("---\n")[1])
    assert head["license"] == "cc-by-4.0"
    assert head["language"] == ["ar", "en"]
    assert head["configs"][0]["data_files"] == [{"split": "full", "path": "sentences.parquet"}]
    assert "Mia Muster, Co (2031)" in text
    assert "17 articles of 17 without" not in text
    assert "No terms of use (`rights`): 16 of 17 articles." in text
    assert not (folder / "splits").exists()


def test_done_only_leaves_out_the_rest_in_every_file(rich: Project, tmp_path: Path) -> None:
    Article.objects.filter(external_id__in=["n3", "n4"]).update(done_at="2031-03-03T00:00:00Z")
    folder = folder_of(publish(rich, done_only=True), tmp_path / "r")
    assert (folder / "articles.csv").read_text().count("\n") == 3
    assert json.loads((folder / "agreement.json").read_text())["articles"] == 2


def test_there_must_be_something_to_release(committed: Project) -> None:
    with pytest.raises(NothingToReleaseError, match="is complete yet"):
        publish(committed, done_only=True)
    Article.objects.update(state="withdrawn")
    with pytest.raises(NothingToReleaseError, match="open for labelling"):
        publish(committed)
    with pytest.raises(CommandError, match="open for labelling"):
        call_command("publish_release", "dam")
    assert not Release.objects.exists()


def test_the_database_refuses_to_change_a_release(committed: Project) -> None:
    release = make_release(committed)
    with pytest.raises(DatabaseError, match="is published"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(number=7)
    assert Release.objects.get().number == release.number


def test_the_command_copies_and_checks_what_it_is_told(
    rich: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command(
        "publish_release",
        "dam",
        "-o",
        str(tmp_path / "r"),
        "--date",
        DAY,
        "--creator",
        "A",
        "--creator",
        "B",
    )
    said = capsys.readouterr().out
    assert "Release 1: 17 articles, 48 sentences, 85 annotations, 19 files" in said
    assert (
        "Left out: 38 annotations by 2 suspended annotators (--annotator-details adds them)" in said
    )
    for asked, why in (
        (["-o", str(tmp_path / "r")], "not empty"),
        (["--split", "1/2/3"], "add up to 6"),
        (["--date", "soon"], "--date"),
        (["--licence", "my own, see mail"], "identifier"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("publish_release", "dam", *asked)
    assert Release.objects.count() == 1
    assert verify(tmp_path / "r") == []
    call_command("publish_release", "dam", "--seconds", "none", "--annotator-details")
    assert "123 annotations" in capsys.readouterr().out
    parameters = Release.objects.get(number=2).parameters
    assert (parameters["seconds"], parameters["annotator_details"]) == ("none", True)


def test_a_release_is_made_in_the_background_and_shown(rich: Project, client: Client) -> None:
    mia = make_member(rich, "mia", Role.MANAGER)
    client.force_login(mia.user)  # type: ignore[arg-type]
    page = client.get("/p/dam/releases/").content.decode()
    assert "No releases yet" in page
    assert "16 of 17 articles have no <b>rights</b> filled in" in page
    assert client.post("/p/dam/releases/", {"split": "80/10/20"}).status_code == 200
    assert not Job.objects.exists()
    assert client.post("/p/dam/releases/", {"split": "80/10/10", "dated": DAY}).status_code == 302
    client.post("/p/dam/releases/", {})  # asked twice, made once
    job = Job.objects.get()
    assert (job.parameters["seconds"], job.parameters["annotator_details"]) == ("whole", False)
    assert "Queued." in client.get("/p/dam/releases/").content.decode()
    run_release.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.result) == (JobState.DONE, job.total, {"number": 1})
    assert job.total > 100
    assert client.get("/p/dam/releases/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Release 1</a>" in client.get("/p/dam/releases/").content.decode()
    assert f"by {mia.pseudonym}" in client.get("/p/dam/releases/1/").content.decode()
    for name in FILES:
        response = client.get(f"/p/dam/releases/1/files/{name}")
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        assert hashlib.sha256(content).hexdigest() == Release.objects.get().files[name][0]
    archive = client.get("/p/dam/releases/1/release.zip")
    assert archive["Content-Disposition"] == 'attachment; filename="dam-1.zip"'
    assert b"".join(archive.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    for name in ("secrets.txt", "../../etc/passwd", "splits/../README.md"):
        assert client.get(f"/p/dam/releases/1/files/{name}").status_code == 404
    assert client.get("/p/dam/releases/2/").status_code == 404


def test_a_job_with_nothing_to_release_says_so(committed: Project, client: Client) -> None:
    client.force_login(make_member(committed, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    run_release.call(
        start_release(
            project=committed, made_by=None, parameters=ReleaseParameters(DAY, done_only=True)
        ).pk
    )
    assert (
        "No article of the project is complete yet."
        in client.get("/p/dam/releases/").content.decode()
    )


def test_a_release_that_was_overtaken_leaves_no_file(
    rich: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def names() -> int:
        folder = f"releases/{rich.pk}"
        return len(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else 0

    def overtake(release: Release) -> None:
        raise RuntimeError("killed in its last transaction")

    before = names()
    with pytest.raises(RuntimeError):
        publish_release(
            project=rich, made_by=None, parameters=ReleaseParameters(DAY), on_published=overtake
        )
    assert names() == before
    assert not Release.objects.exists()
    assert set(rich.articles.values_list("split", flat=True)) == {""}
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    shutil.rmtree(Path(default_storage.path(f"releases/{rich.pk}")), ignore_errors=True)


def test_members_of_an_empty_project_give_way_to_the_released_names(
    rich: Project, tmp_path: Path
) -> None:
    folder = folder_of(publish(rich), tmp_path / "r")
    back = make_project("back")
    mia = make_member(back, "mia", Role.MANAGER)
    Membership.objects.filter(pk=mia.pk).update(pseudonym="b2")
    import_release(project=back, place=folder)
    mia.refresh_from_db()
    assert mia.pseudonym != "b2"
    assert back.memberships.get(pseudonym="b2").user is None


def test_a_narrower_release_keeps_what_is_alike_together(committed: Project) -> None:
    for number in range(8):
        make_article(
            committed, f"Gate {number} held fast.", external_id=f"x{number}", group=f"g{number}"
        )
    publish(committed, split="50/25/25")
    for number in range(8):
        make_article(
            committed, f"GATE {number} held fast!", external_id=f"y{number}", group=f"g{number}"
        )
    Article.objects.filter(external_id__startswith="y").update(done_at="2031-03-03T00:00:00Z")
    publish(committed, split="50/25/25", done_only=True, seed=5)
    splits = dict(committed.articles.values_list("external_id", "split"))
    assert [splits[f"y{number}"] for number in range(8)] == [
        splits[f"x{number}"] for number in range(8)
    ]


def test_a_job_that_died_after_publishing_publishes_no_second_time(rich: Project) -> None:
    job = start_release(project=rich, made_by=None, parameters=ReleaseParameters(DAY))
    run_release.call(job.pk)
    an_hour_ago = job.made_at - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, heartbeat_at=an_hour_ago)
    run_release.call(job.pk)
    assert Release.objects.count() == 1
    assert Job.objects.get().state == JobState.DONE


def test_a_damaged_zip_is_named_file_by_file(rich: Project, tmp_path: Path) -> None:
    release = publish(rich)
    archive = tmp_path / "r.zip"
    with default_storage.open(release.archive) as file:
        content = bytearray(file.read())
    with zipfile.ZipFile(BytesIO(content)) as whole:
        info = whole.getinfo("README.md")
    for place in range(info.header_offset + 80, info.header_offset + 140):
        content[place] ^= 0xFF
    archive.write_bytes(content)
    assert [fault.partition(":")[0] for fault in verify(archive)] == ["README.md"]
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "SHA256SUMS").write_text(f"{'0' * 64}  release.json\n")
    (tmp_path / "link" / "release.json").symlink_to("nowhere")
    assert verify(tmp_path / "link") == ["release.json: it can’t be read"]
    (tmp_path / "link" / "SHA256SUMS").write_text("")
    with pytest.raises(NoReleaseError, match="doesn’t list"):
        verify(tmp_path / "link")


def test_long_reasons_come_back_and_any_date_can_be_packed(rich: Project, tmp_path: Path) -> None:
    rita = rich.memberships.get(pseudonym="R4")
    sentence = Article.objects.get(external_id="n0").sentences.get(position=2)
    adjudicate(sentence=sentence, adjudicator=rita, label="claim", reason="why " * 50_000)
    parameters = ReleaseParameters("9999-12-31", notes=True)
    folder = folder_of(
        publish_release(project=rich, made_by=None, parameters=parameters), tmp_path / "r"
    )
    back = make_project("back")
    assert import_release(project=back, place=folder).adjudications == 2


def test_a_release_whose_files_are_gone_says_so(rich: Project, client: Client) -> None:
    client.force_login(make_member(rich, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    release = publish(rich)
    default_storage.delete(release.archive)
    assert "missing from the storage" in client.get("/p/dam/releases/1/").content.decode()
    for address in ("release.zip", "files/README.md"):
        assert client.get(f"/p/dam/releases/1/{address}").status_code == 404
    with pytest.raises(CommandError, match="missing from the storage"):
        call_command("publish_release", "dam")


def test_who_has_a_file_of_a_release_need_not_fetch_it_again(
    as_mia: Client, project: Project
) -> None:
    make_release(project)
    for address in (
        "/p/dam/releases/1/files/README.md",
        "/api/v1/projects/dam/releases/1/README.md",
    ):
        whole = as_mia.get(address)
        assert b"".join(whole.streaming_content)  # type: ignore[attr-defined]
        assert as_mia.get(address, headers={"If-None-Match": whole["ETag"]}).status_code == 304
