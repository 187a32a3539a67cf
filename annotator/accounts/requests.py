"""The type of requests in views where the user is signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from annotator.accounts.models import User
from annotator.accounts.personal_settings.settings import PersonalSettings


class SignedInRequest(HttpRequest):
    """A request that LoginRequiredMiddleware has accepted."""

    user: User
    htmx: HtmxDetails
    personal_settings: PersonalSettings
