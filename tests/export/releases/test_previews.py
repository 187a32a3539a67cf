"""A preview has the bytes of the release, is private and is deleted."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from annotator.export.models import Release, ReleasePreview
from annotator.export.releases.job import (
    compared_with_preview,
    run_preview,
    run_release,
    start_preview,
)
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.previews import KEPT, current_preview, delete_old_previews
from annotator.export.releases.publishing import preview_release
from annotator.jobs.models import Job, JobState
from annotator.labelling.models import Annotation
from annotator.lib.checksums import verify
from annotator.projects.models import Project, ProjectFacts, Role
from tests.export.releases.conftest import DAY, publish
from tests.support.make import make_member

PAGE = "/p/dam/releases/preview/"


def preview(project: Project, **asked: object) -> ReleasePreview:
    parameters = ReleaseParameters(DAY, **asked)  # type: ignore[arg-type]
    return preview_release(project=project, made_by=None, parameters=parameters)


def manager(project: Project, client: Client) -> Client:
    client.force_login(make_member(project, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    return client


def test_a_preview_publishes_nothing_and_fixes_no_split(rich: Project) -> None:
    preview(rich)
    assert not Release.objects.exists()
    assert not rich.articles.exclude(split="").exists()


def test_a_release_after_a_preview_has_its_bytes(rich: Project, client: Client) -> None:
    with default_storage.open(preview(rich).archive) as file:
        previewed = file.read()
    before = ReleasePreview.objects.get()

    page = manager(rich, client).post(PAGE, {"publish": "1"})
    assert page["Location"] == "/p/dam/releases/"
    run_release.call(Job.objects.get().pk)

    release = Release.objects.get()
    with default_storage.open(release.archive) as file:
        assert file.read() == previewed
    assert compared_with_preview(release) == []
    assert not ReleasePreview.objects.exists()
    assert not default_storage.exists(before.archive)
    for address in ("/p/dam/releases/", "/p/dam/releases/1/"):
        text = " ".join(client.get(address).content.decode().split())
        assert "Release 1 is the same as its preview, byte for byte." in text


def test_what_changed_since_the_preview_is_said(rich: Project, client: Client) -> None:
    preview(rich)
    ProjectFacts.objects.create(project=rich, answers={"contact": "dams@example.org"})
    manager(rich, client).post(PAGE, {"publish": "1"})
    run_release.call(Job.objects.get().pk)

    differing = compared_with_preview(Release.objects.get())
    assert differing is not None
    assert {"README.md", "DATA_STATEMENT.md", "release.json"} <= set(differing)
    assert "sentences.csv" not in differing
    assert "is not as its preview was" in client.get("/p/dam/releases/1/").content.decode()


def test_other_options_are_not_compared(rich: Project) -> None:
    preview(rich)
    publish(rich, split="")
    assert compared_with_preview(Release.objects.get()) is None
    assert not ReleasePreview.objects.exists()


def test_the_page_shows_the_whole_release(rich: Project, client: Client) -> None:
    publish(rich)
    Annotation.objects.filter(label__key="doubt").update(label=rich.labels.get(key="claim"))
    mia = manager(rich, client)
    assert mia.post("/p/dam/releases/", {"split": "80/10/10", "preview": "1"}).status_code == 302
    run_preview.call(Job.objects.get().pk)

    page = " ".join(mia.get(PAGE).content.decode().split())
    for part in (
        "Preview of release 2",
        "Krippendorff",
        "Curation rationale",
        "final label changed",
        "splits/train.parquet",
        "answered,",
        "Publish release 2",
    ):
        assert part in page
    assert "is ready. Nothing is published yet." in mia.get("/p/dam/releases/").content.decode()
    assert b"".join(mia.get(f"{PAGE}release.zip").streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    card = mia.get(f"{PAGE}files/README.md")
    assert b"# " in b"".join(card.streaming_content)  # type: ignore[attr-defined]
    assert mia.get(f"{PAGE}files/secrets.txt").status_code == 404


def test_a_discarded_preview_is_gone_with_its_file(rich: Project, client: Client) -> None:
    archive = preview(rich).archive
    manager(rich, client).post(PAGE, {"discard": "1"})
    assert current_preview(rich) is None
    assert not default_storage.exists(archive)
    assert client.get(PAGE).status_code == 302
    assert client.get(f"{PAGE}release.zip").status_code == 404


def test_a_second_preview_replaces_the_first(rich: Project) -> None:
    first, second = preview(rich), preview(rich, split="")
    assert current_preview(rich) == second
    assert not default_storage.exists(first.archive)


def test_a_preview_is_deleted_after_a_day(rich: Project) -> None:
    made = preview(rich)
    assert delete_old_previews() == 0
    ReleasePreview.objects.update(made_at=made.made_at - KEPT + timedelta(minutes=1))
    assert current_preview(rich) == made
    ReleasePreview.objects.update(made_at=made.made_at - KEPT)
    assert current_preview(rich) is None
    assert delete_old_previews() == 1
    assert not default_storage.exists(made.archive)


def test_a_preview_whose_number_is_taken_is_past(rich: Project) -> None:
    made = preview(rich)
    Release.objects.create(
        project=rich,
        number=1,
        dated=DAY,
        parameters={},
        counts={},
        agreement={},
        files={},
        archive="none",
    )
    assert made == ReleasePreview.objects.get()
    assert current_preview(rich) is None


def test_a_preview_without_articles_says_why(committed: Project, client: Client) -> None:
    parameters = ReleaseParameters(DAY, done_only=True)
    job = start_preview(project=committed, made_by=None, parameters=parameters)
    run_preview.call(job.pk)
    assert Job.objects.get().state == JobState.DONE
    page = " ".join(manager(committed, client).get("/p/dam/releases/").content.decode().split())
    assert "The last preview failed: No article of the project is complete yet." in page


def test_a_preview_job_that_starts_again_makes_no_second_preview(rich: Project) -> None:
    job = start_preview(project=rich, made_by=None, parameters=ReleaseParameters(DAY))
    run_preview.call(job.pk)
    made = ReleasePreview.objects.get()
    an_hour_ago = job.made_at - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, heartbeat_at=an_hour_ago)
    run_preview.call(job.pk)
    assert ReleasePreview.objects.get() == made


def test_the_command_writes_a_preview_and_compares(
    rich: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "preview"
    call_command("publish_release", "dam", "--preview", str(folder), "--date", DAY)
    assert "Preview of release 1: 17 articles" in capsys.readouterr().out
    assert verify(folder) == []
    assert not Release.objects.exists()

    call_command("publish_release", "dam", "--date", DAY)
    assert "The same as its preview, byte for byte." in capsys.readouterr().out

    call_command("publish_release", "dam", "--preview", str(tmp_path / "second"), "--date", DAY)
    ProjectFacts.objects.create(project=rich, answers={"contact": "dams@example.org"})
    call_command("publish_release", "dam", "--date", DAY)
    assert "these files differ: DATA_STATEMENT.md" in capsys.readouterr().out
    with pytest.raises(CommandError, match="exclude each other"):
        call_command("publish_release", "dam", "--preview", "a", "--output", "b")


def test_the_api_previews_shows_and_discards(rich: Project, client: Client) -> None:
    mia, address = manager(rich, client), "/api/v1/projects/dam/releases/preview/"
    assert mia.get(address).status_code == 404
    asked = {"split": "80/10/10", "dated": DAY}
    assert mia.post(address, asked, content_type="application/json").status_code == 202
    run_preview.call(Job.objects.get().pk)

    made = mia.get(address).json()
    assert (made["number"], made["parameters"]["dated"]) == (1, DAY)
    assert b"Krippendorff" in mia.get(f"{address}README.md").getvalue()
    published = mia.post(
        "/api/v1/projects/dam/releases/", made["parameters"], content_type="application/json"
    )
    assert published.status_code == 202
    run_release.call(Job.objects.latest("pk").pk)
    assert mia.get("/api/v1/projects/dam/releases/").json()["results"][0]["files"] == made["files"]

    preview(rich)
    assert mia.delete(address).status_code == 204
    assert mia.delete(address).status_code == 404
