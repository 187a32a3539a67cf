"""Chooses the user for the processes of `serve` when root starts it: the user of PostgreSQL.

A trial process of that user first opens everything that the app opens. If that fails, the app runs
as root and prints the reason.
"""

import os
import pwd
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from annotator.lib.database.embedded_backend.base import server
from annotator.lib.processes.supervision import LIFELINE
from annotator.lib.processes.system_user import (
    NoSystemUserError,
    change_owner,
    change_owner_of_tree,
    environment_of,
    system_user,
    user_options,
)


class CannotSwitchUserError(Exception):
    """The app can't run as another user; the message says why."""


def choose_user(
    *, host: str, port: int, lock: Path, folders: list[Path]
) -> pwd.struct_passwd | None:
    """The user to run as, who owns the app's files from now on; None where we are not root.

    `folders` are the app's own besides those that it always has. Raises CannotSwitchUserError.
    """
    if os.geteuid() != 0:
        return None
    try:
        user = _user()
        _hand_over(user, [lock, settings.VAR / "secret_key"], [*_folders(), *folders])
    except (NoSystemUserError, OSError) as error:
        raise CannotSwitchUserError(str(error)) from error

    _try_as(user, host=host, port=port, lock=lock)
    return user


def _user() -> pwd.struct_passwd:
    if settings.EMBEDDED and server.system_user is not None:
        return server.system_user

    # Where several machines share the files, one of them may have given them away already.
    files = Path(settings.MEDIA_ROOT)
    owner = files.stat().st_uid if files.exists() else 0
    try:
        return pwd.getpwuid(owner) if owner else system_user()
    except KeyError:
        fault = _("%(files)s belongs to user ID %(owner)s, which doesn’t exist here") % {
            "files": files,
            "owner": owner,
        }
        raise NoSystemUserError(fault) from None


def _folders() -> list[Path]:
    folders = [Path(settings.MEDIA_ROOT), settings.VAR / "building"]
    for folder in folders:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folders


def _hand_over(user: pwd.struct_passwd, files: list[Path], folders: list[Path]) -> None:
    """Not `var/` itself: what root writes there, nobody else may replace by a link."""
    for file in files:
        change_owner(file, uid=user.pw_uid, gid=user.pw_gid)
    for folder in folders:
        change_owner_of_tree(folder, uid=user.pw_uid, gid=user.pw_gid)
    if settings.EMBEDDED:
        server.let_in(user)


def _try_as(user: pwd.struct_passwd, *, host: str, port: int, lock: Path) -> None:
    command = [sys.executable, "-m", "annotator.management.run_as", host, str(port)]
    options: dict[str, Any] = user_options(user) | {"cwd": settings.BASE, "capture_output": True}
    options["env"] = os.environ | environment_of(user) | {LIFELINE: str(lock)}

    try:
        done = subprocess.run(command, **options)
    except PermissionError:
        raise CannotSwitchUserError(
            _("the user %(user)s may not run %(program)s")
            % {"user": user.pw_name, "program": sys.executable}
        ) from None

    if done.returncode != 0:
        output = done.stderr.decode(errors="replace").strip() or _("no error message")
        reason = output.splitlines()[-1]
        raise CannotSwitchUserError(
            _("running as the user %(user)s failed: %(reason)s")
            % {"user": user.pw_name, "reason": reason}
        )


def bind_once(host: str, port: int) -> None:
    """Raises OSError if the address can't be listened on."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    family, kind, protocol, _name, address = found

    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(address)


def _check(host: str, port: int) -> None:
    """Open what the web server and the worker open. Raises what they would raise."""
    import django
    from django.db import connection

    django.setup()
    try:
        bind_once(host, port)
    except PermissionError:
        raise PermissionError(f"it may not listen on port {port}") from None
    for path in (settings.MEDIA_ROOT, settings.VAR / "building"):
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(f"it may not write to {path}")
    for path in (settings.BASE / "templates", settings.BASE / "static", Path(os.environ[LIFELINE])):
        if not os.access(path, os.R_OK):
            raise PermissionError(f"it may not read {path}")
    connection.ensure_connection()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    _check(sys.argv[1], int(sys.argv[2]))
