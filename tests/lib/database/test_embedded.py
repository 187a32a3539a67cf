"""The embedded server, with a new folder for each test, and real processes that get killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from annotator.lib.database.embedded import DATABASE, USER, EmbeddedError, EmbeddedPostgres

MEMBER = """
import sys
from pathlib import Path
from annotator.lib.database.embedded import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1])).join()
print("joined", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    parent = Path(tempfile.mkdtemp(prefix="skepsis-pg-"))
    parent.chmod(0o711)
    yield parent / "postgres"
    server = EmbeddedPostgres(parent / "postgres")
    if server.is_running():
        server.join()
        server.leave()
    shutil.rmtree(parent)


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder)
    yield server
    server.leave()


@pytest.fixture
def start_member(folder: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Start another process that joins the same server. It leaves when its input is closed."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        member = subprocess.Popen(
            [sys.executable, "-c", MEMBER, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(member)
        assert member.stdout is not None
        assert member.stdout.readline() == "joined\n"
        return member

    yield start
    for member in started:
        member.kill()
        member.communicate()


def ask(server: EmbeddedPostgres, statement: str) -> object:
    with psycopg.connect(
        host=str(server.socket_folder), user=USER, dbname=DATABASE, autocommit=True
    ) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def postmaster(server: EmbeddedPostgres) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def test_the_server_has_checksums_and_listens_only_on_a_socket(server: EmbeddedPostgres) -> None:
    server.join()
    assert ask(server, "SHOW data_checksums") == "on"
    assert ask(server, "SHOW fsync") == "on"
    assert ask(server, "SHOW listen_addresses") == ""
    assert (
        ask(server, "SELECT datlocale FROM pg_database WHERE datname = current_database()")
        == "C.UTF-8"
    )
    assert server.socket_folder.stat().st_mode & 0o777 == 0o700
    assert not psutil.Process(postmaster(server)).net_connections("tcp")


def test_the_log_has_no_statements_or_values(server: EmbeddedPostgres) -> None:
    server.join()
    ask(
        server,
        "CREATE TABLE said AS SELECT 'what somebody wrote' AS words; ALTER TABLE said ADD UNIQUE "
        "(words); SELECT 1",
    )
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(server, "INSERT INTO said VALUES ('what somebody wrote') RETURNING 1")
    log = server.log.read_text()
    assert "duplicate key value" in log
    assert "somebody" not in log


def test_the_server_stops_when_the_last_process_leaves(
    server: EmbeddedPostgres, start_member: Callable[[], subprocess.Popen[str]]
) -> None:
    server.join()
    member = start_member()
    server.leave()
    assert server.is_ready(), "another process is still at work"
    member.communicate("")
    assert not server.is_running()


def test_a_killed_process_is_not_counted(
    server: EmbeddedPostgres, start_member: Callable[[], subprocess.Popen[str]]
) -> None:
    server.join()
    member = start_member()
    member.kill()
    member.wait()
    server.leave()
    assert not server.is_running()


def test_a_killed_server_is_restarted_with_its_data(server: EmbeddedPostgres) -> None:
    server.join()
    ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(postmaster(server), signal.SIGKILL)
    assert wait_until(lambda: not server.is_running())
    server.join()
    assert ask(server, "SELECT answer FROM kept") == 42


def test_processes_that_start_at_the_same_time_share_one_server(
    server: EmbeddedPostgres, start_member: Callable[[], subprocess.Popen[str]]
) -> None:
    members = [
        subprocess.Popen(
            [sys.executable, "-c", MEMBER, str(server.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    lines = [member.stdout.readline() for member in members if member.stdout]
    assert lines == ["joined\n"] * 3
    assert server.is_ready()
    for member in members:
        member.communicate("")
    assert not server.is_running()


def test_an_incomplete_cluster_is_created_again(server: EmbeddedPostgres) -> None:
    (server.folder / "data.new").mkdir(parents=True)
    (server.folder / "data.new" / "PG_VERSION").write_text("18\n")
    server.join()
    assert ask(server, "SELECT 1") == 1


FORK = """
import os, sys
from pathlib import Path
from annotator.lib.database.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.join()
if os.fork() == 0:
    server.join()
    sys.stdin.read()
"""


def test_a_forked_process_is_counted_separately(server: EmbeddedPostgres) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", FORK, str(server.folder)], stdin=subprocess.PIPE
    )
    parent.wait()
    assert wait_until(server.is_ready), "the child is still at work"
    parent.communicate()
    assert wait_until(lambda: not server.is_running())


def test_a_link_to_the_folder_uses_the_same_server(server: EmbeddedPostgres) -> None:
    server.join()
    link = server.folder.with_name("link")
    link.symlink_to(server.folder)
    linked = EmbeddedPostgres(link)
    linked.join()
    assert linked.is_running()
    linked.leave()
    assert server.is_ready()


def test_the_folder_can_be_moved(folder: Path) -> None:
    first = EmbeddedPostgres(folder)
    first.join()
    ask(first, "CREATE TABLE kept AS SELECT 42 AS answer")
    first.leave()
    moved = EmbeddedPostgres(folder.rename(folder.with_name("elsewhere")))
    moved.join()
    assert ask(moved, "SELECT answer FROM kept") == 42
    moved.leave()


def test_data_of_another_major_version_is_rejected_and_not_changed(
    server: EmbeddedPostgres,
) -> None:
    server.join()
    server.leave()
    (server.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedError, match="created by PostgreSQL 15"):
        server.join()
    assert (server.data / "base").is_dir()


def test_a_path_too_long_for_a_socket_is_rejected(folder: Path) -> None:
    server = EmbeddedPostgres(folder / ("long" * 30))
    with pytest.raises(EmbeddedError, match="SKEPSIS_VAR"):
        server.join()
    server.leave()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends PostgreSQL another user")
def test_a_folder_that_the_system_user_cannot_enter_is_rejected(folder: Path) -> None:
    folder.parent.chmod(0o700)
    server = EmbeddedPostgres(folder)
    with pytest.raises(EmbeddedError, match=f"may not enter {folder.parent}.*SKEPSIS_VAR"):
        server.join()
    server.leave()
