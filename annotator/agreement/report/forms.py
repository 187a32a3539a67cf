from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.agreement.report.data import ReportFilter
from annotator.corpus.article_list import rounds_present, values_present
from annotator.lib.filter_choices import set_choices
from annotator.projects.models import Membership, Project

# Of the fields of the two parts in a comparison.
PREFIXES = ("first", "second")


class ReportFilterForm(forms.Form):
    """Filters for the statistics. An invalid value filters nothing."""

    annotators = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Annotators"),
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )
    round = forms.ChoiceField(required=False, label=gettext_lazy("Round"))
    since = forms.DateField(
        required=False, label=gettext_lazy("Since"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"})
    )
    codebook = forms.TypedChoiceField(
        required=False, label=gettext_lazy("Codebook version"), coerce=int, empty_value=None
    )
    source = forms.ChoiceField(required=False, label=gettext_lazy("Source"))
    language = forms.ChoiceField(required=False, label=gettext_lazy("Language"))
    unfinished = forms.BooleanField(required=False, label=gettext_lazy("Include unsubmitted work"))

    def __init__(
        self,
        data: QueryDict,
        *,
        project: Project,
        viewer: Membership | None = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.viewer = viewer

        versions = project.codebooks.order_by("version").values_list("version", flat=True)
        set_choices(
            self,
            "annotators",
            project.memberships.order_by("pseudonym").values_list("pseudonym", flat=True),
        )
        set_choices(self, "round", rounds_present(project), everything=_("All"))
        set_choices(self, "codebook", map(str, versions), everything=_("Any"))
        set_choices(self, "source", values_present(project, "source"), everything=_("All"))
        set_choices(self, "language", values_present(project, "language"), everything=_("All"))

    def report_filter(self) -> ReportFilter:
        # Invalid values are then missing in the cleaned data, so that they filter
        # nothing.
        self.is_valid()
        chosen = {
            name: value
            for name, value in self.cleaned_data.items()
            if value and name in ReportFilterForm.base_fields
        }
        for one, several in (("round", "rounds"), ("language", "languages")):
            if one in chosen:
                chosen[several] = (chosen.pop(one),)
        return ReportFilter(**chosen, viewer=self.viewer)

    def valid_filter(self) -> ReportFilter:
        """Return the filter. Raises BadRequest if a value is invalid."""
        # A page can mark an invalid filter, but a file would have figures of something else
        # unnoticed.
        if not self.is_valid():
            raise BadRequest(self.errors.as_text())
        return self.report_filter()

    @property
    def is_filtering(self) -> bool:
        return self.report_filter() != ReportFilter(viewer=self.viewer)


def usual_comparison(project: Project) -> QueryDict:
    """Return filters to begin with: the last two rounds, else the last two codebook versions."""
    query = QueryDict(mutable=True)
    parts: dict[str, list[object]] = {
        "round": [*rounds_present(project)],
        "codebook": list(project.codebooks.order_by("version").values_list("version", flat=True)),
    }

    for name, values in parts.items():
        if len(values) > 1:
            for prefix, value in zip(PREFIXES, values[-2:], strict=True):
                query[f"{prefix}-{name}"] = str(value)
            break
    return query
