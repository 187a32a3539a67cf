"""The background import of uploaded files, with the options that the person chose."""

import itertools
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import Path, PurePath
from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from annotator.corpus.readers.archives.clutter import clutter_kind
from annotator.corpus.readers.archives.zip_files import stem_of
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import InputFile, ReadWarning, Refused
from annotator.importing.account.result import ImportResult
from annotator.importing.article_import import import_articles
from annotator.importing.near_duplicates import find_new_near_duplicates
from annotator.importing.options import ImportOptions
from annotator.jobs.models import Job, JobKind, JobState
from annotator.jobs.running import JobError, RunningJob, running
from annotator.lib.ways import worded_for
from annotator.projects.models import Membership, Project

# The uploaded files of an import are deleted so long after its end.
KEPT_AFTER_END = timedelta(hours=6)
# An upload that nobody has confirmed is deleted after this time,
DRAFT_AGE = timedelta(days=1)
# or when the project has so many newer ones.
KEPT_DRAFTS = 20


def draft_import(
    *,
    project: Project,
    made_by: Membership | None,
    uploads: Sequence[UploadedFile],
    options: ImportOptions,
) -> Job:
    """Store the uploaded files, as an import that waits for a preview and confirmation."""
    # Uploads that nobody confirms must not fill the disk.
    delete_old_drafts(project=project)
    # Each import has a folder of its own, because its files are only numbered.
    folder = f"imports/{uuid4()}"
    files = [
        {
            "name": upload.name or "",
            "path": default_storage.save(f"{folder}/{number}", upload),
            "size": upload.size or 0,
        }
        for number, upload in enumerate(uploads)
    ]
    parameters = {**asdict(options), "files": files}
    total = sum(upload.size or 0 for upload in uploads)

    return Job.objects.create(
        project=project, kind=JobKind.IMPORT, made_by=made_by, parameters=parameters, total=total
    )


def read_options(job: Job) -> ImportOptions:
    """Return the options of the import."""
    options = {name: value for name, value in job.parameters.items() if name != "files"}
    return ImportOptions(**options)


def with_options(job: Job, options: ImportOptions) -> dict[str, Any]:
    """Return the parameters of the job with these options instead of its own."""
    return {**asdict(options), "files": job.parameters["files"]}


def input_files(job: Job) -> list[InputFile]:
    """Return the uploaded files for the readers."""
    return [
        InputFile(
            file["name"],
            stem_of(file["name"]),
            file["size"],
            partial(_open, file["path"]),
            clutter_kind(file["name"]),
        )
        for file in job.parameters["files"]
    ]


def import_name(job: Job) -> str:
    """Return the number of the job and its files, for the audit log."""
    names = [str(file["name"]) for file in job.parameters["files"]]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"import {job.pk}: {', '.join(names[:3])}{more}{read_options(job).names.summary}"


def discard_draft(*, job: Job) -> bool:
    """Delete an import that hasn't started, with its files. Return whether it was deleted."""
    with transaction.atomic():
        deleted, _ = Job.objects.filter(pk=job.pk, state=JobState.DRAFT).delete()
        # A rollback brings the row back, but not the files.
        if deleted:
            transaction.on_commit(lambda: delete_files(job))
    return bool(deleted)


def delete_files(job: Job) -> None:
    """Delete the uploads of this import."""
    files = job.parameters["files"]
    for file in files:
        default_storage.delete(file["path"])

    # Not every storage has folders, and the folder may be gone already.
    for folder in {PurePath(file["path"]).parent for file in files}:
        with suppress(OSError, NotImplementedError):
            Path(default_storage.path(str(folder))).rmdir()


@task()
def run_import(job_id: int) -> None:
    """Import the files of the job; a restarted job continues where it stopped."""
    with running(job_id, run_import.enqueue) as run:
        if run is not None:
            options = read_options(run.job)
            with worded_for(options.surface):
                _import(run, options)


def _import(run: RunningJob, options: ImportOptions) -> None:
    job = run.job
    _check_files(job)

    # A restarted job reads its files from the start, but skips the items it has
    # imported.
    so_far = ImportResult.from_json(job.result)
    intake = Intake(input_files(job), options.read_options)
    run.measure = lambda: intake.done
    run.locate = lambda: intake.current_file
    run.begin(intake.current_file)

    def on_batch(
        imported: ImportResult, refused: Sequence[Refused], warnings: Sequence[ReadWarning]
    ) -> None:
        so_far.add(imported)
        # The thread that reads is ahead, so this is whole after the last batch.
        so_far.take_account(intake.account)
        run.save_progress(
            so_far.as_json(),
            [(item.source, item.reason, False) for item in refused]
            + [(item.source, item.reason, True) for item in warnings],
        )

    import_articles(
        project=job.project,
        items=itertools.islice(intake, so_far.read, None),
        options=options,
        on_batch=on_batch,
        check_cancelled=run.check_cancelled,
    )
    so_far.take_account(intake.account)
    run.save_progress(so_far.as_json(), [])

    # Since the upload: a job that was resumed has imported articles before.
    if so_far.articles:
        so_far.near_duplicates = find_new_near_duplicates(
            job.project, job.made_at, check_cancelled=run.check_cancelled
        )
        run.save_progress(so_far.as_json(), [])


def delete_ended_imports_files() -> int:
    """Delete the uploads of imports that ended some hours ago. Return the number of imports."""
    # A backup that started before the end contains the unfinished import and needs its
    # files.
    ended = Job.objects.filter(
        kind=JobKind.IMPORT,
        state__in=[JobState.DONE, JobState.CANCELLED],
        finished_at__lt=timezone.now() - KEPT_AFTER_END,
        files_deleted_at=None,
    )

    jobs = list(ended)
    for job in jobs:
        delete_files(job)
        Job.objects.filter(project=job.project_id, pk=job.pk).update(
            files_deleted_at=timezone.now()
        )
    return len(jobs)


def delete_old_drafts(*, project: Project | None = None) -> int:
    """Delete imports that nobody has confirmed for a day. Return how many were deleted.

    With a `project`, delete only its own, but all except the newest `KEPT_DRAFTS`.
    """
    drafts = Job.objects.filter(kind=JobKind.IMPORT, state=JobState.DRAFT).order_by("-made_at")
    day_ago = timezone.now() - DRAFT_AGE
    old = drafts.filter(made_at__lt=day_ago)
    if project is None:
        return sum(discard_draft(job=job) for job in old)

    newer = drafts.filter(project=project, made_at__gte=day_ago)
    return sum(
        discard_draft(job=job) for job in [*old.filter(project=project), *newer[KEPT_DRAFTS:]]
    )


def _check_files(job: Job) -> None:
    """Raise JobError if an uploaded file is missing."""
    # Without this check, the file would count as one refused item, and a restarted job
    # would skip items of the other files instead.
    missing = [
        file["name"] for file in job.parameters["files"] if not default_storage.exists(file["path"])
    ]
    if missing:
        raise JobError(
            _(
                "The uploaded file %(name)s is missing. Import it again; existing articles are "
                "skipped."
            )
            % {"name": missing[0]}
        )


def _open(path: str) -> BinaryIO:
    return cast(BinaryIO, default_storage.open(path).file)
