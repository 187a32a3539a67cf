"""Creates releases and their previews in the background."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from annotator.export.models import Release, ReleasePreview
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.progress import Progress
from annotator.export.releases.publishing import (
    ArchiveMissingError,
    NothingToReleaseError,
    OvertakenError,
    preview_release,
    publish_release,
)
from annotator.jobs.models import UNDER_WAY, Job, JobKind, JobState
from annotator.jobs.running import Enqueue, RunningJob, running
from annotator.projects.models import Membership, Project


def start_release(
    *, project: Project, made_by: Membership | None, parameters: ReleaseParameters
) -> Job:
    """Start a release job, or return the one that is under way."""
    return _start(JobKind.RELEASE, run_release.enqueue, project, made_by, parameters)


def start_preview(
    *, project: Project, made_by: Membership | None, parameters: ReleaseParameters
) -> Job:
    """Start a job for a preview, or return the one that is under way."""
    return _start(JobKind.PREVIEW, run_preview.enqueue, project, made_by, parameters)


def _start(
    kind: JobKind,
    enqueue: Enqueue,
    project: Project,
    made_by: Membership | None,
    parameters: ReleaseParameters,
) -> Job:
    with transaction.atomic():
        # Two clicks at the same moment must not start two jobs.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        under_way = Job.objects.filter(project=project, kind=kind, state__in=UNDER_WAY).first()
        if under_way is not None:
            return under_way
        job = Job.objects.create(
            project=project,
            kind=kind,
            state=JobState.WAITING,
            made_by=made_by,
            parameters=parameters.as_json(),
            heartbeat_at=timezone.now(),
        )
        enqueue(job.pk)

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

        # Saved in the transaction that publishes, so that a job that is restarted after
        # it can't publish a second release.
        def on_published(release: Release, differing: list[str] | None) -> None:
            compared = {} if differing is None else {"differs_from_preview": differing}
            run.save_progress({"number": release.number} | compared, [])

        with _refusals(run):
            publish_release(
                project=run.job.project,
                made_by=run.job.made_by,
                parameters=ReleaseParameters.from_json(run.job.parameters),
                progress=_progress(run),
                on_published=on_published,
            )


@task()
def run_preview(job_id: int) -> None:
    """Create the preview of the job. It starts again from the beginning, as a release does."""
    with running(job_id, run_preview.enqueue) as run:
        if run is None or run.job.result:
            return

        def on_made(preview: ReleasePreview) -> None:
            run.save_progress({"preview": preview.number}, [])

        with _refusals(run):
            preview_release(
                project=run.job.project,
                made_by=run.job.made_by,
                parameters=ReleaseParameters.from_json(run.job.parameters),
                progress=_progress(run),
                on_made=on_made,
            )


def _progress(run: RunningJob) -> Progress:
    def began(total: int) -> None:
        # The heartbeat saves it.
        run.job.total = total

    progress = Progress(run.check_cancelled, began)
    run.measure = lambda: progress.done
    return progress


@contextmanager
def _refusals(run: RunningJob) -> Iterator[None]:
    """Store the reason why nothing can be released, for the page."""
    try:
        yield
    except (NothingToReleaseError, OvertakenError, ArchiveMissingError) as error:
        run.save_progress({}, [("release", str(error), False)])


def last_job(project: Project) -> Job | None:
    """The newest job for a release or a preview, if it is under way, or if it failed and no
    release was made since.
    """
    job = (
        Job.objects.filter(project=project, kind__in=[JobKind.RELEASE, JobKind.PREVIEW])
        .order_by("-pk")
        .first()
    )
    # Only a job that did its work has a result.
    if job is None or job.result:
        return None
    is_past = Release.objects.in_project(project).filter(made_at__gt=job.made_at).exists()
    return None if is_past and not job.is_under_way else job


def compared_with_preview(release: Release) -> list[str] | None:
    """Return the names of the files that differ from the preview of this release.

    None if there was no preview with the same parameters.
    """
    job = Job.objects.filter(
        project=release.project_id, kind=JobKind.RELEASE, result__number=release.number
    ).first()
    return job.result.get("differs_from_preview") if job else None
