"""Runs two nodes of the app on two PostgreSQLs that Patroni keeps, behind PgBouncer and HAProxy.

The files of docs/deploy are used, with the addresses and folders of this machine.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from annotator.lib.database.embedded import EmbeddedPostgres
from annotator.lib.processes.system_user import change_owner, user_options
from tools.cluster import KEY, ONE_WORKER
from tools.served import ROOT, Served, gone, serving, wait_for

PROGRAMS = ("etcd", "patroni", "haproxy", "pgbouncer")
PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
# PostgreSQL 18 is the wheel's, and older versions of Patroni don't know it.
PATRONI = (4, 1)
STOP_SECONDS = 60.0
# Another PostgreSQL than the wheel's, such as /usr/lib/postgresql/15/bin.
BINARIES = Path(os.environ["FAILOVER_BINARIES"]) if "FAILOVER_BINARIES" in os.environ else None


def missing() -> str:
    """Return which program is missing here, with the command that installs it, or ''."""
    for name in PROGRAMS:
        if shutil.which(name, path=PLACES) is None:
            return f"{name} is not installed: docs/deploy.md has the commands"
    told = subprocess.run([program("patroni"), "--version"], capture_output=True, text=True)
    found = re.search(r"(\d+)\.(\d+)", told.stdout)
    if found is None or (int(found[1]), int(found[2])) < PATRONI:
        return f"Patroni {PATRONI[0]}.{PATRONI[1]} or newer is needed, not {told.stdout.strip()}"
    return ""


def program(name: str) -> str:
    found = shutil.which(name, path=PLACES)
    assert found is not None
    return found


@dataclass
class Member:
    """One PostgreSQL with its Patroni. The ports are those of both."""

    name: str
    data: Path
    port: int
    rest_port: int
    configuration: Path
    patroni: "subprocess.Popen[bytes] | None" = None

    def is_(self, role: str) -> bool:
        """Whether Patroni says so: primary, replica or synchronous."""
        try:
            address = f"http://127.0.0.1:{self.rest_port}/{role}"
            with urllib.request.urlopen(address, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def processes(self) -> list[psutil.Process]:
        """The server and its children; the server is first."""
        data = str(self.data)
        servers = [
            process
            for process in psutil.process_iter(["cmdline"])
            if data in " ".join(process.info["cmdline"] or []) and process.name() == "postgres"
        ]
        return [*servers, *(child for server in servers for child in server.children())]

    def kill(self, *, with_server: bool = True) -> None:
        """Let Patroni and PostgreSQL die at once, as in a power cut, or Patroni alone."""
        assert self.patroni is not None
        processes = self.processes() if with_server else []
        self.patroni.kill()
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.patroni.wait()
        wait_for(lambda: gone(processes))


@dataclass
class FailoverCluster:
    folder: Path
    members: list[Member]
    nodes: list[Served] = field(default_factory=list)
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    user: Mapping[str, object] = field(default_factory=dict)

    def start(self, *command: str, home: Path | None = None) -> "subprocess.Popen[bytes]":
        """Start a program that runs until the end, and writes its log into the folder."""
        # Patroni writes a file with passwords into its user's home.
        environment = os.environ | {"HOME": str(home or self.folder)}
        log = self.folder / f"{Path(command[0]).name}-{len(self.processes)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **self.user,  # type: ignore[call-overload]
            )
        self.processes.append(process)
        return process  # type: ignore[no-any-return]

    def start_member(self, member: Member) -> None:
        member.patroni = self.start(
            program("patroni"), str(member.configuration), home=member.data.parent
        )

    def primary(self) -> Member:
        """The primary, as soon as there is one."""
        found: list[Member] = []

        def is_there() -> bool:
            found[:] = [member for member in self.members if member.is_("primary")]
            return bool(found)

        wait_for(is_there)
        return found[0]

    def other(self, member: Member) -> Member:
        return next(one for one in self.members if one is not member)

    def stop(self) -> None:
        """End everything that was started: Patroni stops its PostgreSQL in order."""
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        for member in self.members:
            for left in member.processes():
                left.kill()


@contextmanager
def failover_cluster() -> Iterator[FailoverCluster]:
    folder = Path(tempfile.mkdtemp(prefix="skepsis-failover-"))
    folder.chmod(0o711)
    # The programs of the wheel, and the user that may run them.
    wheel = EmbeddedPostgres(folder / "wheel")
    (folder / "wheel").mkdir(mode=0o711)
    owner = wheel.system_user
    ports = Ports()
    cluster = FailoverCluster(folder, [], user=user_options(owner))

    try:
        with ExitStack() as running:
            running.callback(cluster.stop)
            _write_configuration(cluster, BINARIES or wheel.binaries, ports)
            if owner is not None:
                for path in [folder, *folder.rglob("*")]:
                    if "wheel" not in path.parts:
                        change_owner(path, uid=owner.pw_uid, gid=owner.pw_gid)
            _start_etcd(cluster, ports)
            for member in cluster.members:
                cluster.start_member(member)
            primary = cluster.primary()
            wait_for(lambda: cluster.other(primary).is_("synchronous"))
            _create_database(wheel, primary)

            cluster.start(program("haproxy"), "-db", "-f", str(folder / "haproxy.cfg"))
            cluster.start(program("pgbouncer"), str(folder / "pgbouncer.ini"))
            environment = {
                "DATABASE_URL": f"postgresql://skepsis@127.0.0.1:{ports['6432']}/skepsis",
                "SECRET_KEY": KEY,
                "SITE_URL": "http://127.0.0.1",
                "SKEPSIS_FILES": str(folder / "files"),
            }
            for _ in range(2):
                node = running.enter_context(serving(options=ONE_WORKER, **environment))
                cluster.nodes.append(node)
            yield cluster
    except BaseException:
        for log in sorted(folder.glob("*.log")):
            sys.stderr.write(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}\n")
        raise
    finally:
        shutil.rmtree(folder)


class Ports(dict[str, str]):
    """A free port for each that a file of docs/deploy names."""

    def __missing__(self, name: str) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self[name] = str(free.getsockname()[1])
        return self[name]


def _write_configuration(cluster: FailoverCluster, binaries: Path, ports: Ports) -> None:
    """Write the files of docs/deploy with what is different here."""
    folder = cluster.folder
    for number, name in enumerate(("db1", "db2"), start=1):
        data = folder / name / "data"
        data.parent.mkdir(mode=0o700)
        port, rest_port = ports[f"{name} 5432"], ports[f"{name} 8008"]
        _write(
            folder / f"{name}.yml",
            "patroni.yml",
            {
                "name: db1": f"name: db{number}",
                "10.0.0.1:8008": f"127.0.0.1:{rest_port}",
                "10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379": f"127.0.0.1:{ports['2379']}",
                "10.0.0.1:5432": f"127.0.0.1:{port}",
                "/var/lib/postgresql/skepsis": str(data),
                "/usr/lib/postgresql/15/bin": str(binaries),
                "local all postgres peer": "local all postgres trust",
                "10.0.0.0/24 scram-sha-256": "127.0.0.1/32 trust",
                # Sockets are in a folder of this test, and not in the system's.
                "max_connections: 100": f"max_connections: 100\n        "
                f"unix_socket_directories: {data.parent}",
            },
        )
        member = Member(name, data, int(port), int(rest_port), folder / f"{name}.yml")
        cluster.members.append(member)

    _write(
        folder / "haproxy.cfg",
        "haproxy.cfg",
        {
            "127.0.0.1:5000": f"127.0.0.1:{ports['5000']}",
            "10.0.0.1:5432 check port 8008": _checked(cluster.members[0]),
            "10.0.0.2:5432 check port 8008": _checked(cluster.members[1]),
        },
    )
    _write(
        folder / "pgbouncer.ini",
        "pgbouncer.ini",
        {
            "port=5000": f"port={ports['5000']}",
            "listen_port = 6432": f"listen_port = {ports['6432']}\nunix_socket_dir =",
            "auth_type = scram-sha-256": "auth_type = trust",
            "/etc/pgbouncer/userlist.txt": str(folder / "userlist.txt"),
        },
    )
    (folder / "userlist.txt").write_text('"skepsis" ""\n')


def _checked(member: Member) -> str:
    return f"127.0.0.1:{member.port} check port {member.rest_port}"


def _write(target: Path, source: str, changes: Mapping[str, str]) -> None:
    text = (ROOT / "docs" / "deploy" / source).read_text()
    for old, new in changes.items():
        assert old in text, f"{source} has no {old}"
        text = text.replace(old, new)
    target.write_text(text)


def _start_etcd(cluster: FailoverCluster, ports: Ports) -> None:
    clients, peers = f"http://127.0.0.1:{ports['2379']}", f"http://127.0.0.1:{ports['2380']}"
    cluster.start(
        program("etcd"),
        f"--data-dir={cluster.folder / 'etcd'}",
        f"--listen-client-urls={clients}",
        f"--advertise-client-urls={clients}",
        f"--listen-peer-urls={peers}",
        f"--initial-advertise-peer-urls={peers}",
        f"--initial-cluster=default={peers}",
    )

    def is_healthy() -> bool:
        try:
            with urllib.request.urlopen(f"{clients}/health", timeout=2) as answer:
                return b'"true"' in answer.read()
        except (urllib.error.URLError, OSError):
            return False

    wait_for(is_healthy)


def _create_database(wheel: EmbeddedPostgres, primary: Member) -> None:
    """Create the app's user and database, as an administrator does."""
    for statement in ("CREATE ROLE skepsis LOGIN", "CREATE DATABASE skepsis OWNER skepsis"):
        wheel.run(
            "psql",
            "--host=127.0.0.1",
            f"--port={primary.port}",
            "--username=postgres",
            "--dbname=postgres",
            "-qc",
            statement,
        )
