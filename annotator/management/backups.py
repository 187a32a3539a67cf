"""Backs up the whole installation in one file, and restores it.

A backup is a ZIP of `database.dump`, `files/…`, `backup.json` and `SHA256SUMS`. It can be
made while people work: pg_dump reads one snapshot, and the files are those that this
snapshot refers to. They are not deleted before the backup is complete.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.agreement.models import KeptResult
from annotator.export.models import Release
from annotator.jobs.models import UNDER_WAY, Job, JobKind, JobState
from annotator.lib.checksums import SUMS, NoReleaseError, sha256_of, sums_text, verify
from annotator.lib.database.earlier_versions import known_migrations
from annotator.lib.database.embedded import wheel_binaries
from annotator.lib.database.embedded_backend.base import server
from annotator.lib.database.snapshots import one_snapshot

FORMAT = 1
MANIFEST = "backup.json"
DUMP = "database.dump"
FILES = "files/"
# During a restore, the old schema has this name until the new one is complete.
REPLACED = "replaced_by_restore"
BLOCK = 1024 * 1024
# Connection parameters are passed in these environment variables. Other users of the
# machine could read a password on the command line.
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
}
VARIABLES |= {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


class BackupError(Exception):
    """The backup or the restore failed, and changed nothing. The message gives the reason."""


@dataclass
class Saved:
    """A backup: the number of its files, its size in bytes, and the files that it lacks.

    The missing files were not in the storage, although the database refers to them.
    """

    files: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)


def back_up(target: Path) -> Saved:
    """Write a backup to `target`, atomically. Raises BackupError."""
    if target.exists():
        raise BackupError(_("%(file)s: file exists") % {"file": target})

    # An incomplete backup never has the name of a backup.
    draft = target.with_name(f"{target.name}.part")
    try:
        with draft.open("wb") as file:
            # The backup contains e-mail addresses and password hashes.
            os.fchmod(file.fileno(), 0o600)
            saved = _write(file)
            # The backup must be on the disk before it gets its name.
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    except OSError as error:
        raise BackupError(f"{target}: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)

    saved.size = target.stat().st_size
    return saved


def restore(source: Path, *, replace: bool = False) -> Saved:
    """Restore a backup, atomically. Raises BackupError.

    The database must be empty unless `replace` is set.
    """
    # A damaged backup must be noticed before anything is changed.
    try:
        found = verify(source, "backup")
    except NoReleaseError as error:
        raise BackupError(str(error)) from error
    if found:
        raise BackupError("\n".join(found))

    with zipfile.ZipFile(source) as packed:
        manifest = json.loads(packed.read(MANIFEST))
        _check(manifest)
        _check_database(replace=replace)
        written: list[str] = []
        # Files first: only the database can be exchanged in one step at the end.
        try:
            for name in packed.namelist():
                if name.startswith(FILES) and _restore_file(packed, name, replace=replace):
                    written.append(name.removeprefix(FILES))
            with _empty_schema(replace=replace):
                _restore_database(packed)
        except BaseException:
            for name in written:
                default_storage.delete(name)
            raise

    # New tables have no statistics yet, and the planner needs them.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Saved(
        files=len(written), size=source.stat().st_size, missing=list(manifest.get("missing", []))
    )


def _write(file: BinaryIO) -> Saved:
    saved, sums = Saved(), {}
    # The dump and the releases are compressed already.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:

        def add(name: str, source: IO[bytes]) -> None:
            digest = hashlib.sha256()
            with packed.open(name, "w", force_zip64=True) as entry:
                while block := source.read(BLOCK):
                    digest.update(block)
                    entry.write(block)
            sums[name] = digest.hexdigest()

        names = _write_dump(add)
        for name in sorted(names):
            try:
                with default_storage.open(name) as stored:
                    add(FILES + name, cast(IO[bytes], stored))
                saved.files += 1
            except FileNotFoundError:
                # A backup without this file is better than none.
                saved.missing.append(name)
        manifest = json.dumps(_manifest(saved), indent=1).encode()
        sums[MANIFEST] = hashlib.sha256(manifest).hexdigest()
        packed.writestr(MANIFEST, manifest)
        packed.writestr(SUMS, sums_text(sums))
    return saved


def _write_dump(add: Callable[[str, IO[bytes]], None]) -> set[str]:
    """Write the dump, and return the files that the same snapshot of the database refers to."""
    # An import may end before its files are copied. `delete_ended_imports_files` keeps
    # them for some hours.
    with one_snapshot():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        names = _file_names()

        dump = ["--format=custom", "--schema=public", "--no-owner", "--no-privileges"]
        # These can be computed again.
        dump.append(f"--exclude-table-data={KeptResult._meta.db_table}")
        with _running(
            "pg_dump", [*dump, f"--snapshot={snapshot}"], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            add(DUMP, process.stdout)

    return names


def _manifest(saved: Saved) -> dict[str, Any]:
    applied = sorted(
        f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations
    )
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "postgresql": _server_major(),
        "migrations": applied,
        "files": saved.files,
        "missing": saved.missing,
    }


def _file_names() -> set[str]:
    """Return the files in the storage that the database refers to.

    They are the releases, and the uploads that aren't completely imported yet.
    """
    names = set(Release.objects.values_list("archive", flat=True))
    jobs = Job.objects.filter(
        kind=JobKind.IMPORT, state__in=[*UNDER_WAY, JobState.DRAFT, JobState.FAILED]
    )
    # Only one column is read, because the schema may be that of an earlier version.
    for parameters in jobs.values_list("parameters", flat=True):
        names |= {file["path"] for file in parameters.get("files", ())}
    return names


def _check(manifest: Mapping[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise BackupError(
            _("The backup has format %(format)s; this version of Skepsis reads format %(own)s.")
            % {"format": manifest.get("format"), "own": FORMAT}
        )

    known = {f"{app}.{name}" for app, name in known_migrations()}
    unknown = sorted(set(manifest["migrations"]) - known)

    if unknown:
        raise BackupError(
            _(
                "The backup was made by a newer version of Skepsis (unknown migration: "
                "%(migration)s). Restore it with that version."
            )
            % {"migration": unknown[0]}
        )


def _check_database(*, replace: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        tables = cursor.fetchone()[0]

        if tables and not replace:
            raise BackupError(
                ngettext(
                    "The database isn’t empty (%(count)s table). Use --replace to replace it.",
                    "The database isn’t empty (%(count)s tables). Use --replace to replace it.",
                    tables,
                )
                % {"count": tables}
            )

        # Changes that the app makes during the restore would be lost.
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
            "pg_backend_pid() AND backend_type = 'client backend'"
        )
        if cursor.fetchone()[0]:
            raise BackupError(_("The app or another program is using the database. Stop it first."))


@contextmanager
def _empty_schema(*, replace: bool) -> Iterator[None]:
    """Provide an empty schema for the block to fill. If the block fails, the old one comes back.

    A killed process leaves both schemas. The next restore first drops the incomplete one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", [REPLACED])
        if cursor.fetchone()[0]:
            # An earlier restore was killed before it was complete.
            cursor.execute(f"DROP SCHEMA public CASCADE; ALTER SCHEMA {REPLACED} RENAME TO public")
        if replace:
            cursor.execute(f"ALTER SCHEMA public RENAME TO {REPLACED}; CREATE SCHEMA public")

        try:
            yield
        except BaseException:
            if replace:
                cursor.execute(
                    f"DROP SCHEMA public CASCADE; ALTER SCHEMA {REPLACED} RENAME TO public"
                )
            raise

        if replace:
            cursor.execute(f"DROP SCHEMA {REPLACED} CASCADE")


