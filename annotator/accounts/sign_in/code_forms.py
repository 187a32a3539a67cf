"""allauth's forms for second-factor codes. A failure writes a line to the log."""

from allauth.mfa.base import forms as allauth
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy

from annotator.accounts.models import User
from annotator.accounts.sign_in import guessing
from annotator.accounts.sign_in.own_words import OwnWords


class LogsFailure:
    """Logs a wrong code. Comes before the form of allauth in the list of bases."""

    user: User

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            guessing.log_failed(
                self.user.username, guessing.client_address(), "second factor failed"
            )
            raise
        return code


class AuthenticateForm(OwnWords, LogsFailure, allauth.AuthenticateForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(OwnWords, LogsFailure, allauth.ReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateAppForm(OwnWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    words = {"code": gettext_lazy("Code from the app")}
