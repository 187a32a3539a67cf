from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator

from annotator.projects.models import Role


class SuspendForm(forms.Form):
    reason = forms.CharField(max_length=200)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class InvitationForm(forms.Form):
    """A link to join by."""

    role = forms.ChoiceField(choices=Role.choices)
    uses = forms.IntegerField(
        min_value=1, max_value=1000, initial=1, label="How many people may use it"
    )
    days = forms.IntegerField(min_value=1, max_value=90, initial=7, label="Days that it works")
    note = forms.CharField(
        max_length=100, required=False, label="For whom", help_text="Only managers see this."
    )


class MemberForm(forms.Form):
    """A person who is to be invited by name, or a member who is to have another role."""

    # The same for every name, so that an error tells nothing about accounts.
    username = forms.CharField(max_length=150, validators=[UnicodeUsernameValidator()])
    role = forms.ChoiceField(choices=Role.choices)
