"""Middleware for probes, caching, security headers and the size of requests."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from annotator.lib.web.error_pages import error_page, too_large

PROBES = {"/healthz", "/readyz", "/metrics"}
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

View = TypeVar("View", bound=Callable[..., Any])


def accept_any_host_for_probes(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let probes use a node's IP address as the host.

    Load balancers, container engines and Prometheus do so.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path in PROBES:
            request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc
        return get_response(request)

    return middleware


def private_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Keep pages of signed-in users out of caches, unless a view marks them as public.

    Otherwise the next person at the browser could see them, for example with the Back button.
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
    """Forbid camera, microphone and location. Django has no setting for this header."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware


class Limits:
    """Rejects bodies that are too long with 413, before parsing them.

    Only views that take files accept long bodies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_arguments: object
    ) -> HttpResponse | None:
        # PostgreSQL doesn't accept this character, so no such address exists.
        if "\0" in request.path:
            return error_page(request, 404, _("Not found."))

        limit = (
            settings.UPLOAD_MAX_SIZE
            if getattr(view, "takes_files", False)
            else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        )
        length = request.META.get("CONTENT_LENGTH") or "0"
        return too_large(request) if not length.isdecimal() or int(length) > limit else None


def takes_files(view: View) -> View:
    view.takes_files = True  # type: ignore[attr-defined]
    return view
