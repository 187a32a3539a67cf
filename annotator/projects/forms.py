"""Forms for a new project and its settings."""

from datetime import timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.projects.labels.defaults import DEFAULT_LABELS
from annotator.projects.labels.files import labels_from_rows, rows_of_keys
from annotator.projects.models import Project
from annotator.projects.overlap_fields import OverlapFields
from annotator.projects.short_names import RULE, SHORT_NAME

MAX_LEASE_HOURS = 24 * 90


class ProjectForm(OverlapFields, forms.ModelForm[Project]):
    """The settings of a project that a manager can change."""

    lease_hours = forms.IntegerField(
        min_value=1,
        max_value=MAX_LEASE_HOURS,
        label=gettext_lazy("Reservation time (hours)"),
        help_text=gettext_lazy(
            "An article stays reserved this long after the annotator’s last label."
        ),
    )

    class Meta:
        model = Project
        fields = (
            "name",
            "overlap",
            "is_open",
            "notice",
            "retest_share",
            "asks_target",
            "asks_confidence",
            "asks_note",
        )
        labels = {
            "name": gettext_lazy("Name"),
            "notice": gettext_lazy("Notice"),
            "retest_share": gettext_lazy("Retest share (%)"),
            "is_open": gettext_lazy("The project is open for labelling"),
            "asks_target": gettext_lazy("Ask for the target of denials and doubts"),
            "asks_confidence": gettext_lazy("Ask for confidence (1–3)"),
            "asks_note": gettext_lazy("Allow notes"),
        }
        help_texts = {
            "notice": gettext_lazy(
                "Shown once before the first article; annotators must accept it. For example a "
                "content warning, consent or that working time is recorded. Leave empty for none."
            ),
            "retest_share": gettext_lazy(
                "Articles given again to the same annotator, without their earlier labels, to "
                "measure self-agreement. 0 = off."
            ),
            # The help texts of the model only repeat these labels.
            "asks_target": "",
            "asks_confidence": "",
            "asks_note": "",
        }
        widgets = {"notice": forms.Textarea(attrs={"rows": 4})}

    retest_days = forms.IntegerField(
        min_value=0,
        max_value=1000,
        label=gettext_lazy("Days until retest"),
        help_text=gettext_lazy("Counted from the day the article was submitted."),
    )
    field_order = (
        "name",
        "overlap",
        "everyone",
        "lease_hours",
        "is_open",
        "notice",
        "retest_share",
        "retest_days",
    )

    def __init__(self, data: QueryDict | None, *, instance: Project) -> None:
        # The model allows less than an hour, but this form doesn't.
        hours = max(1, round(instance.lease.total_seconds() / 3600))
        super().__init__(
            data,
            instance=instance,
            initial={
                "everyone": instance.overlap is None,
                "lease_hours": hours,
                "retest_days": instance.retest_after.days,
            },
        )
        self.fields["overlap"].help_text = _(
            "For articles imported from now on. You can override it on an article’s page."
        )

    @property
    def changed_settings(self) -> list[str]:
        """The settings that have another value than before. The overlap has two fields."""
        others = [name for name in self.changed_data if name not in ("overlap", "everyone")]
        is_same = self.cleaned_data["overlap"] == self.initial["overlap"]
        return others if is_same else ["overlap", *others]

    def save(self, commit: bool = True) -> Project:
        # Django leaves the number as it is if the request hasn't got it.
        self.instance.overlap = self.cleaned_data["overlap"]
        self.instance.lease = timedelta(hours=self.cleaned_data["lease_hours"])
        self.instance.retest_after = timedelta(days=self.cleaned_data["retest_days"])
        return super().save(commit)


class NewProjectForm(OverlapFields):
    """A new project. The settings page has everything else."""

    name = forms.CharField(
        max_length=200, label=gettext_lazy("Name"), help_text=gettext_lazy("Shown to members.")
    )
    slug = forms.RegexField(
        rf"^{SHORT_NAME.pattern}\Z",
        max_length=80,
        label=gettext_lazy("Short name (URL)"),
        help_text=RULE,
        error_messages={"invalid": RULE},
    )
    labels = forms.CharField(
        initial=", ".join(DEFAULT_LABELS),
        label=gettext_lazy("Labels"),
        help_text=gettext_lazy(
            "Comma-separated keys, e.g. claim, denial. The default four come with definitions; you "
            "define others on the next page."
        ),
    )

    field_order = ("name", "slug", "overlap", "everyone", "labels")

    def clean_labels(self) -> list[str]:
        keys = [key.strip() for key in self.cleaned_data["labels"].split(",")]
        # Checked here, too, so that all fields are told at once what is wrong with them.
        try:
            labels_from_rows(Project(), rows_of_keys(keys))
        except forms.ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return keys
