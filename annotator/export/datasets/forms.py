"""The form of an export. The page, the command and the API all validate with it."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.agreement.final_label import LABEL_ORIGINS
from annotator.corpus.article_list import rounds_present, values_present
from annotator.export.datasets.file_formats import FORMATS
from annotator.export.datasets.queries import DATASETS
from annotator.export.datasets.request import ExportRequest
from annotator.export.datasets.selection import ANNOTATION_FILTERS, SENTENCE_FILTERS
from annotator.export.datasets.splits.shares import Shares, SharesError
from annotator.lib.filter_choices import set_choices
from annotator.projects.models import Project

DATASET_CHOICES = [
    ("annotations", gettext_lazy("Annotations")),
    ("sentences", gettext_lazy("Sentences")),
    ("articles", gettext_lazy("Articles")),
]


class FormatSelect(forms.Select):
    """Formats, of which those are disabled that can't be made of the chosen dataset."""

    dataset: str | None = None

    def create_option(
        self, name: str, value: Any, label: int | str, selected: bool, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        option = super().create_option(name, value, label, selected, *args, **kwargs)
        # A browser doesn't send a disabled option, so the chosen one stays and gets its error.
        if self.dataset in DATASETS and self.dataset not in FORMATS[str(value)].datasets:
            option["attrs"]["disabled"] = not selected
        return option


class ExportForm(forms.Form):
    dataset = forms.ChoiceField(label=gettext_lazy("Dataset"), choices=DATASET_CHOICES)
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(key, value.name) for key, value in FORMATS.items()],
        required=False,
        widget=FormatSelect,
    )
    done_only = forms.BooleanField(required=False, label=gettext_lazy("Completed articles only"))
    round = forms.ChoiceField(required=False, label=gettext_lazy("Round"))
    languages = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Languages"),
        widget=forms.SelectMultiple(attrs={"size": 3}),
    )
    counted_only = forms.BooleanField(
        required=False,
        label=gettext_lazy("Only what the agreement figures count"),
        help_text=gettext_lazy(
            "Without unsubmitted work, retests, tie-breakers and suspended annotators."
        ),
    )
    annotators = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Annotators"),
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )
    since = forms.DateField(
        required=False,
        label=gettext_lazy("Labelled since"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        required=False,
        label=gettext_lazy("Labelled until"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    label_origins = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Final label decided by"),
        choices=[(origin, origin) for origin in LABEL_ORIGINS],
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )
    standoff = forms.BooleanField(
        required=False,
        label=gettext_lazy("Stand-off: without text and titles"),
        help_text=gettext_lazy(
            "Offsets, counts and checksums stay. For articles that may not be shared."
        ),
    )
    spreadsheet_safe = forms.BooleanField(
        required=False,
        label=gettext_lazy("Spreadsheet-safe"),
        help_text=gettext_lazy(
            "Puts a ' before cells that look like formulas. Leave off for programs."
        ),
    )
    mark = forms.BooleanField(
        required=False,
        label=gettext_lazy("Excel encoding (BOM)"),
        help_text=gettext_lazy("Makes Excel read UTF-8 correctly."),
    )
    split = forms.CharField(
        required=False,
        max_length=20,
        label=gettext_lazy("Assign splits"),
        help_text=gettext_lazy(
            "Train, validation and test, e.g. 80/10/10, for articles without a split. "
            "Applies to this file only."
        ),
    )
    seed = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        label=gettext_lazy("Random seed of the split"),
    )

    def __init__(self, data: Any, *, project: Project) -> None:
        super().__init__(data)
        self.project = project
        cast(FormatSelect, self.fields["format"].widget).dataset = self.data.get("dataset")
        people = project.memberships.order_by("pseudonym").values_list("pseudonym", flat=True)
        set_choices(self, "round", rounds_present(project), everything=_("All"))
        set_choices(self, "languages", values_present(project, "language"))
        set_choices(self, "annotators", people)

    @property
    def filters_labels(self) -> bool:
        return any(self.data.get(name) for name in (*ANNOTATION_FILTERS, *SENTENCE_FILTERS))

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
        cleaned = self.cleaned_data
        dataset, file_format = cleaned.get("dataset"), cleaned.get("format")

        # An option that would change nothing is an error: a file must not look filtered
        # when it isn't.
        for names, only, message in (
            (ANNOTATION_FILTERS, "annotations", _("This filter applies to annotations only.")),
            (SENTENCE_FILTERS, "sentences", _("This filter applies to sentences only.")),
        ):
            for name in names:
                if cleaned.get(name) and dataset and dataset != only:
                    self.add_error(name, message)

        if cleaned.get("split") and dataset == "annotations":
            self.add_error("split", _("Only sentences and articles have a split."))

        for name in ("spreadsheet_safe", "mark"):
            if cleaned.get(name) and file_format and file_format != "csv":
                self.add_error(name, _("CSV only."))

        self._check_format(dataset, file_format or "csv")

        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("This is before the first day."))

        return cleaned

    def _check_format(self, dataset: str | None, format: str) -> None:
        """Add errors for what a file of this format can't have."""
        chosen = FORMATS[format]
        if dataset and dataset not in chosen.datasets:
            names = dict(DATASET_CHOICES)
            message = _("%(format)s has no such dataset. Choose one of these: %(datasets)s.") % {
                "format": chosen.name,
                "datasets": ", ".join(str(names[name]) for name in chosen.datasets),
            }
            self.add_error("format", message)

        if self.cleaned_data.get("standoff") and chosen.needs_text:
            self.add_error("standoff", _("Files of this format need the text."))

        if self.cleaned_data.get("split") and not chosen.has_splits:
            self.add_error("split", _("Files of this format have no splits."))

    def request(self) -> ExportRequest:
        """Return the request. The form must be valid."""
        # Tuples, because an ExportRequest is frozen.
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.cleaned_data.items()
        }
        return ExportRequest(project=self.project, **values)


def export_form_for(
    data: Mapping[str, Any], project: Project, *, dataset: str, format: str
) -> ExportForm:
    """Return the form for a dataset and a format that are not among the other fields: the API has
    them in the path, the command as arguments.
    """
    # A form reads lists from a MultiValueDict only.
    lists = data.lists() if isinstance(data, QueryDict) else data.items()
    values = {name: value if isinstance(value, list) else [value] for name, value in lists}
    return ExportForm(
        MultiValueDict({**values, "dataset": [dataset], "format": [format]}), project=project
    )
