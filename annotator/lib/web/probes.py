"""Health checks of this node, for load balancers and container engines."""

from functools import cache as cached
from time import time

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from annotator.lib.database.outage import AWAY

PULSE = "worker-pulse"
# A worker updates its pulse every few seconds. One that hangs is killed after a minute
# and started again. The node continues to serve in the meantime.
PULSE_SECONDS = 150


def show_pulse() -> None:
    """Show that the background worker is running. The worker calls it regularly."""
    cache.set(PULSE, time(), PULSE_SECONDS)


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if the database answers, its schema is current and a background worker is running.

    Otherwise 503, with the checks that failed.
    """
    ready = {"database": False, "migrations": False, "worker": False}

    try:
        _ask_database()
        ready["database"] = True
        ready["migrations"] = _is_migrated()
        ready["worker"] = cache.get(PULSE) is not None
    except AWAY:
        pass

    return JsonResponse(ready, status=200 if all(ready.values()) else 503)


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _is_migrated() -> bool:
    """Whether all migrations are applied.

    The schema doesn't go back while the app runs, so a positive answer is cached.
    """
    try:
        return _once_migrated()
    except LookupError:
        return False


@cached
def _once_migrated() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError
    return True


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 if requests can be served, 503 if the database is unavailable."""
    try:
        _ask_database()
    except AWAY:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
