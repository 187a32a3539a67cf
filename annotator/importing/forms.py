"""What the import page asks: the files or a text, then how their columns and labels are to be
understood.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from annotator.corpus.models import MAX_OVERLAP, MAX_ROUND
from annotator.corpus.readers.files import SUFFIXES
from annotator.corpus.readers.records import (
    LANGUAGE_TAG,
    ArticleRecord,
    UnreadableError,
    check_record,
    clean_text,
)
from annotator.corpus.storing import ArticleSettings
from annotator.importing.label_mapping import LabelMapping, UnknownLabelError
from annotator.importing.options import ImportOptions
from annotator.importing.preview import Preview
from annotator.labelling.annotations.imported_members import NoMemberError, read_members
from annotator.labelling.choices import SkipReason
from annotator.projects.models import Project

MAX_FILES = 500
OPEN = "?"  # of a label of theirs that nobody has said anything about
COLUMN_FIELDS = {
    "text": "Text of the article",
    "sentence": "Text of one sentence",
    "external_id": "Identifier",
    "article": "Which article a sentence is of",
    "title": "Title",
    "source": "Source",
    "url": "Address",
    "published": "Published",
    "language": "Language",
    "rights": "Rights",
    "group": "Group (kept in one split)",
    "split": "Split",
    "position": "Number of the sentence",
    "paragraph": "Number of the paragraph",
    "label": "Label",
    "skip_reason": "Skip reason",
    "annotator": "Annotator",
}


def language_field(help_text: str) -> forms.RegexField:
    return forms.RegexField(
        rf"^{LANGUAGE_TAG.pattern}$",
        initial="en",
        max_length=35,
        help_text=help_text,
        error_messages={"invalid": "A language tag such as en, de or ar."},
    )


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, as a list."""

    widget = ManyFilesInput(attrs={"accept": ",".join(SUFFIXES)})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        # An empty file is no error of the form: it is named in the result, like any other that
        # can't come in.
        self.allow_empty_file = True
        files = [super(ManyFilesField, self).clean(file, initial) for file in data or []]
        if not files:
            raise forms.ValidationError("Choose one or more files.")
        if len(files) > MAX_FILES:
            raise forms.ValidationError(
                f"At most {MAX_FILES} files at once: put more of them into a ZIP file."
            )
        return files


class UploadForm(forms.Form):
    uploads = ManyFilesField(
        required=False,
        label="Choose one or more",
        help_text=(
            "Text (.txt) and web pages (.html), one article each; tables (.csv, .tsv) and JSON "
            "(.jsonl, .json), one article or one sentence a row, exports of Label Studio and "
            "doccano among them; or a .zip of these."
        ),
    )


class CampaignForm(forms.Form):
    """How the articles are to be given out."""

    overlap = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_OVERLAP,
        label="Annotators per article",
        help_text="Empty: everyone.",
    )
    round = forms.CharField(
        max_length=MAX_ROUND,
        initial="main",
        help_text="The stage of the campaign: pilot, calibration, main, or any word.",
    )
    review = forms.BooleanField(
        required=False, label="Check the sentences before anyone labels them"
    )

    def settings(self) -> ArticleSettings:
        data = self.cleaned_data
        return ArticleSettings(review=data["review"], overlap=data["overlap"], round=data["round"])


class PasteForm(CampaignForm):
    """One pasted article."""

    text = forms.CharField(
        strip=False, label="Text", widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"})
    )
    title = forms.CharField(
        required=False, max_length=1000, help_text="Shown above the article, not labelled."
    )
    source = forms.CharField(required=False, max_length=300, help_text="Who published it.")
    url = forms.URLField(required=False, max_length=2000, label="Address", assume_scheme="https")
    published = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    language = language_field("A language tag such as en, de or ar.")
    rights = forms.CharField(
        required=False, max_length=300, help_text="A licence, or who holds the copyright."
    )
    external_id = forms.CharField(
        required=False,
        max_length=500,
        label="Identifier",
        help_text="Your own; made from the text if left empty.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "text" in data and not self.errors:
            try:
                self.record = self._record(data)
            except UnreadableError as error:
                raise forms.ValidationError(f"This can’t be an article: {error}.") from None
        return data

    def _record(self, data: dict[str, Any]) -> ArticleRecord:
        text = clean_text(data["text"])
        made = f"pasted-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        fields = {
            name: data[name]
            for name in ("title", "source", "url", "published", "language", "rights")
        }
        return check_record(
            ArticleRecord(external_id=data["external_id"] or made, text=text, **fields)
        )


