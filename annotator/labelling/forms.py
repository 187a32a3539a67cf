"""Forms for managers who assign articles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from annotator.projects.models import Membership, Project


class OverlapForm(forms.Form):
    overlap = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=1000,
        label=gettext_lazy("Overlap"),
        help_text=gettext_lazy("How many annotators get this article. Leave empty for everyone."),
    )


class MemberField(forms.ModelChoiceField[Membership]):
    """A choice of members, shown with their pseudonym and role."""

    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.pseudonym} ({obj.role_in_sentence})"


class AssignForm(forms.Form):
    """The member to assign an article to. Offers the active members who can sign in."""

    member = MemberField(label=gettext_lazy("Annotator"), queryset=Membership.objects.none())

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, MemberField)
        field.queryset = Membership.objects.active().filter(project=project, user__isnull=False)
