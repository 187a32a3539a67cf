"""Our settings of allauth: no public sign-up, and encrypted second-factor secrets."""

import base64
import logging
import secrets
from hashlib import sha256
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext_lazy

from annotator.accounts.languages import language_of
from annotator.accounts.models import ApiToken, User
from annotator.accounts.sign_in import guessing

logger = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are created by a command or with an invitation, never by public sign-up."""

    _account_usage: Any = None
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "enter_current_password": gettext_lazy("That isn’t your current password."),
        "rate_limited": gettext_lazy("Too many attempts. Try again in a few minutes."),
        "too_many_login_attempts": gettext_lazy(
            "Too many failed sign-ins. Try again in a few minutes."
        ),
        "username_password_mismatch": gettext_lazy("Wrong username or password."),
    }
    reauthentication_words: ClassVar[dict[str, Any]] = {
        "reauthenticate": gettext_lazy("Use my password"),
        "mfa_reauthenticate": gettext_lazy("Use a code"),
        "mfa_reauthenticate:webauthn": gettext_lazy("Use my key"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    # allauth counts failed sign-ins by this key. Its own key would lock out the owner
    # of the account: guessing.py.
    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        username = str(credentials.get("username", ""))
        return guessing.bucket_of(request, username, self.get_client_ip(request))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        username = str(credentials.get("username", ""))
        try:
            super().pre_authenticate(request, **credentials)
            self._account_usage = guessing.consume_for_account(request, username)
            if not self._account_usage:
                # This guess is refused without being checked, so it doesn't count for
                # the address.
                self._rollback_login_failed_rl_usage()
                raise self.validation_error("too_many_login_attempts")
        except ValidationError:
            guessing.log_failed(
                username, self.get_client_ip(request), "sign-in refused, too many guesses"
            )
            raise

    # allauth calls this after a successful sign-in, which is not a guess.
    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        if self._account_usage:
            self._account_usage.rollback()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        username = str(credentials.get("username", ""))
        guessing.log_failed(username, self.get_client_ip(request), "sign-in failed")

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().post_login(request, user, **options)
        guessing.remember_device(request, response, user)
        return response

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """The ways to confirm that it is the same person, in our own words."""
        return [
            way | {"description": self.reauthentication_words[way["id"]]}
            for way in super().get_reauthentication_methods(user)
        ]

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponseBase:
        address = self.get_client_ip(request)
        guessing.log_failed(user.username, address, "sign-in refused, the account is not active")
        response: HttpResponseBase = super().respond_user_inactive(request, user)
        return response

    def get_reset_password_from_key_url(self, key: str) -> str:
        """A link in an e-mail points to this site, whatever host the request named."""
        return str(
            urljoin(settings.SITE_URL, urlsplit(super().get_reset_password_from_key_url(key)).path)
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # As for links, the name of the site doesn't come from the request.
        site = SimpleNamespace(name="Skepsis", domain=urlsplit(settings.SITE_URL).netloc)
        with translation.override(language_of(context["user"])):
            super().send_mail(template_prefix, email, context | {"current_site": site})

    def is_safe_url(self, url: str) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            # Python can't parse some addresses, such as "http://[".
            return False

    def set_password(self, user: User, password: str) -> None:
        """Set the password and delete the API tokens. Sessions end too.

        Someone who knew the old password must not keep access.
        """
        with transaction.atomic():
            super().set_password(user, password)
            ApiToken.objects.filter(user=user).delete()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts the secrets of second factors with SECRET_KEY.

    A copy of the database alone is not enough to sign in.
    """

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # It can be a backup that was restored without its key. A random secret
            # accepts no code, so the person sees that the code is wrong.
            logger.error("a second factor can't be read: it was encrypted with another SECRET_KEY")
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _cipher() -> MultiFernet:
    # It encrypts with the first key and can decrypt with all of them, so SECRET_KEY can
    # be changed.
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(sha256(f"second factor {key}".encode()).digest()))
            for key in keys
        ]
    )