class MappingField(forms.CharField):
    """Lines of the form THEIRS=OURS, as a dict."""

    def __init__(self, project: Project) -> None:
        super().__init__(
            required=False,
            label="Labels further down in the files",
            help_text="One a line, THEIRS=OURS: ours is the key of a label, a skip reason, or "
            "nothing.",
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.project = project

    def to_python(self, value: Any) -> dict[str, str]:  # type: ignore[override]
        lines = [line.partition("=") for line in str(value or "").splitlines() if line.strip()]
        theirs = {theirs.strip(): ours.strip() for theirs, _, ours in lines}
        if not all(equals for _, equals, _ in lines) or "" in theirs:
            raise forms.ValidationError("One a line, THEIRS=OURS.")
        try:
            LabelMapping.of(self.project, theirs).check()
        except UnknownLabelError as error:
            raise forms.ValidationError(str(error)) from error
        return theirs


class MembersField(forms.CharField):
    """Lines of the form NAME=PSEUDONYM, or PSEUDONYM, as a dict."""

    def __init__(self, project: Project, initial: Mapping[str, str]) -> None:
        super().__init__(
            required=False,
            initial="\n".join(f"{name}={pseudonym}" for name, pseudonym in initial.items()),
            label="Labels that are those of members",
            help_text="One a line, NAME=PSEUDONYM: the name in the file, and who it is in this "
            "project. Without this, "
            "no labels from a file become those of somebody who works here.",
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.project = project

    def to_python(self, value: Any) -> dict[str, str]:  # type: ignore[override]
        try:
            return read_members(str(value or ""), self.project)
        except NoMemberError as error:
            raise forms.ValidationError(str(error)) from error


class ChoicesForm(CampaignForm):
    """How an uploaded import is to be understood. Its fields for columns and labels are those of
    the files at hand.
    """

    language = language_field(
        "A language tag such as en, de or ar, for texts that don’t say theirs."
    )
    encoding = forms.CharField(
        required=False,
        max_length=40,
        help_text="Found out if left empty; say it where letters look wrong below.",
    )
    all_or_nothing = forms.BooleanField(
        required=False, label="All or nothing: bring nothing in if anything is refused"
    )

    def __init__(
        self, data: Any = None, *, project: Project, options: ImportOptions, preview: Preview
    ) -> None:
        kept = ("overlap", "round", "review", "language", "encoding", "all_or_nothing")
        super().__init__(data, initial={name: getattr(options, name) for name in kept})
        self.options = options
        self.untold = preview
        if preview.columns:
            self.fields["rows"] = forms.ChoiceField(
                choices=[("articles", "an article"), ("sentences", "a sentence of an article")],
                label="Each row is",
                initial=preview.kind or "articles",
            )
            for name, label in COLUMN_FIELDS.items():
                self.fields[f"column-{name}"] = _column_field(label, preview, name)
        if preview.words or options.labels:
            self._ask_for_labels(project, options, preview)

    def _ask_for_labels(self, project: Project, options: ImportOptions, preview: Preview) -> None:
        mapping = LabelMapping.of(project, options.labels)
        ours = [
            (OPEN, "– choose –"),
            ("", "leave it out"),
            *project.labels.values_list("key", "name"),
            *SkipReason.choices,
        ]
        for word in dict.fromkeys([*preview.words, *options.labels]):
            self.fields[f"label-{word}"] = forms.ChoiceField(
                choices=ours, required=False, label=word, initial=mapping.suggestion(word, OPEN)
            )
        self.fields["more_labels"] = MappingField(project)
        self.fields["annotator"] = forms.CharField(
            max_length=100,
            initial=options.annotator,
            label="Annotator",
            help_text="Whose labels they are where the file names nobody. Names stay private: each "
            "person gets a "
            "pseudonym, and only managers see both.",
        )
        self.fields["pseudonyms"] = forms.BooleanField(
            required=False,
            initial=options.pseudonyms,
            label="The names of the annotators are pseudonyms already: take them as they are",
        )
        self.fields["as_members"] = MembersField(project, initial=options.as_members)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "look" not in self.data:
            for name in [
                name for name, ours in data.items() if name.startswith("label-") and ours == OPEN
            ]:
                self.add_error(name, "Say which label it stands for, or leave it out.")
        return data

    def fields_for(self, prefix: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(prefix)]

    @property
    def of_columns(self) -> list[forms.BoundField]:
        return self.fields_for("column-")

    @property
    def of_labels(self) -> list[forms.BoundField]:
        return self.fields_for("label-")

    def chosen(self) -> ImportOptions:
        """What the person has said."""
        data = self.cleaned_data
        asked = {
            name.removeprefix("column-"): data[name] for name in data if name.startswith("column-")
        }
        # Only what differs from what is found out anyway is held fast: other files, and other rows,
        # may differ.
        columns = {
            name: column
            for name, column in asked.items()
            if column != self.untold.untold_fields.get(name, "")
        }
        labels = {
            name.removeprefix("label-"): ours
            for name, ours in data.items()
            if name.startswith("label-")
        }
        return replace(
            self.options,
            columns=columns,
            rows="" if data.get("rows", "") == self.untold.untold_kind else data.get("rows", ""),
            labels={word: ours for word, ours in labels.items() if ours != OPEN}
            | data.get("more_labels", {}),
            annotator=data.get("annotator", self.options.annotator),
            pseudonyms=data.get("pseudonyms", self.options.pseudonyms),
            as_members=data.get("as_members", self.options.as_members),
            language=data["language"],
            encoding=data["encoding"],
            review=data["review"],
            round=data["round"],
            overlap=data["overlap"],
            all_or_nothing=data["all_or_nothing"],
        )


def _column_field(label: str, preview: Preview, name: str) -> forms.ChoiceField:
    choices = [("", "–"), *((column, column) for column in preview.columns)]
    return forms.ChoiceField(
        choices=choices, required=False, label=label, initial=preview.fields.get(name, "")
    )
