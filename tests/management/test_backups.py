"""Backups as a site administrator makes and restores them, each installation in its own folder."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from annotator.importing.article_import import BATCH_ARTICLES
from annotator.lib.database.embedded import EmbeddedError, EmbeddedPostgres
from tests.support.held_import import held_after_one_batch
from tests.support.prepared import prepared_folder
from tools.cluster import query
from tools.served import ROOT, Served, copy_folder, gone, wait_for


class Installation(Served):
    """An installation: a folder with a database and a storage, for which commands are run."""

    @property
    def database(self) -> EmbeddedPostgres:
        return EmbeddedPostgres(self.var / "postgres")

    def manage(self, *arguments: str, ok: bool = True) -> str:
        """What a command says. Fails unless it ends as expected, and without a traceback."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True)
        assert (done.returncode == 0) is ok, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout if ok else done.stderr


@contextmanager
def installation(copy_of: Path | None = None) -> Iterator[Installation]:
    """An installation in an empty folder, or in a copy of another. Its database server runs to the
    end, so that a command needn't start it.
    """
    with TemporaryDirectory(prefix="skepsis-backup-") as folder:
        var = Path(folder)
        var.chmod(0o711)
        if copy_of is not None:
            copy_folder(copy_of, var)

        made = Installation(var, {}, ["--workers=1"])
        database = made.database
        database.join()
        try:
            yield made
        finally:
            database.leave()
            wait_for(lambda: gone(made.postgres()))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, Path]]:
    """An installation with a demo and a release, and its backup."""
    backup = tmp_path_factory.mktemp("backup") / "monday.zip"
    with installation(prepared_folder()) as made:
        made.manage("publish_release", "demo")
        made.manage("backup", str(backup))
        yield made, backup


# In one process: a start takes longer than both.
FIGURES = """
from django.core.management import call_command
call_command("agreement", "demo", "--json")
call_command("export_dataset", "demo", "annotations")
"""
ANNOTATIONS = "SELECT * FROM labelling_annotation ORDER BY id"


def rewritten(backup: Path, target: Path, name: str, change: object) -> Path:
    """A copy of the backup in which the files with this name have another content.

    The checksums are the old ones.
    """
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(target, "w") as copy:
        for member in source.namelist():
            content = source.read(member)
            copy.writestr(member, change(content) if member.startswith(name) else content)  # type: ignore[operator]
    return target


def test_a_restored_installation_equals_the_original(
    original: tuple[Installation, Path], tmp_path: Path
) -> None:
    first, backup = original
    assert backup.stat().st_mode & 0o777 == 0o600
    with installation() as second:
        assert "restored the database and 1 file" in second.manage("restore", str(backup))
        figures, again = (made.manage("shell", "-v0", "-c", FIGURES) for made in (first, second))
        assert again == figures
        archive = next((second.var / "files" / "releases").rglob("*.zip"))
        assert "files verified" in second.manage("verify_release", str(archive))
        assert "No changes" in second.manage(
            "makemigrations", "--skip-checks", "--check", "--dry-run"
        )
        # What the database itself holds fast came along: nobody rewrites the trail or a release.
        for table, what in (("projects_auditevent", "about = 1"), ("export_release", "number = 9")):
            with pytest.raises(EmbeddedError, match="can not be changed"):
                query(second.database, f"UPDATE {table} SET {what}")
        assert "isn’t empty" in second.manage("restore", str(backup), ok=False)
        second.manage("create_project", "other")
        second.manage("restore", str(backup), "--replace")
        assert "There is no project “other”" in second.manage("agreement", "other", ok=False)


def test_a_damaged_backup_is_rejected_and_changes_nothing(
    original: tuple[Installation, Path], tmp_path: Path
) -> None:
    first, backup = original
    before = query(first.database, ANNOTATIONS)
    assert before
    damaged = {
        "database.dump: it was changed": ("database.dump", lambda content: content[:-50]),
        "it was changed": ("files/", lambda content: content + b"x"),
    }
    for number, (message, (name, change)) in enumerate(damaged.items()):
        copy = rewritten(backup, tmp_path / f"{number}.zip", name, change)
        assert message in first.manage("restore", str(copy), "--replace", ok=False)
    (tmp_path / "text.zip").write_text("no ZIP")
    assert "neither a folder nor a readable ZIP" in first.manage(
        "restore", str(tmp_path / "text.zip"), ok=False
    )
    assert query(first.database, ANNOTATIONS) == before


