"""The forms for new accounts and for the account page."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import BaseUserCreationForm, UsernameField
from django.utils.translation import gettext_lazy

from annotator.accounts.models import User


class NewAccountForm(BaseUserCreationForm[User]):
    """A new account, with a password that its owner chooses. It needs no e-mail address."""

    class Meta:
        model = User
        fields = ("username",)
        labels = {"username": gettext_lazy("Username")}
        help_texts = {
            "username": gettext_lazy(
                "Letters of one alphabet, digits and @ . + - _, without spaces"
            )
        }
        field_classes = {"username": UsernameField}


class AccountForm(forms.ModelForm[User]):
    """The fields that people can change in their own account."""

    class Meta:
        model = User
        fields = ("name", "email")
        labels = {"name": gettext_lazy("Display name"), "email": gettext_lazy("E-mail")}
        help_texts = {
            "name": gettext_lazy("Optional. Managers see it."),
            "email": gettext_lazy("Optional. Only used to send you a password reset link."),
        }


class LanguageForm(forms.Form):
    """The language of pages and mails. Empty: the browser's."""

    language = forms.ChoiceField(
        choices=lambda: [("", ""), *settings.LANGUAGES],
        required=False,
        label=gettext_lazy("Language"),
    )
