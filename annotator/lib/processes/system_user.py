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

NAME = "skepsis"


class NoSystemUserError(Exception):
    """There is no such user and it can't be created. The message gives the reason."""


def system_user() -> pwd.struct_passwd:
    """Return the user `skepsis`, created if needed. Raises NoSystemUserError."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(NAME)
    if shutil.which("useradd") is None:
        raise NoSystemUserError(f"there is no user {NAME}, and no useradd to make one")

    subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell=/usr/sbin/nologin", NAME],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return pwd.getpwnam(NAME)


def lent(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Options for `subprocess` to start a program as this user. None means the current user."""
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def environment_of(user: pwd.struct_passwd | None) -> dict[str, str]:
    """Environment variables of the user. Ours name a home folder that it can't enter."""
    if user is None:
        return {}

    return {"HOME": user.pw_dir, "USER": user.pw_name, "LOGNAME": user.pw_name}


def give(path: Path, *, uid: int, gid: int) -> None:
    """Make this user the owner of a file or folder that belongs to root, if it exists.

    It skips links and files with several names: the user may have created them to get access to
    files of others.
    """
    with contextlib.suppress(FileNotFoundError):
        status = path.lstat()
        is_one_name = path.is_dir() or status.st_nlink == 1
        if status.st_uid == 0 and is_one_name and not path.is_symlink():
            os.chown(path, uid, gid, follow_symlinks=False)


def give_tree(folder: Path, *, uid: int, gid: int) -> None:
    """Do the same for a folder and everything in it."""
    give(folder, uid=uid, gid=gid)
    for parent, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            give(Path(parent, name), uid=uid, gid=gid)
