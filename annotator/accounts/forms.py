"""The forms for new accounts and for the account page."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import BaseUserCreationForm, UsernameField
from django.http import QueryDict
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
        fields = ("name", "email", "takes_reminders")
        labels = {
            "name": gettext_lazy("Display name"),
            "email": gettext_lazy("E-mail"),
            "takes_reminders": gettext_lazy("Managers of my projects may remind me by e-mail"),
        }
        help_texts = {
            "name": gettext_lazy("Optional. Managers see it."),
            "email": gettext_lazy(
                "Optional. Only used to send you a password reset link, and reminders if you allow "
                "them."
            ),
            "takes_reminders": gettext_lazy("They don’t see your address."),
        }

    def __init__(self, data: QueryDict | None = None, *, instance: User) -> None:
        super().__init__(data, instance=instance)
        # The page hasn't got it then, so saving would withdraw what somebody allowed.
        if not settings.EMAIL_URL:
            del self.fields["takes_reminders"]


class LanguageForm(forms.Form):
    """The language of pages and mails. Empty: the browser's."""

    language = forms.ChoiceField(
        choices=lambda: [("", ""), *settings.LANGUAGES],
        required=False,
        label=gettext_lazy("Language"),
    )
