"""Answers that belong to no page: the pulse, and what is shown when something is wrong."""

import errno
import sys

import psycopg
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from annotator.lib.database.outage import AWAY, TIMED_OUT

FULL = {errno.ENOSPC, errno.EDQUOT}


def error_page(request: HttpRequest, status: int, detail: str, **headers: str) -> HttpResponse:
    """JSON for programs, a page for people; both with the number under which the log has it."""
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
    """handler500: 503 with a word of comfort when it is only the database that is away, or the disk
    that is full.
    """
    error = sys.exc_info()[1]
    cause = error if isinstance(error, psycopg.Error) else getattr(error, "__cause__", None)
    if isinstance(cause, psycopg.Error) and cause.sqlstate in TIMED_OUT:
        return error_page(
            request, 503, "This took too long; try again in a moment.", Retry_After="5"
        )
    if isinstance(error, AWAY):
        return error_page(
            request, 503, "The database is away for a moment; try again.", Retry_After="5"
        )
    if isinstance(error, OSError) and error.errno in FULL:
        return error_page(
            request, 503, "There is no room on the disk; try again later.", Retry_After="60"
        )
    return error_page(request, 500, "Something broke on our side.")
