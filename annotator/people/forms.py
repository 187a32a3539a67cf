"""Forms for inviting people, changing roles and suspending members."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.lib.web.numbers_field import NumbersField
from annotator.people.inviting import split_names
from annotator.projects.models import Role

MAX_NAMES = 200


class SuspendForm(forms.Form):
    reason = forms.CharField(max_length=200, label=gettext_lazy("Reason"))


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices, label=gettext_lazy("Role"))
    # Sent by the page that asks managers whether they give up their own role.
    confirmed = forms.BooleanField(required=False)


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


class MembersForm(forms.Form):
    """People to invite by username, each on a line."""

    username = forms.CharField(
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        label=gettext_lazy("Usernames, one on each line"),
    )
    role = forms.ChoiceField(choices=Role.choices, label=gettext_lazy("Role"))

    def clean_username(self) -> list[str]:
        names = split_names(self.cleaned_data["username"])
        if not names:
            raise forms.ValidationError(_("Enter a username."))
        if len(names) > MAX_NAMES:
            text = _("These are %(count)s names. Enter at most %(limit)s at a time.")
            raise forms.ValidationError(text % {"count": f"{len(names):,}", "limit": MAX_NAMES})
        return names


class ChosenForm(forms.Form):
    """Members chosen in the list, and what to do with all of them."""

    act = forms.ChoiceField(
        choices=[("suspend", "suspend"), ("reinstate", "reinstate"), ("remind", "remind")]
    )
    member = NumbersField(required=False)


class RemindedForm(forms.Form):
    """Members to remind by e-mail."""

    member = NumbersField(required=False)
