"""The database that a program outside the app works on."""


def leave() -> None:
    """Close the connection, and let the embedded server stop when nobody else uses it."""
    from django.db import connection

    from annotator.lib.database.embedded_backend.base import server

    connection.close()
    server.leave()
