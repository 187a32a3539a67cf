import hashlib
from datetime import timedelta

from django.test import Client

from annotator.export.models import Release
from annotator.export.releases.job import run_release, start_release
from annotator.export.releases.parameters import ReleaseParameters
from annotator.jobs.models import Job, JobState
from annotator.projects.models import Project, Role
from tests.export.releases.conftest import DAY, FILES
from tests.support.make import make_member


def test_a_release_is_created_in_the_background_and_shown(rich: Project, client: Client) -> None:
    mia = make_member(rich, "mia", Role.MANAGER)
    client.force_login(mia.user)  # type: ignore[arg-type]
    page = client.get("/p/dam/releases/").content.decode()
    assert "No releases yet" in page
    assert "16 of 17 articles have no <b>rights</b> filled in" in page
    assert client.post("/p/dam/releases/", {"split": "80/10/20"}).status_code == 200
    assert not Job.objects.exists()
    assert client.post("/p/dam/releases/", {"split": "80/10/10", "dated": DAY}).status_code == 302
    # Requested twice, created once.
    client.post("/p/dam/releases/", {})
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


def test_a_job_without_articles_shows_the_reason(committed: Project, client: Client) -> None:
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


def test_a_job_that_is_restarted_after_publishing_publishes_nothing(rich: Project) -> None:
    job = start_release(project=rich, made_by=None, parameters=ReleaseParameters(DAY))
    run_release.call(job.pk)
    an_hour_ago = job.made_at - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, heartbeat_at=an_hour_ago)
    run_release.call(job.pk)
    assert Release.objects.count() == 1
    assert Job.objects.get().state == JobState.DONE
