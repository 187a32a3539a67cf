"""allauth's forms for passkeys, for whatever a client sends: what is no answer of a key is refused
in words.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth
from django import forms

from annotator.accounts.models import User
from annotator.accounts.sign_in import guessing


@contextmanager
def in_words() -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise forms.ValidationError("That is no answer of a passkey.") from error


class CredentialField(forms.JSONField):
    def to_python(self, value: Any) -> Any:
        with in_words():  # a number of five thousand digits, say
            return super().to_python(value)


class Authenticating:
    """What the three forms that check a key share."""

    user: User | None

    def clean_credential(self) -> Authenticator:
        try:
            with in_words():
                return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError:
            # Who signs in by a passkey alone has said no name.
            username = self.user.username if self.user else ""
            guessing.log_failed(username, guessing.client_address(), "passkey failed")
            raise


class LoginForm(Authenticating, allauth.LoginWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField(widget=forms.HiddenInput)


class AuthenticateForm(Authenticating, allauth.AuthenticateWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField(widget=forms.HiddenInput)


class ReauthenticateForm(Authenticating, allauth.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField(widget=forms.HiddenInput)


class AddForm(allauth.AddWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        with in_words():
            cleaned: dict[str, Any] = super().clean()
            return cleaned
