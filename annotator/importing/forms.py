"""The forms of the import pages: files or a text, then columns, labels and settings."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

MAX_FILES = 500
# The choice for a label in the file that is not mapped yet.
OPEN = "?"
COLUMN_FIELDS = {
    "text": gettext_lazy("Article text"),
    "sentence": gettext_lazy("Sentence text"),
    "external_id": gettext_lazy("ID"),
    "article": gettext_lazy("Article ID (for sentence rows)"),
    "title": gettext_lazy("Title"),
    "source": gettext_lazy("Source"),
    "url": gettext_lazy("URL"),
    "published": gettext_lazy("Published"),
    "language": gettext_lazy("Language"),
    "rights": gettext_lazy("Rights"),
    "group": gettext_lazy("Group (never split between train and test)"),
    "split": gettext_lazy("Split"),
    "position": gettext_lazy("Sentence number"),
    "paragraph": gettext_lazy("Paragraph number"),
    "label": gettext_lazy("Label"),
    "skip_reason": gettext_lazy("Skip reason"),
    "annotator": gettext_lazy("Annotator"),
}


def language_field(help_text: "str | StrPromise") -> forms.RegexField:
    return forms.RegexField(
        rf"^{LANGUAGE_TAG.pattern}$",
        initial="en",
        label=gettext_lazy("Language"),
        max_length=35,
        help_text=help_text,
        error_messages={"invalid": gettext_lazy("Use a language tag such as en, de or ar.")},
    )


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, as a list."""

    widget = ManyFilesInput(attrs={"accept": ",".join(SUFFIXES)})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        # An empty file is not an error of the form: the result names it, like any other
        # file that can't be imported.
        self.allow_empty_file = True
        files = [super(ManyFilesField, self).clean(file, initial) for file in data or []]
        if not files:
            raise forms.ValidationError(_("Choose one or more files."))
        if len(files) > MAX_FILES:
            raise forms.ValidationError(
                _("At most %(limit)s files at once; put more into a ZIP file.")
                % {"limit": MAX_FILES}
            )

        return files


class UploadForm(forms.Form):
    uploads = ManyFilesField(
        required=False,
        label=gettext_lazy("Files"),
        help_text=gettext_lazy(
            "Text (.txt) and web pages (.html), one article each; tables (.csv, .tsv) and JSON "
            "(.jsonl, .json), one article or sentence per row; Label Studio and doccano exports "
            "work too; or a .zip of these."
        ),
    )


class CampaignForm(forms.Form):
    """How the articles are assigned to annotators."""

    overlap = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_OVERLAP,
        label=gettext_lazy("Annotators per article"),
        help_text=gettext_lazy("Leave empty for everyone."),
    )
    round = forms.CharField(
        max_length=MAX_ROUND,
        label=gettext_lazy("Round"),
        initial="main",
        help_text=gettext_lazy("Stage of the project, e.g. pilot or main."),
    )
    review = forms.BooleanField(
        required=False, label=gettext_lazy("Import as drafts, to check the sentences first")
    )

    def settings(self) -> ArticleSettings:
        data = self.cleaned_data
        return ArticleSettings(review=data["review"], overlap=data["overlap"], round=data["round"])


