"""Django's PostgreSQL backend that sees to it, before it connects, that the embedded server runs."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from annotator.lib.embedded import EmbeddedPostgres

server = EmbeddedPostgres(settings.VAR / "postgres")


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        # Asked for at every connection, also at one out of a pool, and so at every request: joining is for the first.
        # From then on `serve` keeps the server up.
        if not server.has_joined:
            server.join()
        return super().get_connection_params() | {"host": str(server.socket_folder)}