def sealed(backup: Path, target: Path, name: str, change: object) -> Path:
    """The same with correct checksums, as an attacker would write them."""
    from hashlib import sha256

    from annotator.lib.checksums import SUMS, sums_text

    with zipfile.ZipFile(rewritten(backup, target, name, change)) as draft:
        members = {member: draft.read(member) for member in draft.namelist() if member != SUMS}
    with zipfile.ZipFile(target, "w") as copy:
        for member, content in members.items():
            copy.writestr(member, content)
        copy.writestr(
            SUMS,
            sums_text({member: sha256(content).hexdigest() for member, content in members.items()}),
        )
    return target


def test_an_incomplete_dump_changes_nothing(
    original: tuple[Installation, Path], tmp_path: Path
) -> None:
    """A dump that ends in the middle of its tables changes neither rows nor files."""
    first, backup = original
    before = query(first.database, ANNOTATIONS)
    assert before
    files = sorted((first.var / "files").rglob("*"))
    copy = sealed(
        backup,
        tmp_path / "half.zip",
        "database.dump",
        lambda content: content[: len(content) * 2 // 3],
    )
    assert "pg_restore failed" in first.manage("restore", str(copy), "--replace", ok=False)
    assert query(first.database, ANNOTATIONS) == before
    assert sorted((first.var / "files").rglob("*")) == files


def test_a_backup_of_a_newer_version_is_rejected(
    original: tuple[Installation, Path], tmp_path: Path
) -> None:
    def add(content: bytes) -> bytes:
        manifest = json.loads(content)
        return json.dumps(
            manifest | {"migrations": [*manifest["migrations"], "projects.9999_future"]}
        ).encode()

    first, backup = original
    copy = sealed(backup, tmp_path / "newer.zip", "backup.json", add)
    assert "unknown migration: projects.9999_future" in first.manage(
        "restore", str(copy), "--replace", ok=False
    )


def test_a_backup_of_an_earlier_version_is_migrated(tmp_path: Path) -> None:
    """Its schema and its rows are migrated."""
    backup = tmp_path / "early.zip"
    with installation(prepared_folder()) as early, installation() as now:
        early.manage("migrate", "--skip-checks", "-v0", "projects", "0001_squashed_0014_leaving")
        early.manage("backup", str(backup))
        now.manage("restore", str(backup))
        assert '"annotations": 524' in now.manage("agreement", "demo", "--json")
        now.manage("migrate", "--skip-checks", "--check")


def test_a_restore_is_rejected_while_the_app_runs(original: tuple[Installation, Path]) -> None:
    first, backup = original
    first.start()
    try:
        assert "Stop it first" in first.manage("restore", str(backup), "--replace", ok=False)
        first.manage("backup", str(backup.with_name("while-people-work.zip")))
        assert "file exists" in first.manage("backup", str(backup), ok=False)
    finally:
        first.stop()


IMPORT = """
from django.core.files.uploadedfile import SimpleUploadedFile
from annotator.importing.job import draft_import, run_import
from annotator.importing.options import ImportOptions
from annotator.jobs.running import start_job
from annotator.projects.models import Project
lines = "\\n".join('{{"text": "Dam %s held. It did not fail."}}' % n for n in range({articles}))
job = draft_import(
    project=Project.objects.get(slug="demo"), made_by=None, options=ImportOptions(),
    uploads=[SimpleUploadedFile("dams.jsonl", lines.encode())],
)
start_job(job=job, parameters=job.parameters, enqueue=run_import.enqueue)
"""
COUNT = """
SELECT (SELECT state FROM projects_job ORDER BY id DESC LIMIT 1), count(*)
FROM corpus_article WHERE text LIKE 'Dam %'
"""


def test_an_import_that_ran_during_the_backup_can_be_resumed(tmp_path: Path) -> None:
    """The backup contains the file of an import that was in the middle of it."""
    backup, articles = tmp_path / "busy.zip", BATCH_ARTICLES + 100
    with installation(prepared_folder()) as busy, installation() as now:
        busy.start()
        try:
            start = partial(busy.manage, "shell", "-v0", "-c", IMPORT.format(articles=articles))
            with held_after_one_batch(busy.database, start):
                assert counted(busy) == f"running {BATCH_ARTICLES}"
                busy.manage("backup", str(backup))
            wait_for(lambda: counted(busy) == f"done {articles}")
        finally:
            busy.stop()

        now.manage("restore", str(backup))
        assert counted(now) == f"running {BATCH_ARTICLES}"
        now.start()
        try:
            wait_for(lambda: counted(now) == f"done {articles}")
        finally:
            now.stop()


def counted(installation: Installation) -> str:
    """The state of the import, and the number of its articles."""
    return query(installation.database, COUNT).replace("|", " ")