class PasteForm(CampaignForm):
    """One pasted article."""

    text = forms.CharField(
        strip=False,
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )
    title = forms.CharField(
        required=False,
        max_length=1000,
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Shown above the article, not labelled."),
    )
    source = forms.CharField(
        required=False,
        max_length=300,
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Publisher"),
    )
    url = forms.URLField(
        required=False, max_length=2000, label=gettext_lazy("URL"), assume_scheme="https"
    )
    published = forms.DateField(
        required=False,
        label=gettext_lazy("Published"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    language = language_field(gettext_lazy("e.g. en, de, ar"))
    rights = forms.CharField(
        required=False,
        max_length=300,
        label=gettext_lazy("Rights"),
        help_text=gettext_lazy("Licence or copyright holder"),
    )
    external_id = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("ID"),
        help_text=gettext_lazy("Optional; generated if empty."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "text" in data and not self.errors:
            try:
                self.record = self._record(data)
            except UnreadableError as error:
                raise forms.ValidationError(
                    _("Can’t import: %(reason)s.") % {"reason": error}
                ) from None
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
    """Lines of the form FILE LABEL=KEY, as a dict."""

    def __init__(self, project: Project) -> None:
        super().__init__(
            required=False,
            label=gettext_lazy("Other labels in the files"),
            help_text=gettext_lazy(
                "One per line, FILE LABEL=KEY; leave KEY empty to ignore. KEY is a label of this "
                "project or a skip reason."
            ),
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.project = project

    def to_python(self, value: Any) -> dict[str, str]:  # type: ignore[override]
        lines = [line.partition("=") for line in str(value or "").splitlines() if line.strip()]
        theirs = {theirs.strip(): ours.strip() for theirs, _equals, ours in lines}
        if not all(equals for _theirs, equals, _ours in lines) or "" in theirs:
            raise forms.ValidationError(_("One per line, FILE LABEL=KEY."))
        try:
            LabelMapping.for_project(self.project, theirs).check()
        except UnknownLabelError as error:
            raise forms.ValidationError(str(error)) from error
        return theirs


class MembersField(forms.CharField):
    """Lines of the form NAME=PSEUDONYM, or PSEUDONYM, as a dict."""

    def __init__(self, project: Project, initial: Mapping[str, str]) -> None:
        super().__init__(
            required=False,
            initial="\n".join(f"{name}={pseudonym}" for name, pseudonym in initial.items()),
            label=gettext_lazy("Annotators who are members"),
            help_text=gettext_lazy(
                "One per line, NAME=PSEUDONYM: the name in the file, and the member of this "
                "project. Other names become new members who can’t sign in."
            ),
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.project = project

    def to_python(self, value: Any) -> dict[str, str]:  # type: ignore[override]
        try:
            return read_members(str(value or ""), self.project)
        except NoMemberError as error:
            raise forms.ValidationError(str(error)) from error


class ChoicesForm(CampaignForm):
    """Columns, labels and settings of an import. The fields depend on the uploaded files."""

    language = language_field(gettext_lazy("Default language, e.g. en, de, ar."))
    encoding = forms.CharField(
        required=False,
        max_length=40,
        label=gettext_lazy("Encoding"),
        help_text=gettext_lazy(
            "Detected automatically; set it if characters look wrong in the preview."
        ),
    )
    all_or_nothing = forms.BooleanField(
        required=False, label=gettext_lazy("Import nothing if any row is rejected")
    )

    def __init__(
        self, data: Any = None, *, project: Project, options: ImportOptions, preview: Preview
    ) -> None:
        names = ("overlap", "round", "review", "language", "encoding", "all_or_nothing")
        super().__init__(data, initial={name: getattr(options, name) for name in names})
        self.options = options
        self.preview = preview

        if preview.columns:
            self.fields["rows"] = forms.ChoiceField(
                choices=[
                    ("articles", _("an article")),
                    ("sentences", _("a sentence of an article")),
                ],
                label=_("Each row is"),
                initial=preview.kind or "articles",
            )
            for name, label in COLUMN_FIELDS.items():
                self.fields[f"column-{name}"] = _column_field(label, preview, name)

        if preview.words or options.labels:
            self._ask_for_labels(project, options, preview)

    def _ask_for_labels(self, project: Project, options: ImportOptions, preview: Preview) -> None:
        mapping = LabelMapping.for_project(project, options.labels)
        ours = [
            (OPEN, _("– choose –")),
            ("", _("ignore")),
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
            label=_("Annotator"),
            help_text=_(
                "Name for labels without an annotator. Names stay private: each person gets a "
                "pseudonym, and only managers see both."
            ),
        )
        self.fields["pseudonyms"] = forms.BooleanField(
            required=False,
            initial=options.pseudonyms,
            label=_("The annotators’ names in the file are already pseudonyms"),
        )
        self.fields["as_members"] = MembersField(project, initial=options.as_members)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "look" not in self.data:
            for name in [
                name for name, ours in data.items() if name.startswith("label-") and ours == OPEN
            ]:
                self.add_error(name, _("Choose a label, or ignore."))
        return data

    def fields_for(self, prefix: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(prefix)]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return self.fields_for("column-")

    @property
    def label_fields(self) -> list[forms.BoundField]:
        return self.fields_for("label-")

    def chosen(self) -> ImportOptions:
        """The options as the person chose them."""
        data = self.cleaned_data
        asked = {
            name.removeprefix("column-"): data[name] for name in data if name.startswith("column-")
        }
        # Only what differs from the detected columns is stored: other files may have other
        # columns.
        columns = {
            name: column
            for name, column in asked.items()
            if column != self.preview.detected_fields.get(name, "")
        }
        labels = {
            name.removeprefix("label-"): ours
            for name, ours in data.items()
            if name.startswith("label-")
        }

        return replace(
            self.options,
            columns=columns,
            rows="" if data.get("rows", "") == self.preview.detected_kind else data.get("rows", ""),
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


def _column_field(label: "StrPromise", preview: Preview, name: str) -> forms.ChoiceField:
    choices = [("", "–"), *((column, column) for column in preview.columns)]
    return forms.ChoiceField(
        choices=choices, required=False, label=label, initial=preview.fields.get(name, "")
    )
