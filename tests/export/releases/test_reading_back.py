import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.corpus.models import Article
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.publishing import (
    publish_release,
)
from annotator.export.releases.reading_back import NotEmptyError, import_release
from annotator.labelling.models import Annotation, Assignment
from annotator.lib.checksums import NoReleaseError
from annotator.projects.models import Membership, Project, Role
from tests.export.conftest import GOLDEN
from tests.export.releases.conftest import DAY, TABLES, WHOLE, folder_of, publish
from tests.support.make import make_member, make_project


def test_an_imported_release_has_the_same_labels_splits_and_agreement(
    rich: Project, tmp_path: Path, released: Callable[..., Path]
) -> None:
    folder = released(**WHOLE)
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


def test_a_release_without_details_can_be_imported(
    rich: Project, tmp_path: Path, released: Callable[..., Path]
) -> None:
    folder = released()
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
    assert set(days) == {last.date()}, "without days, annotations get the last day of all work"


def test_a_release_of_the_previous_format_can_be_imported(db: None, tmp_path: Path) -> None:
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


def test_the_command_imports_and_verifies_a_zip(
    rich: Project, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    release = publish(rich)
    archive = tmp_path / "r.zip"
    with default_storage.open(release.archive) as file:
        archive.write_bytes(file.read())
    make_project("back")
    call_command("import_release", "back", str(archive))
    assert (
        "Release 1 imported: 17 articles, 48 sentences, 85 annotations, 1 adjudication"
        in capsys.readouterr().out
    )
    call_command("verify_release", str(archive))
    assert "23 files verified" in capsys.readouterr().out


def test_only_full_text_is_imported_and_only_into_an_empty_project(
    rich: Project, tmp_path: Path, released: Callable[..., Path]
) -> None:
    folder = released()
    with pytest.raises(NotEmptyError, match="17 articles already"):
        import_release(project=rich, place=folder)
    stand = released(standoff=True)
    back = make_project("back")
    with pytest.raises(NoReleaseError, match="stand-off"):
        import_release(project=back, place=stand)
    assert not back.articles.exists()


def reseal(folder: Path) -> None:
    """Write checksums that fit the files, as someone does who changes a release on purpose."""
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
def test_a_release_whose_files_contradict_each_other_changes_nothing(
    rich: Project,
    tmp_path: Path,
    released: Callable[..., Path],
    name: str,
    before: str,
    after: str,
    why: str,
) -> None:
    folder = released()
    (folder / name).write_text((folder / name).read_text().replace(before, after, 1))
    reseal(folder)
    back = make_project("back")
    labels = list(back.labels.values())
    if name == "adjudications.csv" and before == "R4":
        # A person whom only the adjudications name becomes another member.
        import_release(project=back, place=folder)
        assert back.memberships.filter(pseudonym="R5", role="adjudicator").exists()
        return
    with pytest.raises(NoReleaseError, match=why):
        import_release(project=back, place=folder)
    assert list(back.labels.values()) == labels
    assert (back.articles.count(), back.memberships.count()) == (0, 0)


def test_a_member_with_a_released_pseudonym_gets_another(
    rich: Project, tmp_path: Path, released: Callable[..., Path]
) -> None:
    folder = released()
    back = make_project("back")
    mia = make_member(back, "mia", Role.MANAGER)
    Membership.objects.filter(pk=mia.pk).update(pseudonym="b2")
    import_release(project=back, place=folder)
    mia.refresh_from_db()
    assert mia.pseudonym != "b2"
    assert back.memberships.get(pseudonym="b2").user is None


def test_long_reasons_and_any_release_date_can_be_imported(rich: Project, tmp_path: Path) -> None:
    rita = rich.memberships.get(pseudonym="R4")
    sentence = Article.objects.get(external_id="n0").sentences.get(position=2)
    adjudicate(sentence=sentence, adjudicator=rita, label="claim", reason="why " * 50_000)
    parameters = ReleaseParameters("9999-12-31", notes=True)
    folder = folder_of(
        publish_release(project=rich, made_by=None, parameters=parameters), tmp_path / "r"
    )
    back = make_project("back")
    assert import_release(project=back, place=folder).adjudications == 2
