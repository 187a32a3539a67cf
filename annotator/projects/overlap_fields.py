"""The two fields of a form for how many annotators an article gets: a number, or a tick."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from annotator.projects.models import MAX_OVERLAP

RULE = gettext_lazy("Enter a number from 1 to 1,000, or tick “Every annotator” below.")


class OverlapFields(forms.Form):
    """The cleaned `overlap` is None for everyone. The tick counts more than the number."""

    overlap = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_OVERLAP,
        initial=3,
        label=gettext_lazy("Annotators per article"),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), RULE),
    )
    everyone = forms.BooleanField(
        required=False,
        label=gettext_lazy("Every annotator"),
        help_text=gettext_lazy(
            "Each article goes to all annotators, also to those who join later."
        ),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values["everyone"]:
            # What stands beside the tick isn't used, so it can't be wrong.
            self.errors.pop("overlap", None)
            values["overlap"] = None
        elif values.get("overlap") is None and "overlap" not in self.errors:
            self.add_error("overlap", str(RULE))
        return values
