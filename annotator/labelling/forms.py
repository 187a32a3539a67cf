import hashlib
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from annotator.corpus.importing import SUFFIXES, ImportOptions, Source, external_id_of, text_source
from annotator.corpus.readers import ArticleRecord, checked_text
from annotator.projects.models import Membership, Project

MOST_FILES = 200


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, as a list."""

    widget = ManyFilesInput(attrs={"accept": ",".join(SUFFIXES)})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        # An empty file is no error of the form: it is named in the result, like any other that can't come in.
        self.allow_empty_file = True
        return [super(ManyFilesField, self).clean(file, initial) for file in data or []]


class ImportForm(forms.Form):
    """One pasted article, or text files of one article each."""

    texts = ManyFilesField(required=False, label="Text files", help_text="Plain text (.txt), one article per file.")
    text = forms.CharField(
        required=False, strip=False, label="Text", widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"})
    )
    title = forms.CharField(required=False, max_length=1000, help_text="Shown above the article, not labelled.")
    source = forms.CharField(required=False, max_length=300, help_text="Who published it.")
    url = forms.URLField(required=False, max_length=2000, label="Address", assume_scheme="https")
    published = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    language = forms.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        initial="en",
        max_length=35,
        help_text="A language tag such as en, de or ar.",
        error_messages={"invalid": "A language tag such as en, de or ar."},
    )
    external_id = forms.CharField(
        required=False, max_length=500, label="Identifier", help_text="Your own; made from the text if left empty."
    )
    overlap = forms.IntegerField(
        required=False, min_value=1, max_value=1000, label="Annotators per article", help_text="Empty: everyone."
    )
    round = forms.CharField(
        max_length=40, initial="main", help_text="The stage of the campaign: pilot, calibration, main, or any word."
    )
    review = forms.BooleanField(required=False, label="Check the sentences before anyone labels them")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["overlap"].initial = project.overlap

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        files, text = data.get("texts"), data.get("text")
        if files and text:
            raise forms.ValidationError("Paste an article or choose files, not both at once.")
        if not files and not text and not self.errors:
            raise forms.ValidationError("Paste an article or choose files.")
        if files and len(files) > MOST_FILES:
            self.add_error("texts", f"At most {MOST_FILES} files at once; the command import_articles takes folders.")
        return data

    def options(self) -> ImportOptions:
        data = self.cleaned_data
        return ImportOptions(review=data["review"], overlap=data["overlap"], round=data["round"])

    def sources(self) -> list[Source]:
        if self.cleaned_data["text"]:
            return [Source("pasted text", self._pasted)]
        return [
            text_source(
                name=file.name or "",
                external_id=external_id_of(PurePath(file.name or "")),
                size=file.size or 0,
                read=file.read,
            )
            for file in self.cleaned_data["texts"]
        ]

    def _pasted(self) -> ArticleRecord:
        data = self.cleaned_data
        text = checked_text(data["text"])
        return ArticleRecord(
            external_id=data["external_id"] or f"pasted-{hashlib.sha256(text.encode()).hexdigest()[:8]}",
            text=text,
            title=data["title"],
            source=data["source"],
            url=data["url"],
            published=data["published"],
            language=data["language"],
        )


class SetAsideForm(forms.Form):
    reason = forms.CharField(max_length=200)


class OverlapForm(forms.Form):
    overlap = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=1000,
        label="Annotators for this article",
        help_text="Empty: everyone in the project.",
    )


class AssignForm(forms.Form):
    """Whom to give an article to: the project's active members who can sign in."""

    member: forms.ModelChoiceField[Membership] = forms.ModelChoiceField(queryset=Membership.objects.none())

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Membership.objects.active().filter(project=project, user__isnull=False)
        field.label_from_instance = lambda obj: f"{obj.pseudonym} ({obj.get_role_display().lower()})"  # type: ignore[method-assign]
