from datetime import timedelta

from django import forms
from django.http import QueryDict

from annotator.projects.default_labels import DEFAULT_LABELS
from annotator.projects.models import Project

# Some 8,000 words. To draw one takes a second at worst, whatever it is made of.
MAX_CODEBOOK = 50_000
MAX_LEASE_HOURS = 24 * 90


class ProjectForm(forms.ModelForm[Project]):
    """What a manager may change about a project."""

    lease_hours = forms.IntegerField(
        min_value=1,
        max_value=MAX_LEASE_HOURS,
        label="Lease, in hours",
        help_text="How long an article is held for its annotator after their last label.",
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
            "overlap": "Annotators per article",
            "retest_share": "Retest, percent of articles",
            "is_open": "The project is open for labelling",
            "asks_target": "Offer the target of a denial or doubt",
            "asks_confidence": "Offer a confidence from 1 to 3",
            "asks_note": "Offer a note on each sentence",
        }
        help_texts = {
            "overlap": "For articles imported from now on; each article’s own page changes it for "
            "that article.",
            "notice": "Content warning, consent, that time is recorded: everybody accepts it once, "
            "before their first "
            "article. Empty: none.",
            "retest_share": "This share comes back to the same person, who sees nothing of the "
            "first time: how far "
            "people agree with themselves. 0: none.",
            "asks_target": "",
            "asks_confidence": "",
            "asks_note": "",
        }
        widgets = {"notice": forms.Textarea(attrs={"rows": 4})}

    retest_days = forms.IntegerField(
        min_value=0,
        max_value=1000,
        label="Retest, days later",
        help_text="How long after it was submitted.",
    )
    field_order = (
        "name",
        "overlap",
        "lease_hours",
        "is_open",
        "notice",
        "retest_share",
        "retest_days",
    )

    def __init__(self, data: QueryDict | None, *, instance: Project) -> None:
        hours = max(1, round(instance.lease.total_seconds() / 3600))
        super().__init__(
            data,
            instance=instance,
            initial={"lease_hours": hours, "retest_days": instance.retest_after.days},
        )

    def save(self, commit: bool = True) -> Project:
        self.instance.lease = timedelta(hours=self.cleaned_data["lease_hours"])
        self.instance.retest_after = timedelta(days=self.cleaned_data["retest_days"])
        return super().save(commit)


class CodebookForm(forms.Form):
    text = forms.CharField(
        strip=False,
        max_length=MAX_CODEBOOK,
        label="Codebook, in Markdown",
        widget=forms.Textarea(attrs={"rows": 24}),
    )
    reason = forms.CharField(
        max_length=200, label="What has changed, in a line", help_text="Annotators read it first."
    )


class NewProjectForm(forms.Form):
    """A project that its maker is to manage; everything else is on its settings page."""

    name = forms.CharField(max_length=200, help_text="As people see it.")
    slug = forms.SlugField(
        max_length=80, label="Address", help_text="After /p/: small letters, digits and hyphens."
    )
    overlap = forms.IntegerField(
        min_value=1, max_value=1000, initial=3, label="Annotators per article"
    )
    labels = forms.CharField(
        initial=", ".join(DEFAULT_LABELS),
        help_text="Keys, separated by commas. These four come with their definitions; any other is "
        "a new label.",
    )

    def clean_labels(self) -> list[str]:
        return [key.strip() for key in self.cleaned_data["labels"].split(",")]
