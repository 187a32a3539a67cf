"""Forms for managers who assign articles, and the filter of a person's own labels."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.projects.models import MAX_OVERLAP, OVERLAP_RULE, Label, Membership, Project


class OverlapForm(forms.Form):
    overlap = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_OVERLAP,
        label=gettext_lazy("Overlap"),
        help_text=gettext_lazy("How many annotators get this article. Leave empty for everyone."),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), OVERLAP_RULE),
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


class OwnLabelsForm(forms.Form):
    """Which of their labels a person sees. An unknown label filters nothing."""

    # No label can have this key.
    WITH_TARGET = "*target"

    label = forms.ChoiceField(required=False, label=gettext_lazy("Label"))

    def __init__(self, data: QueryDict, *, project: Project) -> None:
        self.project_labels = list(project.labels.all())
        self.with_target = [label for label in self.project_labels if label.takes_target]
        super().__init__(data)

        field = self.fields["label"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("All labels")),
            *([(self.WITH_TARGET, _("All with a target"))] if self.with_target else []),
            *((label.key, label.shown_name) for label in self.project_labels),
        ]

    def labels(self) -> list[Label]:
        self.is_valid()
        asked = self.cleaned_data.get("label", "")
        if asked == self.WITH_TARGET:
            return self.with_target
        chosen = [label for label in self.project_labels if label.key == asked]
        return chosen or self.project_labels
