"""allauth's forms with passwords, in our own words."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy

from annotator.accounts.sign_in.own_words import OwnWords

NEW_PASSWORD = {
    "password1": gettext_lazy("New password"),
    "password2": gettext_lazy("Repeat the new password"),
}


class LoginForm(OwnWords, allauth.LoginForm):  # type: ignore[misc]
    """Marks the password as the field to correct, and puts the focus there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self._focus("login")

    def clean(self) -> dict[str, Any]:
        try:
            super().clean()
        except forms.ValidationError as error:
            # As an error of the field, it is what screen readers read with it.
            self.add_error("password", error)
            self._focus("password")

        cleaned: dict[str, Any] = self.cleaned_data
        return cleaned

    def _focus(self, name: str) -> None:
        self.fields[name].widget.attrs["autofocus"] = True


class ReauthenticateForm(OwnWords, allauth.ReauthenticateForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(OwnWords, allauth.ChangePasswordForm):  # type: ignore[misc]
    words = NEW_PASSWORD | {"oldpassword": gettext_lazy("Current password")}


class SetPasswordForm(OwnWords, allauth.SetPasswordForm):  # type: ignore[misc]
    words = NEW_PASSWORD


class ResetPasswordForm(OwnWords, allauth.ResetPasswordForm):  # type: ignore[misc]
    words = {"email": gettext_lazy("E-mail")}


class ResetPasswordKeyForm(OwnWords, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    words = NEW_PASSWORD
