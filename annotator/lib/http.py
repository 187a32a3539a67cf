"""Answers that belong to no page: the pulse, and what is shown when the database is away."""

import sys
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.defaults import page_not_found
from psycopg_pool import PoolTimeout

AWAY = (OperationalError, InterfaceError, PoolTimeout)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when requests can be served, 503 when the database is away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except AWAY:
        return HttpResponse("the database is away\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def private_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """What a signed-in person sees is kept by no cache: neither the next person nor the Back button finds it again."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: JSON for programs, a page for people."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "Not found."}, status=404)
    return page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: 503 with a word of comfort when it is only the database that is away."""
    away = isinstance(sys.exc_info()[1], AWAY)
    status = 503 if away else 500
    headers = {"Retry-After": "5"} if away else {}
    if request.path.startswith("/api/"):
        detail = "The database is away for a moment; try again." if away else "Something broke on our side."
        return JsonResponse({"detail": detail}, status=status, headers=headers)
    return HttpResponse(render_to_string(f"{status}.html", request=request), status=status, headers=headers)
