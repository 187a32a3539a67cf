"""Signing in with a passkey, without a session row for each visitor.

A passkey signs a challenge. allauth stores the challenge in the session, so each visit to the
sign-in page would add a row. Here the browser stores it, in a signed cookie that expires soon.
A challenge can be used for one sign-in.
"""

from datetime import timedelta
from typing import Any

from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

COOKIE = "skepsis_challenge"
SALT = "challenge of a passkey"
LIFETIME = timedelta(minutes=5)


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)
        # Removed before the response is sent, so that an empty session isn't saved.
        state = request.session.pop(STATE_SESSION_KEY, None)

        if state:
            _set_challenge_cookie(response, dumps(state, salt=SALT))
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # allauth expects the challenge in the session, so it is there during this
        # request only.
        self.state = challenge_in(request)
        if self.state:
            request.session[STATE_SESSION_KEY] = self.state

        try:
            response: HttpResponse = super().post(request, *args, **kwargs)
        finally:
            request.session.pop(STATE_SESSION_KEY, None)

        response.delete_cookie(COOKIE, path=_path())
        return response

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if not _is_first_use(self.state["challenge"]):
            messages.error(
                self.request, _("This passkey response has already been used. Try again.")
            )
            return redirect("account_login")

        response: HttpResponse = super().form_valid(form)
        return response


login_webauthn = PasskeySignIn.as_view()


def _set_challenge_cookie(response: HttpResponse, challenge: str) -> None:
    response.set_cookie(
        COOKIE,
        challenge,
        max_age=LIFETIME,
        path=_path(),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )


def challenge_in(request: HttpRequest) -> Any:
    """The challenge for this browser. None if it has expired or there was none."""
    try:
        return loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFETIME)
    except BadSignature:
        return None


def _is_first_use(challenge: str) -> bool:
    """Whether this is the challenge's first use. All nodes share the cache."""
    # The entry lives longer than the cookie, so an old challenge can't be used again.
    return cache.add(f"passkey-challenge-{challenge}", True, 2 * LIFETIME.total_seconds())


def _path() -> str:
    return reverse("mfa_login_webauthn")
