"""Corrections are beside a release, which stays as it is."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from annotator.export.models import Erratum, Release
from annotator.export.releases.errata import add_erratum, errata_text
from annotator.export.releases.publishing import copy_release
from annotator.lib.checksums import verify
from annotator.projects.audit import COMMAND
from annotator.projects.models import Membership, Project, Role
from tests.export.releases.conftest import publish
from tests.support.make import make_member, make_project, make_release

WORDS = "The articles are of *March*, not of May.\n# So there"


@pytest.fixture
def project(db: None) -> Project:
    return make_project()


@pytest.fixture
def release(project: Project) -> Release:
    return make_release(project)


@pytest.fixture
def mia(project: Project) -> Membership:
    return make_member(project, "mia", Role.MANAGER)


@pytest.fixture
def as_mia(mia: Membership, client: Client) -> Client:
    client.force_login(mia.user)  # type: ignore[arg-type]
    return client


def test_a_correction_is_shown_with_its_day_and_author(
    as_mia: Client, mia: Membership, release: Release
) -> None:
    assert as_mia.get("/p/dam/releases/1/files/ERRATA.md").status_code == 404
    as_mia.post("/p/dam/releases/1/errata/", {"text": WORDS})
    Erratum.objects.get()

    page = " ".join(as_mia.get("/p/dam/releases/1/").content.decode().split())
    assert "The articles are of *March*, not of May.<br># So there" in page
    assert f"by {mia.pseudonym}" in page

    text = as_mia.get("/p/dam/releases/1/files/ERRATA.md").content.decode()
    day = Erratum.objects.get().made_at.date()
    assert f"## {day}, by {mia.pseudonym}\n\nThe articles are of \\*March\\*, not" in text
    assert "\n# So" not in text


def test_an_empty_correction_is_refused(as_mia: Client, release: Release) -> None:
    page = as_mia.post("/p/dam/releases/1/errata/", {"text": " "})
    assert page.status_code == 200
    assert "This field is required." in page.content.decode()
    assert not Erratum.objects.exists()


def test_the_api_adds_and_lists_corrections(
    as_mia: Client, mia: Membership, release: Release
) -> None:
    address = "/api/v1/projects/dam/releases/"
    answer = as_mia.post(f"{address}1/errata/", {"text": WORDS}, content_type="application/json")
    assert answer.status_code == 201
    for refused in ({"text": ""}, {"text": "\ud800"}, {}):
        assert (
            as_mia.post(f"{address}1/errata/", refused, content_type="application/json").status_code
            == 400
        )
    listed = as_mia.get(address).json()["results"][0]["errata"]
    assert [(one["author"], one["text"]) for one in listed] == [(mia.pseudonym, WORDS)]
    assert b"not of May" in as_mia.get(f"{address}1/ERRATA.md").content


def test_a_correction_cannot_be_changed(release: Release) -> None:
    add_erratum(release=release, text="One.", by=COMMAND)
    with pytest.raises(DatabaseError, match="can not be changed"), transaction.atomic():
        Erratum.objects.update(text="Another.")


def test_a_copy_with_corrections_still_verifies(
    rich: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release = publish(rich)
    copy_release(release, tmp_path / "r")
    call_command("correct_release", "dam", "1", WORDS, "-o", str(tmp_path / "r"))
    assert (tmp_path / "r" / "ERRATA.md").read_text() == errata_text(release)
    assert verify(tmp_path / "r") == []
    capsys.readouterr()
    call_command("verify_release", str(tmp_path / "r"))
    assert f"{len(release.files) - 1} files verified" in capsys.readouterr().out


def test_the_command_refuses_what_is_not_there(release: Release, tmp_path: Path) -> None:
    for arguments, why in (
        (["dam", "2", WORDS], "no release 2"),
        (["dam", "1", " "], "required"),
        (["dam", "1", WORDS, "-o", str(tmp_path / "none")], "no such folder"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("correct_release", *arguments)
    assert not Erratum.objects.exists()
