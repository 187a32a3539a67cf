"""The responses for errors."""

import errno
import sys

import psycopg
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from annotator.lib.database.outage import AWAY, TIMED_OUT

FULL = {errno.ENOSPC, errno.EDQUOT}


def error_page(request: HttpRequest, status: int, detail: str, **headers: str) -> HttpResponse:
    """JSON for programs, a page for people. Both have the reference of the log line."""
    if request.path.startswith("/api/"):
        reference: str = request.reference  # type: ignore[attr-defined]
        body = {"detail": detail, "reference": reference}
        answer: HttpResponse = JsonResponse(body, status=status)
    else:
        answer = HttpResponse(render_to_string(f"{status}.html", request=request), status=status)
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400. It becomes 413 if the request was only too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent | TooManyFieldsSent):
        return too_large(request)

    return error_page(request, 400, _("Malformed request."))


def too_large(request: HttpRequest) -> HttpResponse:
    return error_page(request, 413, _("The request is too large."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return error_page(request, 403, str(exception) or _("Your role doesn’t allow this."))


def too_many(request: HttpRequest) -> HttpResponse:
    """handler429, for allauth's limits. REST framework handles those of the API."""
    return error_page(request, 429, _("Too many attempts. Try again later."), Retry_After="300")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    return error_page(request, 404, _("Not found."))


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500. It becomes 503 if the database is unavailable or the disk is full."""
    error = sys.exc_info()[1]
    cause = error if isinstance(error, psycopg.Error) else getattr(error, "__cause__", None)

    if isinstance(cause, psycopg.Error) and cause.sqlstate in TIMED_OUT:
        return error_page(
            request, 503, _("This took too long. Try again in a moment."), Retry_After="5"
        )
    if isinstance(error, AWAY):
        return error_page(
            request,
            503,
            _("The database is temporarily unavailable. Try again in a moment."),
            Retry_After="5",
        )
    if isinstance(error, OSError) and error.errno in FULL:
        return error_page(request, 503, _("The disk is full. Try again later."), Retry_After="60")

    return error_page(request, 500, _("Something went wrong."))
