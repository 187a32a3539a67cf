"""Runs two nodes of the app on one separate PostgreSQL with a streaming replica."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from annotator.lib.database.embedded import EmbeddedPostgres
from tools.served import Served, serving

# The nodes are what is tried, not the processes of each.
ONE_WORKER = ["--workers=1"]
KEY = "a-secret-key-that-both-nodes-have-and-nobody-else-does"


@dataclass
class Cluster:
    primary: EmbeddedPostgres
    standby: EmbeddedPostgres
    nodes: list[Served]

    def stop(self, server: EmbeddedPostgres) -> None:
        """Stop the server at once, as in a power cut."""
        server.run("pg_ctl", "stop", f"--pgdata={server.data}", "--mode=immediate", "--wait")


def query(server: EmbeddedPostgres, statement: str) -> str:
    """Run a statement in the app's database, and return what it prints."""
    host = f"--host={server.socket_folder}"
    answer = server.run("psql", host, "--username=skepsis", "--dbname=skepsis", "-qAtc", statement)
    return answer.stdout.decode().strip()


@contextmanager
def cluster(nodes: int = 2) -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="skepsis-cluster-"))
    folder.chmod(0o711)
    primary, standby = EmbeddedPostgres(folder / "primary"), EmbeddedPostgres(folder / "standby")

    try:
        primary.join()
        copy_as_standby(primary, standby)
        standby.join()
        environment = {
            "DATABASE_URL": url(primary),
            "DATABASE_REPLICA_URL": url(standby),
            "SECRET_KEY": KEY,
            "SITE_URL": "http://127.0.0.1",
            "SKEPSIS_FILES": str(folder / "files"),
        }
        with ExitStack() as running:
            served = [
                running.enter_context(serving(options=ONE_WORKER, **environment))
                for _ in range(nodes)
            ]
            yield Cluster(primary, standby, served)
    finally:
        standby.leave()
        primary.leave()
        shutil.rmtree(folder)


def url(server: EmbeddedPostgres) -> str:
    return f"postgresql:///skepsis?host={server.socket_folder}&user=skepsis"


def copy_as_standby(primary: EmbeddedPostgres, standby: EmbeddedPostgres) -> None:
    """Copy the primary, as an administrator does on the second machine."""
    owner = primary.data.stat()
    for folder in (standby.data, standby.socket_folder):
        folder.mkdir(mode=0o700, parents=True)
        os.chown(folder, owner.st_uid, owner.st_gid)

    standby.log.touch(mode=0o600)
    os.chown(standby.log, owner.st_uid, owner.st_gid)
    source = [f"--host={primary.socket_folder}", "--username=skepsis"]
    primary.run(
        "pg_basebackup",
        *source,
        f"--pgdata={standby.data}",
        "--write-recovery-conf",
        "--checkpoint=fast",
    )
