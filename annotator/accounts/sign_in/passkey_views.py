"""Signing in with a passkey, without a session row for everybody who only asks.

A passkey signs a challenge. allauth keeps the challenge in the session, so each request of a
stranger would make a row. Here the browser keeps it, in a signed cookie that soon expires. Each
challenge opens one session.
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

COOKIE = "skepsis_challenge"
SALT = "challenge of a passkey"
LIFETIME = timedelta(minutes=5)


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)
        # Taken out again before the answer is sent, so that an empty session stays unsaved.
        state = request.session.pop(STATE_SESSION_KEY, None)

        if state:
            _keep(response, dumps(state, salt=SALT))
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
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
            messages.error(self.request, "This answer of a passkey has been used. Try again.")
            return redirect("account_login")

        response: HttpResponse = super().form_valid(form)
        return response


login_webauthn = PasskeySignIn.as_view()


def _keep(response: HttpResponse, challenge: str) -> None:
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
    """What this browser was asked to sign; None if that is too long ago, or if we never asked."""
    try:
        return loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFETIME)
    except BadSignature:
        return None


def _is_first_use(challenge: str) -> bool:
    """Whether this challenge opens a session for the first time. All nodes share the cache."""
    return cache.add(f"passkey-challenge-{challenge}", True, 2 * LIFETIME.total_seconds())


def _path() -> str:
    return reverse("mfa_login_webauthn")
