"""Forms for inviting people, changing roles and suspending members."""

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy

from annotator.projects.models import Role


class SuspendForm(forms.Form):
    reason = forms.CharField(max_length=200, label=gettext_lazy("Reason"))


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices, label=gettext_lazy("Role"))


class InvitationForm(forms.Form):
    """A new invitation link."""

    role = forms.ChoiceField(choices=Role.choices, label=gettext_lazy("Role"))
    uses = forms.IntegerField(
        min_value=1, max_value=1000, initial=1, label=gettext_lazy("Number of uses")
    )
    days = forms.IntegerField(
        min_value=1, max_value=90, initial=7, label=gettext_lazy("Valid for (days)")
    )
    note = forms.CharField(
        max_length=100, required=False, label=gettext_lazy("Note (managers only)")
    )


class MemberForm(forms.Form):
    """A person to invite by username, or a member whose role to change."""

    # The check is the same for every name, so that no error reveals whether an account
    # exists.
    username = forms.CharField(
        max_length=150, validators=[UnicodeUsernameValidator()], label=gettext_lazy("Username")
    )
    role = forms.ChoiceField(choices=Role.choices, label=gettext_lazy("Role"))
