"""Limits on guessing passwords that don't lock out the owner of the account.

Guesses are counted per account and address, so an attacker only locks out their own address.
A device on which the owner has signed in before has a signed cookie, and its guesses are
counted separately: the owner can sign in while someone else is guessing. Guesses from all
unknown devices together are also counted per account, so using many addresses doesn't help.
See OWASP, Slow Down Online Guessing Attacks with Device Cookies.
"""

import logging
import secrets
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from annotator.accounts.models import User

COOKIE = "skepsis_device"
COOKIE_SECONDS = 400 * 86_400
SALT = "a device that has signed in"

logger = logging.getLogger(__name__)


def bucket_of(request: HttpRequest, username: str, address: str) -> str:
    """Return the key under which this guess is counted."""
    # The account's number instead of its name, because its name can be typed in any
    # case.
    account = _account_named(username)
    device = _device_of(request, account)
    name = f"account {account.pk}" if account else f"name {username.lower()}"

    return f"{name} {device or address}"


def consume_for_account(request: HttpRequest, username: str) -> Any:
    """Count a guess from an unknown device. Returns None if there were too many."""
    account = _account_named(username)
    # The guesses of others must not lock out the owner, who has a known device.
    if account is None or _device_of(request, account):
        return ratelimit.RateLimitUsage(usage=[])

    return ratelimit.consume(
        request, app="allauth.account", action="login_account", key=f"account {account.pk}"
    )


def remember_device(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Set the cookie that lets this browser's guesses be counted separately."""
    if _device_of(request, user):
        return

    response.set_signed_cookie(
        COOKIE,
        f"{user.pk}:{secrets.token_hex(16)}",
        salt=SALT,
        max_age=COOKIE_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def client_address() -> str:
    """The address of the current request."""
    return str(get_adapter().get_client_ip(context.request))


def log_failed(username: str, address: str, what: str) -> None:
    """Log a failed attempt. The line has the account's number, and nothing that was typed."""
    # People sometimes type their password into the field of the username.
    account = _account_named(username)
    if account:
        whose = f"account {account.pk}"
    else:
        whose = "an account that does not exist" if username else "no account was named"
    logger.warning("%s: %s, from %s", what, whose, address)


def _device_of(request: HttpRequest, account: User | None) -> str:
    """The device's number from its cookie, if this account has signed in there before."""
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=COOKIE_SECONDS) or ""
    owner, _, device = value.partition(":")

    return device if account is not None and owner == str(account.pk) else ""


def _account_named(username: str) -> User | None:
    # PostgreSQL doesn't accept this character, so no account has it.
    return None if "\0" in username else User.objects.named(username)
