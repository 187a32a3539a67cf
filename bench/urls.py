"""The bare view, the reference for a save: it checks who is signed in, and makes one update and one
insert in a transaction, on the same server.
"""

from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from annotator.urls import *  # noqa: F403
from annotator.urls import urlpatterns as app_urlpatterns

TABLES = """
    CREATE TABLE IF NOT EXISTS bench_tally (id bigint PRIMARY KEY, saved int NOT NULL);
    CREATE TABLE IF NOT EXISTS bench_row (
        id bigserial PRIMARY KEY, tally bigint NOT NULL, at timestamptz NOT NULL
    )
"""


def bare(request: HttpRequest) -> JsonResponse:
    # The server closes the connection after a request whose body wasn't read.
    assert request.body

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bench_tally SET saved = saved + 1 WHERE id = %s", [request.user.pk])
        cursor.execute(
            "INSERT INTO bench_row (tally, at) VALUES (%s, now()) RETURNING id", [request.user.pk]
        )
        return JsonResponse({"id": cursor.fetchone()[0]})


urlpatterns = [path("bare/", bare), *app_urlpatterns]
