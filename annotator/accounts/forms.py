from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UsernameField

from annotator.accounts.models import User


class NewAccountForm(BaseUserCreationForm[User]):
    """A new account, with a password that its owner chooses. An address is not asked for."""

    class Meta:
        model = User
        fields = ("username",)
        field_classes = {"username": UsernameField}


class AccountForm(forms.ModelForm[User]):
    """What people may change about their own account."""

    class Meta:
        model = User
        fields = ("name", "email")
        labels = {"name": "Name, as colleagues see it", "email": "E-mail"}
        help_texts = {"email": "Only for a link to set a new password. It may stay empty."}
