"""allauth's forms for second-factor codes. A failure writes a line to the log."""

from allauth.mfa.base import forms as allauth
from django import forms

from annotator.accounts.models import User
from annotator.accounts.sign_in import guessing


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


class AuthenticateForm(LogsFailure, allauth.AuthenticateForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(LogsFailure, allauth.ReauthenticateForm):  # type: ignore[misc]
    pass
