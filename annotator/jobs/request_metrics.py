"""Counting requests for Prometheus, also those that are answered the short way.

`api/frequent_calls.py` answers a call before Django looks for its view, which is where
django-prometheus counts it.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_prometheus.middleware import PrometheusAfterMiddleware


class CountRequests(PrometheusAfterMiddleware):  # type: ignore[misc]
    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *arguments: object
    ) -> None:
        request.is_counted = True  # type: ignore[attr-defined]
        super().process_view(request, view, *arguments)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if request.resolver_match is not None and not hasattr(request, "is_counted"):
            super().process_view(request, request.resolver_match.func)
        counted: HttpResponseBase = super().process_response(request, response)
        return counted
