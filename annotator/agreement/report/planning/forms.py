from django import forms
from django.utils.translation import gettext_lazy

from annotator.agreement.report.forms import ReportFilterForm
from annotator.agreement.report.planning.plan import DEFAULT_HALF_WIDTH

NARROWEST, WIDEST = 0.001, 0.5


class PlanForm(ReportFilterForm):
    """The half-width to plan for, and which annotations to plan from."""

    half_width = forms.FloatField(
        required=False,
        label=gettext_lazy("Half-width of the interval (±)"),
        min_value=NARROWEST,
        max_value=WIDEST,
        localize=True,
        initial=DEFAULT_HALF_WIDTH,
    )

    field_order = ("half_width",)

    def chosen_half_width(self) -> float:
        """Return what was asked for; the default without a valid value."""
        self.is_valid()
        return self.cleaned_data.get("half_width") or DEFAULT_HALF_WIDTH
