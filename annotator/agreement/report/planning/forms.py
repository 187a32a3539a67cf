from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from annotator.agreement.report.forms import ReportFilterForm
from annotator.agreement.report.planning.plan import DEFAULT_HALF_WIDTH
from annotator.projects.models import Membership, Project

NARROWEST, WIDEST = 0.001, 0.5


class PlanForm(ReportFilterForm):
    """The half-width to plan for, and which annotations to plan from."""

    half_width = forms.FloatField(
        required=False,
        label=gettext_lazy("Half-width of the interval (±)"),
        min_value=NARROWEST,
        max_value=WIDEST,
    )

    field_order = ("half_width",)

    def __init__(
        self, data: QueryDict, *, project: Project, viewer: Membership | None = None
    ) -> None:
        data = data.copy()
        # The form is always filled in, so that an initial value would not be shown.
        if not data.get("half_width"):
            data["half_width"] = str(DEFAULT_HALF_WIDTH)
        super().__init__(data, project=project, viewer=viewer)
        self.fields["half_width"].widget.attrs["step"] = "any"

    def chosen_half_width(self) -> float:
        """Return what was asked for; the default without a valid value."""
        self.is_valid()
        return self.cleaned_data.get("half_width") or DEFAULT_HALF_WIDTH
