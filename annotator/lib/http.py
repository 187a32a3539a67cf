"""Answers that belong to no page: the pulse, and what is shown when something is wrong."""

import errno
import sys
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

# COPY raises errors of psycopg itself; the pool, too.
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
# Of PostgreSQL: a statement, or the wait for a lock, took longer than settings allow.
TIMED_OUT = {"57014", "55P03"}
FULL = {errno.ENOSPC, errno.EDQUOT}
PROBES = {"/healthz", "/readyz", "/metrics"}
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
View = TypeVar("View", bound=Callable[..., Any])


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when requests can be served, 503 when the database is away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except AWAY:
        return HttpResponse("the database is away\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def probed_by_any_name(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Balancers, container engines and Prometheus ask a node by its number: what is made for them has no other host."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path in PROBES:
            request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc
        return get_response(request)

    return middleware


def private_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """What a signed-in person sees is kept by no cache: neither the next person nor the Back button finds it again."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """What Django has no setting for: no page asks for a camera, a microphone or a place."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware


class Limits:
    """413 before a byte of a body that is too long is parsed: only views that take files take long ones. And 404 for
    addresses that can be nobody's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: object) -> HttpResponse | None:
        if "\0" in request.path:  # the database knows no such text
            return error_page(request, 404, "Not found.")
        most = settings.UPLOAD_MAX_SIZE if getattr(view, "takes_files", False) else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = request.META.get("CONTENT_LENGTH") or "0"
        return too_large(request) if not length.isdecimal() or int(length) > most else None


def takes_files(view: View) -> View:
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def error_page(request: HttpRequest, status: int, detail: str, **headers: str) -> HttpResponse:
    """JSON for programs, a page for people; both with the number under which the log has it."""
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse({"detail": detail, "reference": request.reference}, status=status)  # type: ignore[attr-defined]
    else:
        answer = HttpResponse(render_to_string(f"{status}.html", request=request), status=status)
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: 413 where it was only too much."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent | TooManyFieldsSent):
        return too_large(request)
    return error_page(request, 400, "The request makes no sense.")


def too_large(request: HttpRequest) -> HttpResponse:
    return error_page(request, 413, "The request is too large.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return error_page(request, 403, str(exception) or "Not for your role.")


def too_many(request: HttpRequest) -> HttpResponse:
    """handler429, for allauth's limits; REST framework answers for the API's own."""
    return error_page(request, 429, "Too often: try again later.", Retry_After="300")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    return error_page(request, 404, "Not found.")


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: 503 with a word of comfort when it is only the database that is away, or the disk that is full."""
    error = sys.exc_info()[1]
    cause = error if isinstance(error, psycopg.Error) else getattr(error, "__cause__", None)
    if isinstance(cause, psycopg.Error) and cause.sqlstate in TIMED_OUT:
        return error_page(request, 503, "This took too long; try again in a moment.", Retry_After="5")
    if isinstance(error, AWAY):
        return error_page(request, 503, "The database is away for a moment; try again.", Retry_After="5")
    if isinstance(error, OSError) and error.errno in FULL:
        return error_page(request, 503, "There is no room on the disk; try again later.", Retry_After="60")
    return error_page(request, 500, "Something broke on our side.")
