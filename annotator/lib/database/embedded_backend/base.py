"""Django's PostgreSQL backend that sees to it, before it connects, that the embedded server
runs.
"""

from typing import Any

from django.conf import settings

from annotator.lib.database.embedded import EmbeddedPostgres
from annotator.lib.database.pool_backend import base
from annotator.lib.processes.supervision import is_supervised

server = EmbeddedPostgres(settings.VAR / "postgres")


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        # Asked for at every connection, also at one out of a pool, and so at every request: joining
        # is for the first. What `serve` started never waits for the server: `serve` keeps it up,
        # and until then the answer is 503.
        if not server.has_joined:
            server.count_in() if is_supervised() else server.join()
        return super().get_connection_params() | {"host": str(server.socket_folder)}
