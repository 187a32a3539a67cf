"""Middleware: hosts of probes, caching, headers, and how long a body may be."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from annotator.lib.web.error_pages import error_page, too_large

PROBES = {"/healthz", "/readyz", "/metrics"}
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

View = TypeVar("View", bound=Callable[..., Any])


def accept_any_host_for_probes(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Balancers, container engines and Prometheus ask a node by its number: what is made for them
    has no other host.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path in PROBES:
            request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc
        return get_response(request)

    return middleware


def private_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Pages of a signed-in person are not cached: neither the next person at the browser nor the
    Back button shows them again. Only what a view calls public may be cached.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_public = "public" in response.get("Cache-Control", "")

        if request.user.is_authenticated and not is_public:
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
    """413 before a byte of a body that is too long is parsed: only views that take files take long
    ones. And 404 for addresses that can be nobody's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: object
    ) -> HttpResponse | None:
        if "\0" in request.path:  # the database knows no such text
            return error_page(request, 404, "Not found.")
        most = (
            settings.UPLOAD_MAX_SIZE
            if getattr(view, "takes_files", False)
            else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        )
        length = request.META.get("CONTENT_LENGTH") or "0"
        return too_large(request) if not length.isdecimal() or int(length) > most else None


def takes_files(view: View) -> View:
    view.takes_files = True  # type: ignore[attr-defined]
    return view
