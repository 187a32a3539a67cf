"""The system user for the app's processes when root starts them.

PostgreSQL refuses to run as root. Processes that read requests and files from strangers
shouldn't run as root either.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from annotator.lib.translation import gettext as _

NAME = "skepsis"


class NoSystemUserError(Exception):
    """The user doesn't exist and can't be created. The message gives the reason."""


def system_user() -> pwd.struct_passwd:
    """Return the user `skepsis`, created if needed. Raises NoSystemUserError."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(NAME)
    if shutil.which("useradd") is None:
        raise NoSystemUserError(
            _("the user %(user)s doesn’t exist, and there is no useradd to create it")
            % {"user": NAME}
        )

    # Nobody can sign in as this user, and it owns nothing but the app's files.
    subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell=/usr/sbin/nologin", NAME],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return pwd.getpwnam(NAME)


def user_options(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return options for `subprocess` to run a program as this user. None is the current user."""
    # Without an empty `extra_groups` the program would keep the groups of root.
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def become(user: pwd.struct_passwd) -> None:
    """Make this process of root one of the user, for good."""
    # Otherwise it would keep the groups of root.
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    os.environ.update(environment_of(user))


def environment_of(user: pwd.struct_passwd | None) -> dict[str, str]:
    """Return the environment variables that name this user, instead of root and its home."""
    if user is None:
        return {}

    return {"HOME": user.pw_dir, "USER": user.pw_name, "LOGNAME": user.pw_name}


def change_owner(path: Path, *, uid: int, gid: int) -> None:
    """Make this user the owner of a file or folder of root, if it exists.

    Links and files with several names are skipped: the user may have created them to become the
    owner of other files.
    """
    with contextlib.suppress(FileNotFoundError):
        status = path.lstat()
        is_one_name = path.is_dir() or status.st_nlink == 1
        if status.st_uid == 0 and is_one_name and not path.is_symlink():
            os.chown(path, uid, gid, follow_symlinks=False)


def change_owner_of_tree(folder: Path, *, uid: int, gid: int) -> None:
    """Change the owner of a folder and of everything in it."""
    change_owner(folder, uid=uid, gid=gid)
    # os.walk doesn't follow links to folders.
    for parent, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            change_owner(Path(parent, name), uid=uid, gid=gid)
