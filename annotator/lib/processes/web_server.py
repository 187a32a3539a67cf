"""The web server, a child process of `serve`.

It is run as `python -m annotator.lib.processes.web_server HOST PORT WORKERS`. It loads the app once
and forks its workers, which then share that memory, and are there at once also after one was
killed.
"""

import gc
import os
import pwd
import sys
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from annotator.lib.processes import supervision
from annotator.lib.processes.options import METRICS_FOLDER
from annotator.lib.processes.system_user import become, change_owner_of_tree


def main(host: str, port: int, workers: int) -> None:
    load_app()
    if name := supervision.wait_for_parent():
        _become(pwd.getpwnam(name))
    Granian(
        "annotator.wsgi:gateway",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        workers=workers,
        # Without this, one killed worker would stop the whole server.
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()


def load_app() -> None:
    """Import everything that a worker needs for a request, and open nothing.

    A connection or a thread of this process would be of no use in a worker.
    """
    # The collector would look through what is loaded again and again.
    gc.disable()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    django.setup()
    import_module(settings.ROOT_URLCONF)

    # What is here now stays. The collector doesn't look at it, so that it isn't written to, and
    # stays shared.
    gc.collect()
    gc.freeze()
    gc.enable()


def _become(user: pwd.struct_passwd) -> None:
    # The libraries of the app have begun to count while it was loaded.
    if folder := os.environ.get(METRICS_FOLDER):
        change_owner_of_tree(Path(folder), uid=user.pw_uid, gid=user.pw_gid)
    become(user)


if __name__ == "__main__":
    supervision.follow_parent()
    main(sys.argv[1], *map(int, sys.argv[2:4]))
