"""The language that an account has chosen, for its pages and its mails."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from annotator.accounts.models import User


def account_language(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer in the account's language. Without a choice, the browser's stays active."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, User):
            translation.activate(language_of(request.user))
        return get_response(request)

    return middleware


def language_of(user: User) -> str:
    """Return the account's choice, or the active language if there is none."""
    return chosen_by(user) or translation.get_language() or settings.LANGUAGE_CODE


def chosen_by(user: User) -> str:
    """Return the account's choice, or "" if there is none, or this site doesn't offer it now."""
    return user.language if user.language in dict(settings.LANGUAGES) else ""


def chosen_language(request: HttpRequest) -> str:
    """Return what somebody chose before they had an account, or ""."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else ""
