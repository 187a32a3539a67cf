"""The form of the preview: which columns and labels a file has, and the settings of the import."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.corpus.readers.encodings.encoding import is_encoding
from annotator.importing.forms import AssignmentSettingsForm, language_field
from annotator.importing.label_mapping import LabelMapping, UnknownLabelError
from annotator.importing.options import ImportOptions
from annotator.importing.previews.column_form import (
    NO_LABELS,
    USUAL_COLUMNS,
    annotator_columns_field,
    column_field,
)
from annotator.importing.previews.field_names import COLUMN_FIELDS
from annotator.importing.previews.preview import Preview
from annotator.importing.previews.reading_form import reading_fields
from annotator.importing.previews.reading_notes import Note, notes_beside
from annotator.labelling.annotations.imported_members import NoMemberError, read_members
from annotator.labelling.choices import SkipReason
from annotator.projects.models import Project

# The choice of a label that isn't mapped yet. "" is taken: it means to ignore the
# label.
OPEN = "?"


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
        key_by_label = {}
        for line in filter(str.strip, str(value or "").splitlines()):
            label, equals, key = line.partition("=")
            if not equals or not label.strip():
                raise forms.ValidationError(
                    _("“%(line)s” isn’t of the form FILE LABEL=KEY.") % {"line": line.strip()}
                )
            key_by_label[label.strip()] = key.strip()

        try:
            LabelMapping.for_project(self.project, key_by_label).check()
        except UnknownLabelError as error:
            raise forms.ValidationError(str(error)) from error
        return key_by_label


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


class PreviewForm(AssignmentSettingsForm):
    """Columns, labels and settings of an import. The fields depend on the uploaded files.

    A field named `column-…` is for a field of articles, `label-…` for a label in the files.
    """

    language = language_field(
        gettext_lazy("Used where the files don’t state it, e.g. en, de, ar; detected if empty.")
    )
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
        for name, field in reading_fields(preview, options).items():
            self.fields[f"reading-{name}"] = field

        # A file with one article has no columns, and most files have no labels.
        if preview.columns:
            self.fields["rows"] = forms.ChoiceField(
                choices=[
                    ("articles", _("an article")),
                    ("sentences", _("a sentence of an article")),
                ],
                label=_("Each row is"),
                initial=preview.row_kind or "articles",
            )
            for name, label in COLUMN_FIELDS.items():
                self.fields[f"column-{name}"] = column_field(label, preview, options, name)
            self.fields["annotator_columns"] = annotator_columns_field(preview, options)

        if preview.labels or options.labels:
            self._add_label_fields(project, options, preview)

        # A guess stands beside the field that changes it.
        self.notes = preview.notes
        for name, any_field in self.fields.items():
            beside = notes_beside(name, self.notes)
            any_field.help_text = " ".join(filter(None, [str(any_field.help_text), beside]))

    @property
    def doubts(self) -> list[tuple[forms.BoundField, Note]]:
        """The guesses that a person should check, each with its field."""
        return [
            (self[note.field], note)
            for note in self.notes
            if note.is_doubtful and note.field in self.fields
        ]

    def clean_encoding(self) -> str:
        encoding: str = self.cleaned_data["encoding"].strip()
        if encoding and not is_encoding(encoding):
            raise forms.ValidationError(_("Unknown encoding. Use a name such as utf-8 or cp1252."))
        return encoding

    def _add_label_fields(self, project: Project, options: ImportOptions, preview: Preview) -> None:
        mapping = LabelMapping.for_project(project, options.labels)
        choices = [
            (OPEN, _("– choose –")),
            ("", _("ignore")),
            *((label.key, label.listed_name) for label in project.labels.all()),
            *SkipReason.choices,
        ]

        for name in dict.fromkeys([*preview.labels, *options.labels]):
            self.fields[f"label-{name}"] = forms.ChoiceField(
                choices=choices, required=False, label=name, initial=mapping.suggestion(name, OPEN)
            )

        # The preview reads only the beginning of the files, and later labels may be
        # new.
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
        # “Refresh preview” (look) accepts open choices; the import itself doesn't.
        if "look" not in self.data:
            for name in [
                name for name, key in data.items() if name.startswith("label-") and key == OPEN
            ]:
                self.add_error(name, _("Choose a label, or ignore."))
        return data

    def fields_for(self, prefix: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(prefix)]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """The columns of the fields that most files have."""
        return [self[name] for name in self.fields if name in USUAL_COLUMNS]

    @property
    def other_column_fields(self) -> list[forms.BoundField]:
        return [field for field in self.fields_for("column-") if field.name not in USUAL_COLUMNS]

    @property
    def has_other_columns(self) -> bool:
        """Whether one of the other fields has a column."""
        return any(field.value() for field in self.other_column_fields)

    @property
    def reading_fields(self) -> list[forms.BoundField]:
        return self.fields_for("reading-")

    @property
    def label_fields(self) -> list[forms.BoundField]:
        return self.fields_for("label-")

    def chosen_options(self) -> ImportOptions:
        """Return the options with the choices of this form."""
        data = self.cleaned_data
        # Only choices that differ from the detected columns are stored, because the
        # other files may have other columns.
        columns = {
            name: "" if column == NO_LABELS else column
            for name, column in self._chosen("column-").items()
            if column != self.preview.detected_fields.get(name, "")
        }
        labels = {name: key for name, key in self._chosen("label-").items() if key != OPEN}

        return replace(
            self.options,
            **self._chosen("reading-"),
            columns=columns,
            annotator_columns=tuple(data.get("annotator_columns", self.options.annotator_columns)),
            rows=""
            if data.get("rows", "") == self.preview.detected_row_kind
            else data.get("rows", ""),
            labels=labels | data.get("more_labels", {}),
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

    def _chosen(self, prefix: str) -> dict[str, Any]:
        """Return the choices of the fields with this prefix, by their names without it."""
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }
