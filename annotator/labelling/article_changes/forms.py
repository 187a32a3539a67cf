"""Forms for changing many articles at once."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from annotator.corpus.article_list import Change
from annotator.corpus.forms import FilterForm
from annotator.corpus.models import MAX_ROUND, ArticleQuerySet
from annotator.labelling.article_changes.changing import Value
from annotator.lib.web.numbers_field import NumbersField
from annotator.projects.models import MAX_OVERLAP, OVERLAP_RULE, Project


class ChangeForm(forms.Form):
    """What to change, of which articles.

    They are the selected ones, or all that match the filter, up to `newest`: the newest article
    when the list was shown. Later ones weren't seen.
    """

    which = forms.ChoiceField(choices=[("chosen", "chosen"), ("matching", "matching")])
    change = forms.ChoiceField(choices=Change.choices)
    article = NumbersField(required=False)
    newest = forms.IntegerField(required=False)

    def articles(self, filtered: ArticleQuerySet) -> ArticleQuerySet:
        """Return those of the filtered articles that were chosen."""
        asked = self.cleaned_data
        if asked["which"] == "chosen":
            return filtered.filter(pk__in=asked["article"])
        return filtered.filter(pk__lte=asked["newest"] or 0)

    def about(self, filter_form: FilterForm, query: QueryDict) -> str:
        """Return what the audit log says about the choice."""
        if self.cleaned_data["which"] == "chosen":
            return "selected in the list"
        return f"filter: {query.urlencode()}" if filter_form.is_filtering else "all of the list"


class OverlapChangeForm(forms.Form):
    overlap = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_OVERLAP,
        label=gettext_lazy("Overlap"),
        help_text=gettext_lazy("How many annotators get each article. Leave empty for everyone."),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), OVERLAP_RULE),
    )

    @property
    def value(self) -> Value:
        overlap: int | None = self.cleaned_data["overlap"]
        return overlap


class RoundChangeForm(forms.Form):
    round = forms.CharField(
        max_length=MAX_ROUND,
        label=gettext_lazy("Round"),
        help_text=gettext_lazy("Stage of the project, e.g. pilot or main."),
        widget=forms.TextInput(attrs={"list": "rounds"}),
    )

    @property
    def value(self) -> Value:
        return str(self.cleaned_data["round"])


ValueForm = OverlapChangeForm | RoundChangeForm


def value_form(change: Change, data: QueryDict | None, project: Project) -> ValueForm | None:
    """Return the form for the new value, or None for a change of the state.

    Without `data` it has a value to begin with.
    """
    initial: dict[str, Any] = {"overlap": project.overlap}
    if change == Change.OVERLAP:
        return OverlapChangeForm(data, initial=initial)
    if change == Change.ROUND:
        return RoundChangeForm(data)
    return None
