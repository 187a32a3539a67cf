"""allauth's passkey forms, with an error message for every malformed response."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.accounts.models import User
from annotator.accounts.sign_in import guessing
from annotator.accounts.sign_in.own_words import OwnWords


@contextmanager
def reject_malformed() -> Iterator[None]:
    """Turn the exceptions of a malformed response into a ValidationError."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise forms.ValidationError(_("The passkey’s response wasn’t valid. Try again.")) from error


class CredentialField(forms.JSONField):
    def to_python(self, value: Any) -> Any:
        # Python refuses to parse a number with thousands of digits.
        with reject_malformed():
            return super().to_python(value)


class Authenticating:
    """Shared by the three forms that check a passkey."""

    user: User | None

    def clean_credential(self) -> Authenticator:
        try:
            with reject_malformed():
                return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError:
            # Someone who signs in with only a passkey hasn't entered a username.
            username = self.user.username if self.user else ""
            guessing.log_failed(username, guessing.client_address(), "passkey failed")
            raise


class LoginForm(Authenticating, allauth.LoginWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField(widget=forms.HiddenInput)


class AuthenticateForm(Authenticating, allauth.AuthenticateWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField(widget=forms.HiddenInput)


class ReauthenticateForm(Authenticating, allauth.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField(widget=forms.HiddenInput)


class AddForm(OwnWords, allauth.AddWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField(widget=forms.HiddenInput)
    words = {
        "name": gettext_lazy("Name"),
        "passwordless": gettext_lazy("Sign in with this key alone, without a password"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].help_text = _(
            "The key then asks for your fingerprint, face or PIN."
        )

    def clean(self) -> dict[str, Any]:
        with reject_malformed():
            cleaned: dict[str, Any] = super().clean()
            return cleaned
