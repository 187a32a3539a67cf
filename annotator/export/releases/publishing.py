"""Publishes a release: builds, packs and stores it, and then adds the row in the database.

A preview is built in the same way, and gets a row of its own.
"""

import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO, cast
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.export.models import Release, ReleasePreview
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.previews import differences, discard_preview
from annotator.export.releases.progress import Progress
from annotator.projects.models import Membership, Project

if TYPE_CHECKING:
    from annotator.export.releases.building import BuiltRelease

# A build takes minutes. Files that are older than this belong to none that still runs.
LEFTOVER_AGE = timedelta(days=1)
# Articles that got a split from a person in the meantime keep that one.
STORE_SPLITS = """
    UPDATE corpus_article article SET split = proposed.split
    FROM unnest(%s::bigint[], %s::text[]) AS proposed (id, split)
    WHERE article.id = proposed.id AND article.project_id = %s AND article.split = ''
"""


# Is given the release, and the names of the files that differ from its preview: None if there was
# no preview with the same parameters.
OnPublished = Callable[[Release, list[str] | None], None]


@dataclass(frozen=True)
class StoredBuild:
    """The build of the next release, and the path of its ZIP in the storage."""

    number: int
    built: "BuiltRelease"
    archive: str


class NothingToReleaseError(Exception):
    """The release would have no articles. The message says why."""


class ArchiveMissingError(Exception):
    """The files of a release are missing from the storage. The message says which."""


class OvertakenError(Exception):
    """Another release was published while this one was being built, under the same number."""


def publish_release(
    *,
    project: Project,
    made_by: Membership | None,
    parameters: ReleaseParameters,
    progress: Progress | None = None,
    on_published: OnPublished = lambda release, differing: None,
) -> Release:
    """Build the next release and publish it. `on_published` is called in the transaction that
    publishes it.

    Articles without a split keep the one that they get here. The preview is deleted. Raises
    NothingToReleaseError, OvertakenError and ArchiveMissingError.
    """
    with _stored_build(project, parameters, progress, "releases") as stored:
        return _publish(project, made_by, parameters, stored, on_published)


def preview_release(
    *,
    project: Project,
    made_by: Membership | None,
    parameters: ReleaseParameters,
    progress: Progress | None = None,
    on_made: Callable[[ReleasePreview], None] = lambda preview: None,
) -> ReleasePreview:
    """Build the next release without publishing it. It replaces the preview of before.

    `on_made` is called in the transaction that stores it. Raises as `publish_release` does.
    """
    with (
        _stored_build(project, parameters, progress, "previews") as stored,
        transaction.atomic(),
    ):
        _lock_if_free(project, stored.number)
        discard_preview(project)
        preview = ReleasePreview.objects.create(
            project=project,
            number=stored.number,
            made_by=made_by,
            parameters=parameters.as_json(),
            counts=stored.built.counts,
            agreement=stored.built.agreement,
            files=stored.built.files,
            archive=stored.archive,
        )
        on_made(preview)

        return preview


@contextmanager
def _stored_build(
    project: Project,
    parameters: ReleaseParameters,
    progress: Progress | None,
    kind: str,
) -> Iterator[StoredBuild]:
    """Build the next release, and store its archive. It is deleted if the block fails."""
    # They need Arrow, which is large, and pages don't build releases.
    from annotator.export.releases.building import build_release
    from annotator.export.releases.changes import read_tables

    if not parameters.selection.filter_articles(project.articles.all(), "").exists():
        raise NothingToReleaseError(
            _("No article of these rounds and languages is open for labelling, or complete.")
            if parameters.rounds or parameters.languages
            else _("No article of the project is complete yet.")
            if parameters.done_only
            else _("No article of the project is open for labelling yet.")
        )

    # Not locked: building takes minutes. `_lock_if_free` checks that the number is still
    # free.
    before = Release.objects.in_project(project).order_by("-number").first()
    number = before.number + 1 if before else 1
    sweep(project)
    with TemporaryDirectory(prefix="release-", dir=_scratch()) as scratch:
        folder = Path(scratch) / "release"
        folder.mkdir()
        built = build_release(
            project=project,
            number=number,
            parameters=parameters,
            folder=folder,
            previous=partial(read_tables, partial(open_file, before)) if before else None,
            progress=progress or Progress(),
        )
        packed = Path(scratch) / "release.zip"
        pack(folder, packed, built.files, parameters.day)
        # The name is new each time, so that a second build can't overwrite the archive
        # of another.
        with packed.open("rb") as file:
            archive = default_storage.save(
                f"{kind}/{project.pk}/{number}-{uuid4().hex}.zip", File(file)
            )
    try:
        yield StoredBuild(number, built, archive)
    except BaseException:
        # The storage is not part of the transaction.
        default_storage.delete(archive)
        raise


