"""Requests as views see them: behind the sign-in, so that the user is never anonymous."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from annotator.accounts.models import User


class SignedInRequest(HttpRequest):
    """What LoginRequiredMiddleware lets through."""

    user: User
    htmx: HtmxDetails
