"""If root starts the app, it runs as the user of PostgreSQL, or says why it can't."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from annotator.lib.processes.system_user import (
    change_owner,
    change_owner_of_tree,
    system_user,
    user_options,
)
from tests.support.prepared import prepared_folder
from tools.served import ROOT, Served, gone, serving, wait_for

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends another user")

PACKAGES = next(path for path in sys.path if path.endswith("site-packages"))


def runs_for_others(python: str) -> bool:
    """Whether the system user may run this Python, and the app with it."""
    environment = os.environ | {"PYTHONPATH": PACKAGES}
    command = [python, "-c", "import granian, psycopg, annotator.lib.processes.web_server"]
    user = user_options(system_user())
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, **user)
    except OSError:
        return False
    return done.returncode == 0


@pytest.fixture(scope="module")
def python() -> str:
    """A Python that every user may run: this one, or the system's if it has the same version."""
    own = f"/usr/bin/python3.{sys.version_info.minor}"
    for candidate in (sys.executable, own):
        if runs_for_others(candidate):
            return candidate
    pytest.skip("other users may run no Python here that has the app's packages")


@pytest.fixture(scope="module")
def installed(python: str) -> Iterator[Served]:
    with serving(python=python, PYTHONPATH=PACKAGES, METRICS_TOKEN="a token") as installed:
        yield installed


@pytest.fixture
def served(installed: Served) -> Served:
    """The installation, which runs: it is started again after a test that stopped it."""
    if installed.process.poll() is not None:
        installed.start()
    wait_for(installed.is_well)
    return installed


def manage(served: Served, *arguments: str) -> str:
    command = [served.python, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=served.env, capture_output=True, text=True, check=True
    )
    return done.stdout


def owners(processes: list[psutil.Process]) -> set[str]:
    return {process.username() for process in processes}


def test_no_child_runs_as_root(served: Served) -> None:
    wait_for(lambda: served.status("/readyz") == 200)

    assert len(served.processes()) >= 4, "a web master, two web workers and a background worker"
    assert owners(served.processes()) == {system_user().pw_name}
    assert "Warning" not in served.printed.read_text()


def test_the_app_owns_the_files_that_a_command_of_root_writes(
    served: Served, tmp_path: Path
) -> None:
    manage(served, "publish_release", "demo", "-o", str(tmp_path / "release"))

    (archive,) = (served.var / "files" / "releases").rglob("*.zip")
    written = [archive, *archive.parents[:2], *(served.var / "building").iterdir()]
    assert {path.stat().st_uid for path in written} == {system_user().pw_uid}
    assert served.var.stat().st_uid == 0, "nobody puts a link where root writes"


def test_files_from_a_run_as_root_get_the_new_owner(served: Served) -> None:
    served.stop()
    for path in [served.var / "secret_key", served.var / "files", served.var / "building"]:
        os.chown(path, 0, 0)
    upload = served.var / "files" / "imports" / "old" / "upload.txt"
    upload.parent.mkdir(parents=True)
    upload.write_text("The dam held.")
    upload.chmod(0o600)

    served.start()

    assert owners(served.processes()) == {system_user().pw_name}
    assert upload.stat().st_uid == system_user().pw_uid


def test_the_children_stop_the_database_after_serve_was_killed(served: Served) -> None:
    family = served.processes()
    served.stop(signal.SIGKILL)

    wait_for(lambda: gone(family))


def test_a_warning_says_why_the_app_runs_as_root() -> None:
    """Here Python is in a folder that only root can enter."""
    closed = Path(tempfile.mkdtemp())
    try:
        (closed / "python").symlink_to(sys.executable)
        with serving(
            options=["--workers=1"],
            python=f"{closed}/python",
            copy_of=prepared_folder(),
            PYTHONPATH=PACKAGES,
        ) as served:
            why = f"because the user {system_user().pw_name} may not run {closed}/python"
            assert f"run as root, {why}" in served.printed.read_text()
            assert served.child("work").username() == "root"
    finally:
        shutil.rmtree(closed)


def test_links_keep_their_owner(tmp_path: Path) -> None:
    """A user who can write to the folder could create links to files of others."""
    user, folder, secret = system_user(), tmp_path / "files", tmp_path / "secret"
    folder.mkdir()
    secret.touch()
    (folder / "link").symlink_to(secret)
    (folder / "name").hardlink_to(secret)
    (folder / "own").touch()

    change_owner_of_tree(folder, uid=user.pw_uid, gid=user.pw_gid)
    change_owner(folder / "not there", uid=user.pw_uid, gid=user.pw_gid)

    assert secret.stat().st_uid == 0
    assert (folder / "link").lstat().st_uid == 0
    assert (folder / "own").stat().st_uid == user.pw_uid
