"""Whether this node can do all that it is there for: for whoever decides where requests go."""

from functools import cache as kept
from time import time

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from annotator.lib.database.outage import AWAY

PULSE = "worker-pulse"
# A worker shows itself every few seconds. One that hangs is killed after a minute and started
# again: the node goes on serving meanwhile.
PULSE_SECONDS = 150


def show_pulse() -> None:
    """Called by the background worker as long as it lives."""
    cache.set(PULSE, time(), PULSE_SECONDS)


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, its schema is this version's, and a background worker lives;
    else 503, and what is missing.
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
    """Asked until it is so: a schema does not go back while the app runs."""
    try:
        return _once_migrated()
    except LookupError:
        return False


@kept
def _once_migrated() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError
    return True


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when requests can be served, 503 when the database is away."""
    try:
        _ask_database()
    except AWAY:
        return HttpResponse("the database is away\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
