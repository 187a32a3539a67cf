"""What somebody asks of an export: the one check of the page, the command and the API."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from annotator.agreement.final_label import LABEL_ORIGINS
from annotator.corpus.article_list import rounds_present, values_present
from annotator.export.datasets.file_formats import FORMATS
from annotator.export.datasets.queries import DATASETS
from annotator.export.datasets.request import ExportRequest
from annotator.export.datasets.selection import OF_ANNOTATIONS, OF_SENTENCES
from annotator.export.datasets.splits import Shares, SharesError
from annotator.lib.filter_choices import set_choices
from annotator.projects.models import Project


class ExportForm(forms.Form):
    dataset = forms.ChoiceField(choices=[(name, name.capitalize()) for name in DATASETS])
    format = forms.ChoiceField(
        choices=[(key, value.name) for key, value in FORMATS.items()], required=False
    )
    done_only = forms.BooleanField(required=False, label="Only articles that are done")
    round = forms.ChoiceField(required=False)
    languages = forms.MultipleChoiceField(
        required=False, widget=forms.SelectMultiple(attrs={"size": 3})
    )
    annotators = forms.MultipleChoiceField(
        required=False, widget=forms.SelectMultiple(attrs={"size": 4})
    )
    since = forms.DateField(
        required=False, label="Labelled since", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label="Labelled until", widget=forms.DateInput(attrs={"type": "date"})
    )
    label_origins = forms.MultipleChoiceField(
        required=False,
        label="Final label is",
        choices=[(origin, origin) for origin in LABEL_ORIGINS],
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )
    standoff = forms.BooleanField(
        required=False,
        label="Stand-off: without text and titles",
        help_text="Offsets, counts and checksums stay, for articles that may not be passed on.",
    )
    spreadsheet_safe = forms.BooleanField(
        required=False,
        label="Safe for spreadsheets",
        help_text="A ' before each cell that a spreadsheet would run as a formula. Programs want "
        "the exact file.",
    )
    mark = forms.BooleanField(
        required=False,
        label="Byte order mark",
        help_text="By it Excel reads the letters of the file right.",
    )
    split = forms.CharField(
        required=False,
        max_length=20,
        label="Split the rest",
        help_text="Like 80/10/10: train, validation and test for articles that have no split. Only "
        "this file has them.",
    )
    seed = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, label="Seed of the split"
    )

    def __init__(self, data: Any, *, project: Project) -> None:
        super().__init__(data)
        self.project = project
        people = project.memberships.order_by("pseudonym").values_list("pseudonym", flat=True)
        set_choices(self, "round", rounds_present(project), everything="All")
        set_choices(self, "languages", values_present(project, "language"))
        set_choices(self, "annotators", people)

    @property
    def filters_labels(self) -> bool:
        return any(self.data.get(name) for name in (*OF_ANNOTATIONS, *OF_SENTENCES))

    @property
    def shapes_file(self) -> bool:
        return any(
            self.data.get(name)
            for name in ("standoff", "spreadsheet_safe", "mark", "split", "seed")
        )

    def clean_format(self) -> str:
        return self.cleaned_data["format"] or "csv"

    def clean_split(self) -> Shares | None:
        try:
            return Shares.read(self.cleaned_data["split"]) if self.cleaned_data["split"] else None
        except SharesError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        dataset, chosen = asked.get("dataset"), asked.get("format")
        for names, only, why in (
            (OF_ANNOTATIONS, "annotations", "The other datasets rest on everybody’s labels"),
            (OF_SENTENCES, "sentences", "The final label is the sentences’"),
        ):
            for name in names:
                if asked.get(name) and dataset and dataset != only:
                    self.add_error(name, f"{why}: this narrows the dataset {only} alone.")
        if asked.get("split") and dataset == "annotations":
            self.add_error("split", "Only sentences and articles have a split.")
        for name in ("spreadsheet_safe", "mark"):
            if asked.get(name) and chosen and chosen != "csv":
                self.add_error(name, "This is a matter of CSV alone.")
        if asked.get("since") and asked.get("until") and asked["since"] > asked["until"]:
            self.add_error("until", "This is before the first day.")
        return asked

    def request(self) -> ExportRequest:
        """What is asked for; the form is valid."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.cleaned_data.items()
        }
        return ExportRequest(project=self.project, **values)


def export_form_for(
    data: Mapping[str, Any], project: Project, *, dataset: str, format: str
) -> ExportForm:
    """The form with what an address or a command names apart from the rest."""
    lists = data.lists() if isinstance(data, QueryDict) else data.items()
    values = {name: value if isinstance(value, list) else [value] for name, value in lists}
    return ExportForm(
        MultiValueDict({**values, "dataset": [dataset], "format": [format]}), project=project
    )
