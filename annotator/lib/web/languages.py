"""The language of a page for somebody who isn't signed in.

It is the one that they chose on this site (a cookie), else the first one of their browser that the
site offers, else English. An account's own choice comes before it: `accounts/languages.py`.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers


def browser_language(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer in the browser's language, and say in the headers which language it was.

    It asks no database, so that the page about a database that is away has a language, too.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        # The next request on this thread must not begin with this one's language.
        with translation.override(translation.get_language_from_request(request)):
            response = get_response(request)
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
            response.headers.setdefault("Content-Language", translation.get_language() or "")

        return response

    return middleware
