"""Gives each request the settings of the person who is signed in."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from annotator.accounts.models import User
from annotator.accounts.personal_settings.settings import PersonalSettings


def personal_settings(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Set `request.personal_settings`. Pages about an unavailable database have none."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        stored = request.user.settings if isinstance(request.user, User) else {}
        request.personal_settings = PersonalSettings.from_stored(stored)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
