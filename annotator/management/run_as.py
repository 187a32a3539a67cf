"""Choosing the system user for the child processes of `serve` when root starts it.

It is the user that PostgreSQL runs as. A trial process of that user first opens everything that the
app opens. If that fails, the app runs as root and prints the reason.
"""

import os
import pwd
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from annotator.lib.database.embedded_backend.base import server
from annotator.lib.processes.addresses import bind_once
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
    """The app can't run as another user. The message gives the reason."""


def choose_user(
    *, host: str, port: int, lock: Path, folders: list[Path]
) -> pwd.struct_passwd | None:
    """Return the user to run as, and make it the owner of the app's files. None if we aren't root.

    `folders` are other folders of the app. Raises CannotSwitchUserError.
    """
    if os.geteuid() != 0:
        return None
    try:
        user = _find_user()
        _change_owners(user, [lock, settings.VAR / "secret_key"], [*_make_folders(), *folders])
    except (NoSystemUserError, OSError) as error:
        raise CannotSwitchUserError(str(error)) from error

    _try_as(user, host=host, port=port, lock=lock)
    return user


def _find_user() -> pwd.struct_passwd:
    # The app's processes also stop the embedded server, so they must run as its user.
    if settings.EMBEDDED and server.system_user is not None:
        return server.system_user

    # If several machines share the files, another one may have changed their owner
    # already.
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


def _make_folders() -> list[Path]:
    # The child processes can't create them, because `var/` still belongs to root.
    folders = [Path(settings.MEDIA_ROOT), settings.VAR / "building", settings.COMPRESSED_STATIC]
    for folder in folders:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folders


def _change_owners(user: pwd.struct_passwd, files: list[Path], folders: list[Path]) -> None:
    """Make the user the owner of these files and folders.

    `var/` isn't one of them. Root writes there, and the owner could put a link to another file in
    its place.
    """
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
        # Here it is the program, Python, that can't be started.
        raise CannotSwitchUserError(
            _("the user %(user)s may not run %(program)s")
            % {"user": user.pw_name, "program": sys.executable}
        ) from None

    if done.returncode != 0:
        # The last line of a traceback is the error.
        output = done.stderr.decode(errors="replace").strip() or _("no error message")
        reason = output.splitlines()[-1]
        raise CannotSwitchUserError(
            _("running as the user %(user)s failed: %(reason)s")
            % {"user": user.pw_name, "reason": reason}
        )


def _check(host: str, port: int) -> None:
    """Open what the web server and the worker open, and raise the errors that they would raise."""
    # If the user can't read Django's files, the import must fail here, where it is
    # reported.
    import django
    from django.db import connection

    django.setup()
    try:
        bind_once(host, port)
    except PermissionError:
        raise PermissionError(_("it may not listen on port %(port)s") % {"port": port}) from None
    for path in (settings.MEDIA_ROOT, settings.VAR / "building", settings.COMPRESSED_STATIC):
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(_("it may not write to %(path)s") % {"path": path})
    for path in (settings.BASE / "templates", settings.BASE / "static", Path(os.environ[LIFELINE])):
        if not os.access(path, os.R_OK):
            raise PermissionError(_("it may not read %(path)s") % {"path": path})
    connection.ensure_connection()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    _check(sys.argv[1], int(sys.argv[2]))
