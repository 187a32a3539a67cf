"""A short way for the calls that annotators make all day: the next article, each label, the
submission.

Such a call costs less than the middleware and the REST framework around it. So an ordinary one is
answered here at once: JSON from the labelling page, from a person who is signed in. Everything else
takes the usual way through all of Django, and so does a call that can't be answered: nothing is
stored then, and the usual way finds the same error and explains it. The successful answers are the
same, too, with the same headers.
"""

import json
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from rest_framework.authentication import CSRFCheck
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.languages import chosen_by
from annotator.accounts.models import User
from annotator.accounts.sessions import account_of_session
from annotator.api.requests import ApiRequest
from annotator.lib.web.middleware import PERMISSIONS

BELOW = "/api/v1/projects/"
JSON = "application/json"

View = Callable[[HttpRequest], HttpResponseBase]


class WrittenJson(str):
    """JSON that PostgreSQL has written already."""

    __slots__ = ()


class FrequentCall(APIView):
    """A call with a short way.

    A subclass defines `answer`. It gets the account, the JSON that was sent (`{}` if nothing was)
    and the parts of the address, and returns the answer; None is 204.
    """

    answer: Callable[..., Any]

    def post(self, request: ApiRequest, **address: Any) -> Response:
        payload = self.answer(request.user, request.data, **address)
        if isinstance(payload, WrittenJson):
            payload = json.loads(payload)
        return Response(payload, status=204 if payload is None else 200)


def answer_frequent_calls(get_response: View) -> View:
    """Answer an ordinary frequent call at once, before the other middleware."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return _answer(request) or get_response(request)

    return middleware


def _answer(request: HttpRequest) -> HttpResponse | None:
    """Return the answer, or None if the call needs the usual way."""
    if request.method != "POST" or not request.path_info.startswith(BELOW):
        return None
    found = _find(request.path_info)
    if found is None:
        return None
    match, call = found

    # Whatever fails here fails again on the usual way, which can tell the client.
    try:
        if not _is_ordinary(request):
            return None
        user = _account(request)
        if user is None:
            return None
        sent = json.loads(request.body) if request.body else {}
        payload = call().answer(user, sent, **match.kwargs)
    except Exception:
        return None

    # The log line of the request names the route and the account.
    request.resolver_match = match
    request._cached_user = user  # type: ignore[attr-defined]

    language = chosen_by(user) or translation.get_language_from_request(request)
    headers = _constant_headers(request.is_secure()) | {"Content-Language": language}

    if payload is None:
        return HttpResponse(status=204, headers={**headers, "Content-Length": "0"})
    is_written = isinstance(payload, WrittenJson)
    content = payload.encode() if is_written else JSONRenderer().render(payload)
    return HttpResponse(
        content, headers={**headers, "Content-Type": JSON, "Content-Length": str(len(content))}
    )


def _no_page(_request: HttpRequest) -> HttpResponse:
    """What comes after the middleware whose checks and headers are used here."""
    return HttpResponse()


@lru_cache(maxsize=10_000)
def _find(path: str) -> tuple[ResolverMatch, type[FrequentCall]] | None:
    """Return the frequent call at this address."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    view = getattr(match.func, "cls", None)
    if isinstance(view, type) and issubclass(view, FrequentCall):
        return match, view
    return None


def _is_ordinary(request: HttpRequest) -> bool:
    """Whether the labelling page could have sent it, and no middleware would refuse it.

    Raises DisallowedHost.
    """
    given = request.META
    request.get_host()
    return (
        "HTTP_AUTHORIZATION" not in given
        and not given.get("QUERY_STRING")
        and given.get("HTTP_ACCEPT", "*/*") in ("*/*", JSON)
        and given.get("CONTENT_TYPE", JSON) == JSON
        and given.get("CONTENT_LENGTH", "0").isdecimal()
        and (request.is_secure() or not settings.SECURE_SSL_REDIRECT)
    )


def _account(request: HttpRequest) -> User | None:
    """Return who sent it, if the page names the account that is signed in."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    account = request.META.get("HTTP_SKEPSIS_ACCOUNT", "")
    if not (key and account.isascii() and account.isdecimal()):
        return None

    check = CSRFCheck(_no_page)
    check.process_request(request)
    if check.process_view(request, _no_page, (), {}) is not None:
        return None

    return account_of_session(key, int(account))


@cache
def _constant_headers(is_secure: bool) -> dict[str, str]:
    """The headers of every successful answer, from the middleware that sets them."""
    request = HttpRequest()
    request.META["wsgi.url_scheme"] = "https" if is_secure else "http"
    request.is_secure = lambda: is_secure  # type: ignore[method-assign]
    response = HttpResponse()
    for middleware in (XFrameOptionsMiddleware, CSPMiddleware, SecurityMiddleware):
        middleware(_no_page).process_response(request, response)

    del response["Content-Type"]
    return {
        **response.headers,
        "Allow": "POST, OPTIONS",
        "Cache-Control": "no-store, private",
        "Permissions-Policy": PERMISSIONS,
        "Vary": "Cookie, Accept-Language",
    }
