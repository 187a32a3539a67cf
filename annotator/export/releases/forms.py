"""What a release is to be: the one check of the page, the command and the API."""

from typing import Any

from django import forms
from django.utils import timezone

from annotator.agreement.statistics.intervals import LEAST_REPLICATES, MOST_REPLICATES
from annotator.export.datasets.selection import Seconds
from annotator.export.datasets.splits import Shares, SharesError
from annotator.export.releases.parameters import ReleaseParameters


class ReleaseForm(forms.Form):
    about = forms.CharField(
        required=False,
        max_length=20_000,
        label="About the dataset",
        help_text="What it is, and how the articles were chosen. It stands on top of the card.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    creators = forms.CharField(
        required=False,
        max_length=5_000,
        help_text="One a line.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    licence = forms.RegexField(
        r"^[A-Za-z0-9.+-]+$",
        required=False,
        max_length=60,
        label="Licence of the labels",
        help_text="An SPDX identifier, such as CC-BY-4.0.",
        error_messages={
            "invalid": "An identifier has letters, digits, points, plus and minus: CC-BY-4.0, say."
        },
    )
    standoff = forms.BooleanField(required=False)
    done_only = forms.BooleanField(required=False, label="Only articles that are done")
    notes = forms.BooleanField(
        required=False, label="With annotators’ notes and adjudicators’ reasons"
    )
    seconds = forms.ChoiceField(
        required=False,
        choices=[
            (Seconds.WHOLE, "in whole seconds"),
            (Seconds.EXACT, "as measured"),
            (Seconds.NONE, "left out"),
        ],
        initial=ReleaseParameters.seconds,
        label="Time of each label",
    )
    annotator_details = forms.BooleanField(
        required=False,
        label="With details of each annotator",
        help_text="The days of their work, their median time, and the work of people who are "
        "suspended, marked as "
        "such. With these, somebody who knows the people may find out who is who.",
    )
    split = forms.CharField(
        required=False,
        max_length=20,
        initial=ReleaseParameters.split,
        label="Train, validation and test",
        help_text="In percent; empty for no splits. Articles that have a split keep it.",
    )
    seed = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, initial=0, label="Seed of the split"
    )
    replicates = forms.IntegerField(
        required=False, min_value=LEAST_REPLICATES, max_value=MOST_REPLICATES
    )
    dated = forms.DateField(
        required=False,
        label="Date on it",
        help_text="Today, if empty.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_seconds(self) -> str:
        return self.cleaned_data["seconds"] or ReleaseParameters.seconds

    def clean_split(self) -> str:
        text: str = self.cleaned_data["split"].strip()
        try:
            return str(Shares.read(text)) if text else ""
        except SharesError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        for name in ("about", "creators"):
            try:
                self.cleaned_data.get(name, "").encode()
            except UnicodeEncodeError:
                self.add_error(name, "It holds bytes that are no text.")
        return self.cleaned_data

    def parameters(self) -> ReleaseParameters:
        """What is asked for; the form is valid."""
        asked: dict[str, Any] = {
            name: value for name, value in self.cleaned_data.items() if value is not None
        }
        day = asked.pop("dated", None) or timezone.now().date()
        return ReleaseParameters(dated=day.isoformat(), **asked)
