"""The web server, a child process of `serve`.

It is run as `python -m annotator.lib.processes.web_server HOST PORT WORKERS`.
"""

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from annotator.lib.processes import supervision


def main(host: str, port: int, workers: int) -> None:
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


if __name__ == "__main__":
    supervision.follow_parent()
    main(sys.argv[1], *map(int, sys.argv[2:4]))
