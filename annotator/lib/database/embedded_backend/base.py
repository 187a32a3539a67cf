"""Django's PostgreSQL backend, which starts the embedded server before it connects."""

from typing import Any

from django.conf import settings

from annotator.lib.database.embedded import EmbeddedPostgres
from annotator.lib.database.pool_backend import base
from annotator.lib.processes.supervision import is_supervised

server = EmbeddedPostgres(settings.VAR / "postgres")


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        # Django calls this in every request, even for a connection from the pool, so
        # only the first call joins. Children of `serve` don't start the server, because
        # `serve` keeps it running. They don't wait for it, and answer 503 in the
        # meantime.
        if not server.has_joined:
            server.count_in() if is_supervised() else server.join()
        return super().get_connection_params() | {"host": str(server.socket_folder)}
