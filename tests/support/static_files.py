"""Finds and reads the static files once, and not for each client or page of a test.

A server lists them when it starts. A client of a test is a server of its own in this respect, and
the list would take most of its time. The live server of a browser looks for a file at each request.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

VERSION = re.compile(r"^/static/v-[0-9a-f]+/")


@contextmanager
def remembered_static_files() -> Iterator[None]:
    """Meanwhile, each client gets the list that the first one made, and each page of a browser the
    files that the first one was sent.
    """
    list_files = WhiteNoiseMiddleware.add_files_from_finders
    read_file = StaticFilesHandler.serve
    listed: dict[str, object] = {}
    sent: dict[str, tuple[bytes, str]] = {}

    def remember(middleware: WhiteNoiseMiddleware) -> None:
        if not listed:
            list_files(middleware)
            listed.update(middleware.files)

        middleware.files = dict(listed)

    def send(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponse:
        # Django's handler knows no versions.
        request.path = VERSION.sub("/static/", request.path)
        if request.path not in sent:
            found = read_file(handler, request)
            sent[request.path] = found.getvalue(), found["Content-Type"]
            found.close()

        content, content_type = sent[request.path]
        return HttpResponse(content, content_type=content_type)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", remember)
        patch.setattr(StaticFilesHandler, "serve", send)
        yield
