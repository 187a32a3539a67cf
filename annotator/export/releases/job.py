"""Creates releases in the background."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from annotator.export.models import Release
from annotator.export.releases.building import Progress
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.publishing import (
    ArchiveMissingError,
    NothingToReleaseError,
    OvertakenError,
    publish_release,
)
from annotator.jobs.models import UNDER_WAY, Job, JobKind, JobState
from annotator.jobs.running import running
from annotator.projects.models import Membership, Project


def start_release(
    *, project: Project, made_by: Membership | None, parameters: ReleaseParameters
) -> Job:
    """Start a release job, or return the one that is under way."""
    with transaction.atomic():
        # Two clicks at the same moment must not start two jobs.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        under_way = Job.objects.filter(
            project=project, kind=JobKind.RELEASE, state__in=UNDER_WAY
        ).first()
        if under_way is not None:
            return under_way
        job = Job.objects.create(
            project=project,
            kind=JobKind.RELEASE,
            state=JobState.WAITING,
            made_by=made_by,
            parameters=parameters.as_json(),
            heartbeat_at=timezone.now(),
        )
        run_release.enqueue(job.pk)

    return job


@task()
def run_release(job_id: int) -> None:
    """Create the release of the job. After its process died, the job starts again from the
    beginning: nothing is published before the last transaction.
    """
    with running(job_id, run_release.enqueue) as run:
        if run is None or "number" in run.job.result:
            # Another worker has the job, or a process died right after publishing.
            return
        job = run.job

        def began(total: int) -> None:
            # The heartbeat saves it.
            job.total = total

        progress = Progress(run.check_cancelled, began)
        run.measure = lambda: progress.done

        # Saved in the transaction that publishes, so that a job that is restarted after
        # it can't publish a second release.
        def on_published(release: Release) -> None:
            run.save_progress({"number": release.number}, [])

        try:
            publish_release(
                project=job.project,
                made_by=job.made_by,
                parameters=ReleaseParameters.from_json(job.parameters),
                progress=progress,
                on_published=on_published,
            )
        except (NothingToReleaseError, OvertakenError, ArchiveMissingError) as error:
            run.save_progress({}, [("release", str(error), False)])


def last_job(project: Project) -> Job | None:
    """The newest release job if it is under way, or if it failed and no release was made since."""
    job = Job.objects.filter(project=project, kind=JobKind.RELEASE).order_by("-pk").first()
    if job is None or "number" in job.result:
        return None
    is_past = Release.objects.in_project(project).filter(made_at__gt=job.made_at).exists()
    return None if is_past and not job.is_under_way else job
