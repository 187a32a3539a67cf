"""The background import: files that were uploaded, read with what the person said of them, brought
in.
"""

import itertools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path, PurePath
from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import InputFile, ReadOptions, Refused
from annotator.corpus.readers.zip_files import stem_of
from annotator.corpus.storing import ImportOptions
from annotator.importing.article_import import ANNOTATOR, ImportResult, import_articles
from annotator.importing.label_mapping import LabelMapping
from annotator.jobs.models import Job, JobKind, JobState
from annotator.jobs.running import JobError, running
from annotator.labelling.annotations.imported_members import AnnotatorNames
from annotator.projects.models import Membership, Project

KEPT_AFTER_END = timedelta(hours=6)
DRAFT_AGE = timedelta(days=1)  # after which an upload that nobody has confirmed goes
KEPT_DRAFTS = 20  # uploads of a project that nobody has confirmed; older ones go


@dataclass(frozen=True)
class ImportParameters:
    """What an import is to do; kept as JSON in its job. `files` are dicts of name, path in the
    storage, and size.
    """

    files: Sequence[Mapping[str, Any]] = ()
    columns: dict[str, str] = field(default_factory=dict)
    rows: str = ""
    language: str = "en"
    encoding: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    annotator: str = ANNOTATOR
    pseudonyms: bool = False
    as_members: dict[str, str] = field(default_factory=dict)
    review: bool = False
    round: str = "main"
    overlap: int | None = 3
    all_or_nothing: bool = False

    @property
    def reading(self) -> ReadOptions:
        return ReadOptions(self.columns, self.rows, self.language, self.encoding)

    @property
    def options(self) -> ImportOptions:
        return ImportOptions(review=self.review, round=self.round, overlap=self.overlap)

    @property
    def names(self) -> AnnotatorNames:
        return AnnotatorNames(self.pseudonyms, self.as_members)

    def input_files(self) -> list[InputFile]:
        return [
            InputFile(
                file["name"], stem_of(file["name"]), file["size"], partial(_opened, file["path"])
            )
            for file in self.files
        ]


def draft_import(
    *,
    project: Project,
    made_by: Membership | None,
    uploads: Sequence[UploadedFile],
    parameters: ImportParameters,
) -> Job:
    """Keep the uploaded files, as an import that waits to be looked at and confirmed."""
    delete_old_drafts(project=project)
    folder = f"imports/{uuid4()}"
    files = [
        {
            "name": upload.name or "",
            "path": default_storage.save(f"{folder}/{number}", upload),
            "size": upload.size or 0,
        }
        for number, upload in enumerate(uploads)
    ]
    kept = {**asdict(parameters), "files": files}
    total = sum(upload.size or 0 for upload in uploads)
    return Job.objects.create(
        project=project, kind=JobKind.IMPORT, made_by=made_by, parameters=kept, total=total
    )


def read_parameters(job: Job) -> ImportParameters:
    return ImportParameters(**job.parameters)


def import_name(job: Job) -> str:
    """The job and its files, for the audit trail."""
    parameters = read_parameters(job)
    names = [str(file["name"]) for file in parameters.files]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"import {job.pk}: {', '.join(names[:3])}{more}{parameters.names.said}"


def discard_draft(*, job: Job) -> bool:
    """Forget an import that was not started, with its files; return whether it was one."""
    with transaction.atomic():
        deleted, _ = Job.objects.filter(pk=job.pk, state=JobState.DRAFT).delete()
        if deleted:
            transaction.on_commit(lambda: delete_files(read_parameters(job)))
    return bool(deleted)


def delete_files(parameters: ImportParameters) -> None:
    for file in parameters.files:
        default_storage.delete(file["path"])

    # A folder of its own holds them, where the storage has folders.
    for folder in {PurePath(file["path"]).parent for file in parameters.files}:
        with suppress(OSError, NotImplementedError):
            Path(default_storage.path(str(folder))).rmdir()


@task()
def run_import(job_id: int) -> None:
    """Bring in what the job names, from where it was left off."""
    with running(job_id, run_import.enqueue) as run:
        if run is None:
            return
        job, parameters = run.job, read_parameters(run.job)
        _check_files(parameters)
        so_far = ImportResult(**job.result)
        intake = Intake(parameters.input_files(), parameters.reading)
        run.measure = lambda: intake.done
        run.locate = lambda: intake.place
        run.begin(intake.place)

        def keep(brought: ImportResult, refused: Sequence[Refused]) -> None:
            so_far.add(brought)
            run.keep(asdict(so_far), [(item.place, item.reason) for item in refused])

        import_articles(
            project=job.project,
            items=itertools.islice(intake, so_far.read, None),
            options=parameters.options,
            mapping=LabelMapping.of(job.project, parameters.labels),
            keep=keep,
            annotator=parameters.annotator,
            names=parameters.names,
            all_or_nothing=parameters.all_or_nothing,
            go_on=run.check,
        )


def delete_ended_imports_files() -> int:
    """Delete the uploads of imports that are over; return how many imports that were.

    Not at once: a backup that was begun before the end holds the import as it was, and takes its
    files.
    """
    ended = Job.objects.filter(
        kind=JobKind.IMPORT,
        state__in=[JobState.DONE, JobState.CANCELLED],
        finished_at__lt=timezone.now() - KEPT_AFTER_END,
        files_deleted_at=None,
    )

    jobs = list(ended)
    for job in jobs:
        delete_files(read_parameters(job))
        Job.objects.filter(pk=job.pk).update(files_deleted_at=timezone.now())
    return len(jobs)


def delete_old_drafts(*, project: Project | None = None) -> int:
    """Delete uploads that nobody has confirmed for a day; return how many they were.

    Of one project, all but its newest `KEPT_DRAFTS` as well.
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


def _check_files(parameters: ImportParameters) -> None:
    """Raises JobError where an uploaded file is gone: what was read of it is there, the rest can't
    be read.
    """
    gone = [file["name"] for file in parameters.files if not default_storage.exists(file["path"])]
    if gone:
        raise JobError(
            f"The uploaded file {gone[0]} is gone: import it again; existing articles are skipped."
        )


def _opened(path: str) -> BinaryIO:
    return cast(BinaryIO, default_storage.open(path).file)
