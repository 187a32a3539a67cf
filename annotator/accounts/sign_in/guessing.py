"""How often somebody may guess a password, without keeping the owner out.

Guesses are counted for an account and an address. So who guesses locks out nobody but themselves
and those behind the same address. A device from which the owner has signed in before carries a
signed cookie, and its guesses are counted apart: the owner gets in, whoever guesses beside them.
Guesses from all unknown devices together are counted for the account, too, so that many addresses
do not help. OWASP, Slow Down Online Guessing Attacks with Device Cookies.
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
    """What this guess is counted under."""
    account = _account_named(username)
    device = _device_of(request, account)
    name = f"account {account.pk}" if account else f"name {username.lower()}"

    return f"{name} {device or address}"


def consume_for_account(request: HttpRequest, username: str) -> Any:
    """Count a guess from an unknown device for the account; None where there were too many."""
    account = _account_named(username)
    if account is None or _device_of(request, account):
        return ratelimit.RateLimitUsage(usage=[])

    return ratelimit.consume(
        request, app="allauth.account", action="login_account", key=f"account {account.pk}"
    )


def remember_device(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """From now on, this browser's guesses at this account are counted apart."""
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
    """Where the request of this moment comes from."""
    return str(get_adapter().get_client_ip(context.request))


def log_failed(username: str, address: str, what: str) -> None:
    """A line of the log: the account by its number, and nothing of what was typed."""
    account = _account_named(username)
    if account:
        whose = f"account {account.pk}"
    else:
        whose = "an account that does not exist" if username else "no account was named"
    logger.warning("%s: %s, from %s", what, whose, address)


def _device_of(request: HttpRequest, account: User | None) -> str:
    """The signed number of the device, if the owner of this account has signed in there."""
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=COOKIE_SECONDS) or ""
    owner, _, device = value.partition(":")

    return device if account is not None and owner == str(account.pk) else ""


def _account_named(username: str) -> User | None:
    # The database takes no such text, and no account has it.
    return None if "\0" in username else User.objects.named(username)
