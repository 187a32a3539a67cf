"""The system user that root lends to the app's processes.

PostgreSQL refuses to run as root, and what reads strangers' requests and files should not run as
root either.
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
    """There is no such user, and none can be made; the message says why."""


def system_user() -> pwd.struct_passwd:
    """The user `skepsis`, made when needed. Raises NoSystemUserError."""
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
    """Options with which `subprocess` starts a program as this user; None: as ourselves."""
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def environment_of(user: pwd.struct_passwd | None) -> dict[str, str]:
    """What its processes have for our own, which name a home that they may not enter."""
    if user is None:
        return {}

    return {"HOME": user.pw_dir, "USER": user.pw_name, "LOGNAME": user.pw_name}


def give(path: Path, *, uid: int, gid: int) -> None:
    """Make this user the owner of what belongs to root, if it is there.

    Never of a link, nor of one of two names of a file: the user may have made them, to what is not
    theirs.
    """
    with contextlib.suppress(FileNotFoundError):
        status = path.lstat()
        is_one_name = path.is_dir() or status.st_nlink == 1
        if status.st_uid == 0 and is_one_name and not path.is_symlink():
            os.chown(path, uid, gid, follow_symlinks=False)


def give_tree(folder: Path, *, uid: int, gid: int) -> None:
    """The same for a folder and all that is in it."""
    give(folder, uid=uid, gid=gid)
    for place, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            give(Path(place, name), uid=uid, gid=gid)
