from django import forms
from django.http import QueryDict

from annotator.agreement.report.data import ReportFilter
from annotator.corpus.article_list import rounds_present, values_present
from annotator.lib.filter_choices import set_choices
from annotator.projects.access import Access


class ReportFilterForm(forms.Form):
    """What the figures are of. A value that makes no sense narrows nothing."""

    annotators = forms.MultipleChoiceField(
        required=False, widget=forms.SelectMultiple(attrs={"size": 4})
    )
    round = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    codebook = forms.TypedChoiceField(
        required=False, label="Codebook version", coerce=int, empty_value=None
    )
    source = forms.ChoiceField(required=False)
    language = forms.ChoiceField(required=False)
    unfinished = forms.BooleanField(required=False, label="Count work that is not submitted too")

    def __init__(self, data: QueryDict, *, access: Access) -> None:
        super().__init__(data)
        project, self.reader = access.project, access.membership
        versions = project.codebooks.order_by("version").values_list("version", flat=True)
        set_choices(
            self,
            "annotators",
            project.memberships.order_by("pseudonym").values_list("pseudonym", flat=True),
        )
        set_choices(self, "round", rounds_present(project), everything="All")
        set_choices(self, "codebook", map(str, versions), everything="Any")
        set_choices(self, "source", values_present(project, "source"), everything="All")
        set_choices(self, "language", values_present(project, "language"), everything="All")

    def report_filter(self) -> ReportFilter:
        # what is not valid is missing in the cleaned data, which is all that it does here
        self.is_valid()
        return ReportFilter(
            **{name: value for name, value in self.cleaned_data.items() if value},
            reader=self.reader,
        )

    @property
    def is_filtering(self) -> bool:
        return self.report_filter() != ReportFilter(reader=self.reader)
