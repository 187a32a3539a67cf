import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet
import pytest
from django.core.files.storage import default_storage
from django.db import connection

from annotator.agreement.report.report import agreement_report
from annotator.corpus.models import Article
from annotator.export.models import Release
from annotator.labelling.models import Annotation
from annotator.lib.checksums import read_sums
from annotator.projects.models import Project
from tests.export.releases.conftest import FILES, WHOLE, folder_of, publish, rows


def test_a_release_has_all_files_with_their_checksums(
    rich: Project, tmp_path: Path, released: Callable[..., Path]
) -> None:
    folder = released()
    assert {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } == FILES
    sums = read_sums((folder / "SHA256SUMS").read_text())
    assert set(sums) == FILES - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert json.loads((folder / "agreement.json").read_text()) == agreement_report(rich)


def test_the_same_data_give_the_same_bytes(rich: Project, tmp_path: Path) -> None:
    first = publish(rich)
    with default_storage.open(first.archive) as file:
        before = file.read()
    Release.objects.all().delete()
    second = publish(rich)
    assert second.files == first.files
    with default_storage.open(second.archive) as file:
        assert file.read() == before


def test_stand_off_has_no_text_and_notes_are_optional(
    rich: Project, tmp_path: Path, released: Callable[..., Path]
) -> None:
    whole = released(notes=True)
    bare = released(standoff=True)
    for name in FILES - {"SHA256SUMS"}:
        content = (bare / name).read_bytes()
        assert b"Luckily" not in content, name
        assert b"two\nlines" not in content, name
        assert b"=2 wins" not in content, name
    assert b"Luckily" in (whole / "sentences.csv").read_bytes()
    assert b"two\nlines" in (whole / "annotations.csv").read_bytes()
    assert b"=2 wins" in (whole / "adjudications.csv").read_bytes()


def test_no_file_names_an_annotator(
    rich: Project, tmp_path: Path, released: Callable[..., Path]
) -> None:
    folder = released(notes=True)
    for path in folder.rglob("*.*"):
        for name in (b"dora", b"emil", b"cleo", b"ana@", b"clicked about"):
            assert not path.is_file() or name not in path.read_bytes(), path.name


def test_days_have_no_times(rich: Project, tmp_path: Path, released: Callable[..., Path]) -> None:
    folder = released(annotator_details=True)
    assert ",2031-03-03," in (folder / "annotations.csv").read_text()
    for path in folder.rglob("*.csv"):
        assert "T10:00" not in path.read_text()


def test_no_file_depends_on_the_order_in_which_labels_were_given(
    rich: Project, tmp_path: Path
) -> None:
    first = folder_of(publish(rich, **WHOLE), tmp_path / "first")
    # As if all labels and decisions had been given in the opposite order.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE labelling_annotation SET id = 1000000 - id")
        cursor.execute("UPDATE agreement_adjudication SET id = 1000000 - id")
    Release.objects.all().delete()
    second = folder_of(publish(rich, **WHOLE), tmp_path / "second")
    for name in FILES:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    numbers = [int(row["annotation_id"]) for row in rows(first / "annotations.csv")]
    assert numbers == list(range(1, 124))


def test_details_of_single_annotators_are_included_only_on_request(
    rich: Project, tmp_path: Path
) -> None:
    Annotation.objects.update(seconds=1.4)
    Annotation.objects.filter(label__key="claim").update(annotated_at="2031-02-01T10:00:00Z")
    plain = folder_of(publish(rich), tmp_path / "plain")
    detailed = folder_of(publish(rich, annotator_details=True), tmp_path / "detailed")
    details = ("median_seconds", "first_day", "last_day")
    assert {tuple(row[name] for name in details) for row in rows(plain / "annotators.csv")} == {
        ("", "", "")
    }
    assert all(row[name] for row in rows(detailed / "annotators.csv") for name in details)
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


def test_final_labels_and_agreement_are_the_same_with_and_without_details(
    rich: Project, tmp_path: Path, released: Callable[..., Path]
) -> None:
    plain, detailed = (released(annotator_details=on) for on in (False, True))
    for name in ("sentences.csv", "articles.csv", "agreement.json"):
        assert (plain / name).read_bytes() == (detailed / name).read_bytes(), name


@pytest.mark.parametrize(
    ("seconds", "expected", "median"),
    [("exact", {"2.6"}, "2.6"), ("whole", {"3"}, "3"), ("none", {""}, "")],
)
def test_seconds_have_the_chosen_precision(
    committed: Project, tmp_path: Path, seconds: str, expected: set[str], median: str
) -> None:
    Annotation.objects.update(seconds=2.6)
    folder = folder_of(publish(committed, seconds=seconds, annotator_details=True), tmp_path / "r")
    assert {row["seconds"] for row in rows(folder / "annotations.csv")} == expected
    assert {row["median_seconds"] for row in rows(folder / "annotators.csv")} == {median}
    found = pyarrow.parquet.read_table(folder / "annotations.parquet", columns=["seconds"])[
        "seconds"
    ].to_pylist()
    assert {"" if value is None else f"{value:g}" for value in found} == expected


def test_done_only_leaves_other_articles_out_of_all_files(rich: Project, tmp_path: Path) -> None:
    Article.objects.filter(external_id__in=["n3", "n4"]).update(done_at="2031-03-03T00:00:00Z")
    folder = folder_of(publish(rich, done_only=True), tmp_path / "r")
    assert (folder / "articles.csv").read_text().count("\n") == 3
    assert json.loads((folder / "agreement.json").read_text())["articles"] == 2
