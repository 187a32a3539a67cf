"""The form for a new release. The page, the command and the API all validate with it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.corpus.article_list import rounds_present, values_present
from annotator.export.datasets.selection import Seconds
from annotator.export.datasets.splits.shares import Shares, SharesError
from annotator.export.releases.parameters import ReleaseParameters
from annotator.lib.filter_choices import set_choices
from annotator.projects.models import Project


class ReleaseForm(forms.Form):
    about = forms.CharField(
        required=False,
        max_length=20_000,
        label=gettext_lazy("Description"),
        help_text=gettext_lazy(
            "What the dataset is and how the articles were selected. Shown first in the card."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    creators = forms.CharField(
        required=False,
        max_length=5_000,
        label=gettext_lazy("Creators"),
        help_text=gettext_lazy("One per line."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    licence = forms.RegexField(
        r"^[A-Za-z0-9.+-]+$",
        required=False,
        max_length=60,
        label=gettext_lazy("Licence of the labels"),
        help_text=gettext_lazy("An SPDX identifier, such as CC-BY-4.0."),
        error_messages={"invalid": gettext_lazy("Use an SPDX identifier, such as CC-BY-4.0.")},
    )
    standoff = forms.BooleanField(required=False)
    rounds = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Rounds"),
        help_text=gettext_lazy("None chosen: all."),
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )
    languages = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Languages"),
        help_text=gettext_lazy("None chosen: all."),
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )
    done_only = forms.BooleanField(required=False, label=gettext_lazy("Completed articles only"))
    unlabelled = forms.BooleanField(
        required=False,
        label=gettext_lazy("Put sentences without a final label into the splits, too"),
        help_text=gettext_lazy(
            "Otherwise the files of train, validation and test have only sentences with a final "
            "label. The table of sentences always has all."
        ),
    )
    notes = forms.BooleanField(
        required=False,
        label=gettext_lazy("Include annotators’ notes and adjudicators’ reasons"),
    )
    seconds = forms.ChoiceField(
        required=False,
        choices=[
            (Seconds.WHOLE, gettext_lazy("in whole seconds")),
            (Seconds.EXACT, gettext_lazy("as measured")),
            (Seconds.NONE, gettext_lazy("left out")),
        ],
        initial=ReleaseParameters.seconds,
        label=gettext_lazy("Time of each label"),
    )
    annotator_details = forms.BooleanField(
        required=False,
        label=gettext_lazy("Include details of each annotator"),
        help_text=gettext_lazy(
            "Days of work, median times, and the work of suspended annotators, marked as such. "
            "People who know the annotators may be able to identify them from these details."
        ),
    )
    split = forms.CharField(
        required=False,
        max_length=20,
        initial=ReleaseParameters.split,
        label=gettext_lazy("Train, validation and test"),
        help_text=gettext_lazy(
            "Percentages, e.g. 80/10/10; empty for no splits. Articles that have a split keep it."
        ),
    )
    seed = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        initial=0,
        label=gettext_lazy("Random seed of the split"),
    )
    dated = forms.DateField(
        required=False,
        label=gettext_lazy("Release date"),
        help_text=gettext_lazy("Defaults to today."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        project: Project,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        set_choices(self, "rounds", rounds_present(project))
        set_choices(self, "languages", values_present(project, "language"))

    def clean_seconds(self) -> str:
        return self.cleaned_data["seconds"] or ReleaseParameters.seconds

    def clean_split(self) -> str:
        text: str = self.cleaned_data["split"].strip()
        try:
            return str(Shares.read(text)) if text else ""
        except SharesError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        # JSON can contain half of a surrogate pair, which can't be stored as UTF-8.
        for name in ("about", "creators"):
            try:
                self.cleaned_data.get(name, "").encode()
            except UnicodeEncodeError:
                self.add_error(name, _("This contains characters that aren’t valid text."))
        return self.cleaned_data

    def parameters(self) -> ReleaseParameters:
        """Return the parameters. The form must be valid."""
        # Empty fields take the defaults of ReleaseParameters.
        values: dict[str, Any] = {
            name: value for name, value in self.cleaned_data.items() if value is not None
        }
        # A choice of several is a list, which isn't equal to the tuple that was stored.
        values |= {name: tuple(values[name]) for name in ("rounds", "languages")}
        day = values.pop("dated", None) or timezone.now().date()
        return ReleaseParameters(dated=day.isoformat(), **values)
