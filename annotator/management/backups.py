"""The whole installation in one file: the database as pg_dump writes it, the storage, and checksums
of both.

A backup is a ZIP of `database.dump`, `files/…`, `backup.json` and `SHA256SUMS`. It is taken while
people work: pg_dump sees one moment, the files are those that the same moment leads to, and they
stay until after the backup.
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
REPLACED = (
    "replaced_by_restore"  # the schema in which what was there waits until what comes is whole
)
BLOCK = 1024 * 1024
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
    """It can't be saved or restored; nothing was changed, and the message says why."""


@dataclass
class Saved:
    """What a backup holds: `files` of the storage, bytes in all, and files that the storage has no
    more.
    """

    files: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)


def back_up(target: Path) -> Saved:
    """Write a backup to `target`, whole or not at all. Raises BackupError."""
    if target.exists():
        raise BackupError(f"{target}: it is there already")
    draft = target.with_name(f"{target.name}.part")
    try:
        with draft.open("wb") as file:
            os.fchmod(
                file.fileno(), 0o600
            )  # it holds everything: addresses, hashes of passwords, texts
            saved = _write(file)
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
    """Bring back what the backup holds, whole or not at all: into an empty database, or with
    `replace` in place of what there is. Raises BackupError.
    """
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
        try:
            for name in packed.namelist():
                if name.startswith(FILES) and _bring_file(packed, name, replace=replace):
                    written.append(name.removeprefix(FILES))
            with _room(replace=replace):
                _bring_database(packed)
        except BaseException:
            for name in written:
                default_storage.delete(name)
            raise
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Saved(
        files=len(written), size=source.stat().st_size, missing=list(manifest.get("missing", []))
    )


def _write(file: BinaryIO) -> Saved:
    saved, sums = Saved(), {}
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
                saved.missing.append(name)
        manifest = json.dumps(_manifest(saved), indent=1).encode()
        sums[MANIFEST] = hashlib.sha256(manifest).hexdigest()
        packed.writestr(MANIFEST, manifest)
        packed.writestr(SUMS, sums_text(sums))
    return saved


def _write_dump(add: Callable[[str, IO[bytes]], None]) -> set[str]:
    """Write the dump; return the files that the same snapshot of the database leads to.

    Files of an import that ends meanwhile stay for some hours: `delete_ended_imports_files`.
    """
    with one_snapshot():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        names = _file_names()

        dump = ["--format=custom", "--schema=public", "--no-owner", "--no-privileges"]
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
    """What the storage holds that rows of the database lead to: releases, and uploads that are not
    imported yet.
    """
    names = set(Release.objects.values_list("archive", flat=True))
    jobs = Job.objects.filter(
        kind=JobKind.IMPORT, state__in=[*UNDER_WAY, JobState.DRAFT, JobState.FAILED]
    )
    # No whole rows: the schema may be that of an earlier version.
    for parameters in jobs.values_list("parameters", flat=True):
        names |= {file["path"] for file in parameters.get("files", ())}
    return names


def _check(manifest: Mapping[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise BackupError(
            f"The backup is of format {manifest.get('format')}; this Skepsis reads format {FORMAT}."
        )
    known = {f"{app}.{name}" for app, name in known_migrations()}
    unknown = sorted(set(manifest["migrations"]) - known)
    if unknown:
        raise BackupError(
            f"A newer Skepsis made the backup (this one knows no {unknown[0]}): restore it with "
            "that one."
        )


def _check_database(*, replace: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        tables = cursor.fetchone()[0]
        if tables and not replace:
            raise BackupError(
                f"The database is not empty, it has {tables} tables: --replace puts the backup in "
                "place."
            )
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
            "pg_backend_pid() AND backend_type = 'client backend'"
        )
        if cursor.fetchone()[0]:
            raise BackupError(
                "The app is running, or somebody else uses the database: stop it first."
            )


@contextmanager
def _room(*, replace: bool) -> Iterator[None]:
    """An empty schema for the block to fill. What was there before waits beside it, and comes back
    if the block fails.

    A process killed in between leaves both: the next restore with --replace begins with what came
    first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", [REPLACED])
        if cursor.fetchone()[0]:  # a restore was killed: what it had brought is no longer wanted
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


def _bring_database(packed: zipfile.ZipFile) -> None:
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
            pass  # it has said why it went


def _bring_file(packed: zipfile.ZipFile, name: str, *, replace: bool) -> bool:
    """Put a file into the storage under its old name; return whether it was not there already."""
    place = name.removeprefix(FILES)
    if not re.fullmatch(r"(releases|imports)/[\w./-]+", place):
        raise BackupError(f"{name}: no file of this app has such a name")
    if default_storage.exists(place):
        with default_storage.open(place) as there, packed.open(name) as here:
            if sha256_of(cast(BinaryIO, there)) == sha256_of(cast(BinaryIO, here)):
                return False
        if not replace:
            raise BackupError(
                f"{place}: the storage has another file of this name: --replace puts the backup’s "
                "in place."
            )
        default_storage.delete(place)
    with packed.open(name) as file:
        kept = default_storage.save(place, File(file))
    assert kept == place
    return True


@contextmanager
def _running(program: str, options: list[str], **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
    """One of PostgreSQL's programs, connected to the database. Raises BackupError with what it
    said.
    """
    parameters = connection.get_connection_params()
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
        said = process.stderr.read().decode(errors="replace").strip()
        if process.wait() != 0:
            raise BackupError(f"{program} failed: {said}")


def _program(name: str) -> Path:
    """The wheel's program; for a server of others the installed one of its version, or else one
    that is new enough: what a newer pg_restore sends, an older server may not know.
    """
    if settings.EMBEDDED:
        return server.binaries / name
    wanted = _server_major()
    of_debian = Path("/usr/lib/postgresql", str(wanted), "bin", name)
    for path in (of_debian, shutil.which(name), wheel_binaries() / name):
        if path and Path(path).exists() and _major_of(Path(path)) >= wanted:
            return Path(path)
    raise BackupError(
        f"There is no {name} for PostgreSQL {wanted} here: install postgresql-client-{wanted}."
    )


def _server_major() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return int(cursor.fetchone()[0])


def _major_of(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(
        r"\(PostgreSQL\) (\d+)", said
    )  # distributions add what is theirs, in brackets of their own
    return int(found[1]) if found else 0