def _restore_database(packed: zipfile.ZipFile) -> None:
    options = [
        "--schema=public",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
    ]
    into = f"--dbname={connection.get_connection_params()['dbname']}"

    with (
        packed.open(DUMP) as dump,
        _running("pg_restore", [*options, into], stdin=subprocess.PIPE) as process,
    ):
        assert process.stdin is not None
        try:
            shutil.copyfileobj(dump, process.stdin, BLOCK)
            process.stdin.close()
        except BrokenPipeError:
            # pg_restore has ended; its error message is read below.
            pass


def _restore_file(packed: zipfile.ZipFile, name: str, *, replace: bool) -> bool:
    """Restore a file to the storage. Return False if the same file was there already."""
    place = name.removeprefix(FILES)
    # A manipulated backup must not write outside these two folders.
    if not re.fullmatch(r"(releases|imports)/[\w./-]+", place):
        raise BackupError(_("%(name)s: unexpected file name") % {"name": name})

    if default_storage.exists(place):
        with default_storage.open(place) as there, packed.open(name) as here:
            if sha256_of(cast(BinaryIO, there)) == sha256_of(cast(BinaryIO, here)):
                return False
        if not replace:
            raise BackupError(
                _(
                    "%(name)s: the storage has a different file with this name. Use --replace to "
                    "replace it."
                )
                % {"name": place}
            )
        default_storage.delete(place)

    with packed.open(name) as file:
        stored = default_storage.save(place, File(file))

    # The storage chooses another name if this one exists.
    assert stored == place

    return True


@contextmanager
def _running(program: str, options: list[str], **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of PostgreSQL's programs, connected to the app's database.

    Raises BackupError with the program's error message.
    """
    parameters = connection.get_connection_params()
    # The machine's own variables, such as PGSERVICE, may name another database.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {
        VARIABLES[name]: str(value)
        for name, value in parameters.items()
        if name in VARIABLES and value
    }
    command = [str(_program(program)), *options]

    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, **pipes) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        assert process.stderr is not None
        message = process.stderr.read().decode(errors="replace").strip()
        if process.wait() != 0:
            raise BackupError(
                _("%(program)s failed: %(message)s") % {"program": program, "message": message}
            )


def _program(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs.

    For an external server, a program of the same version is preferred: an older server may not
    understand the output of a newer pg_restore.
    """
    if settings.EMBEDDED:
        return server.binaries / name

    # Debian installs several versions side by side. pg_dump can't read a server that is
    # newer.
    wanted = _server_major()
    debian_path = Path("/usr/lib/postgresql", str(wanted), "bin", name)

    for path in (debian_path, shutil.which(name), wheel_binaries() / name):
        if path and Path(path).exists() and _major_of(Path(path)) >= wanted:
            return Path(path)

    raise BackupError(
        _(
            "%(name)s for PostgreSQL %(version)s isn’t installed. Install "
            "postgresql-client-%(version)s."
        )
        % {"name": name, "version": wanted}
    )


def _server_major() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return int(cursor.fetchone()[0])


def _major_of(program: Path) -> int:
    output = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=True
    ).stdout

    # Distributions add their own version in brackets after this one.
    found = re.search(r"\(PostgreSQL\) (\d+)", output)
    return int(found[1]) if found else 0