def _publish(
    project: Project,
    made_by: Membership | None,
    parameters: ReleaseParameters,
    stored: StoredBuild,
    on_published: OnPublished,
) -> Release:
    built = stored.built
    with transaction.atomic():
        _lock_if_free(project, stored.number)
        differing = differences(project, parameters, built.files)
        discard_preview(project)

        # Articles are always locked in this order, so that transactions don't block
        # each other.
        new = project.articles.filter(pk__in=list(built.splits)).order_by("pk")
        list(new.select_for_update(no_key=True).values_list("pk", flat=True))

        with connection.cursor() as cursor:
            cursor.execute(
                STORE_SPLITS, [list(built.splits), list(built.splits.values()), project.pk]
            )

        release = Release.objects.create(
            project=project,
            number=stored.number,
            dated=parameters.day,
            made_by=made_by,
            parameters=parameters.as_json(),
            counts=built.counts,
            agreement=built.agreement,
            files=built.files,
            archive=stored.archive,
        )
        on_published(release, differing)

        return release


def _lock_if_free(project: Project, number: int) -> None:
    """Lock the project, if nobody has published this release meanwhile. Raises OvertakenError."""
    # One release at a time: a second one waits here, and then finds the number taken.
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if Release.objects.in_project(project).filter(number__gte=number).exists():
        raise OvertakenError(
            _("Release %(number)s was published meanwhile. Publish again to create the next.")
            % {"number": number}
        )


def pack(folder: Path, archive: Path, files: Mapping[str, object], day: date) -> None:
    """Write the folder as a ZIP. The same files and the same day give the same bytes."""
    # The release date instead of the times of the files, which differ between two
    # builds. A ZIP can only store these years.
    year = min(max(day.year, 1980), 2107)
    time = (year, day.month, day.day, 0, 0, 0)

    with zipfile.ZipFile(archive, "w", allowZip64=True) as packed:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, time)
            info.external_attr = 0o644 << 16
            # Parquet is compressed already.
            info.compress_type = (
                zipfile.ZIP_STORED if name.endswith(".parquet") else zipfile.ZIP_DEFLATED
            )
            with (
                (folder / name).open("rb") as source,
                packed.open(info, "w", force_zip64=True) as target,
            ):
                shutil.copyfileobj(source, target, 1024 * 1024)


@contextmanager
def open_file(release: Release | ReleasePreview, name: str) -> Iterator[BinaryIO]:
    """Open a file of the release, by its name in `files`. Raises ArchiveMissingError."""
    try:
        archived = default_storage.open(release.archive)
    except FileNotFoundError as error:
        raise ArchiveMissingError(
            _("%(archive)s is missing from the storage.") % {"archive": release.archive}
        ) from error

    with (
        archived as stored,
        zipfile.ZipFile(cast(BinaryIO, stored)) as archive,
        archive.open(name) as file,
    ):
        yield cast(BinaryIO, file)


def copy_release(release: Release | ReleasePreview, folder: Path) -> None:
    """Write the files of the release into a new or empty folder. Raises FileExistsError if
    it isn't empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(_("%(folder)s: not empty") % {"folder": folder})
    for name in release.files:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        with open_file(release, name) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)


def sweep(project: Project) -> None:
    """Delete the leftovers of killed builds: their folders, and archives without a release."""
    long_ago = timezone.now() - LEFTOVER_AGE
    for folder in _scratch().iterdir():
        if folder.stat().st_mtime < long_ago.timestamp():
            shutil.rmtree(folder, ignore_errors=True)

    # The database is the record of what is published: an archive without a row is a
    # leftover.
    kept = {
        *Release.objects.in_project(project).values_list("archive", flat=True),
        *ReleasePreview.objects.filter(project=project).values_list("archive", flat=True),
    }
    for folder_name in (f"releases/{project.pk}", f"previews/{project.pk}"):
        if not default_storage.exists(folder_name):
            continue
        for name in default_storage.listdir(folder_name)[1]:
            archive = f"{folder_name}/{name}"
            if archive not in kept and default_storage.get_modified_time(archive) < long_ago:
                default_storage.delete(archive)


def _scratch() -> Path:
    folder = Path(settings.VAR) / "building"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
