"""A release made in the background."""

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
    """Have a release made, or return the one that is being made already."""
    with transaction.atomic():
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
    """Make the release that the job asks for. Taken up again after its process died, it begins
    anew: until the last transaction nothing of it is to be seen.
    """
    with running(job_id, run_release.enqueue) as run:
        if run is None or "number" in run.job.result:
            return  # in other hands, or published by a process that died before it could say so
        job = run.job

        def began(total: int) -> None:
            job.total = total  # the heartbeat writes it

        progress = Progress(run.check_cancelled, began)
        run.measure = lambda: progress.done

        def keep(release: Release) -> None:
            run.save_progress({"number": release.number}, [])

        try:
            publish_release(
                project=job.project,
                made_by=job.made_by,
                parameters=ReleaseParameters.of(job.parameters),
                progress=progress,
                keep=keep,
            )
        except (NothingToReleaseError, OvertakenError, ArchiveMissingError) as error:
            run.save_progress({}, [("release", str(error))])


def last_job(project: Project) -> Job | None:
    """The newest release job, where it did not end in a release, and none was made since: under
    way, failed, or with nothing to release.
    """
    job = Job.objects.filter(project=project, kind=JobKind.RELEASE).order_by("-pk").first()
    if job is None or "number" in job.result:
        return None
    is_past = Release.objects.in_project(project).filter(made_at__gt=job.made_at).exists()
    return None if is_past and not job.is_under_way else job
