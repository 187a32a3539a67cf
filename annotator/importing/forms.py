"""Forms of the import page: files to upload, or a text to paste."""

import hashlib
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.corpus.models import MAX_ROUND
from annotator.corpus.readers.account import Account, FileAccount
from annotator.corpus.readers.fields.languages import settle_language
from annotator.corpus.readers.file_kinds import SUFFIXES
from annotator.corpus.readers.records import (
    LANGUAGE_TAG,
    ArticleRecord,
    ReadArticle,
    ReadOptions,
    UnreadableError,
    check_record,
    clean_text,
)
from annotator.corpus.segmented_articles import SegmentedArticle, segment_article
from annotator.corpus.storing import ArticleSettings
from annotator.importing.account.fact_text import facts_in_words
from annotator.projects.models import MAX_OVERLAP, OVERLAP_RULE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

MAX_FILES = 500


def language_field(help_text: "str | StrPromise") -> forms.RegexField:
    return forms.RegexField(
        rf"^{LANGUAGE_TAG.pattern}$",
        required=False,
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
        # An empty file isn't an error of the form. The result of the import names it,
        # like every other file that can't be imported.
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
            "Text (.txt), documents (.docx, .odt, .pdf) and web pages (.html), one article each; "
            "tables (.csv, .tsv, .xlsx, .ods) and JSON (.jsonl, .json), one article or sentence "
            "per row; Label Studio and doccano exports work too; or a .zip of these."
        ),
    )


class AssignmentSettingsForm(forms.Form):
    """The settings of new articles that decide who labels them, and when."""

    overlap = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_OVERLAP,
        label=gettext_lazy("Annotators per article"),
        help_text=gettext_lazy("Leave empty for everyone."),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), OVERLAP_RULE),
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


class PasteForm(AssignmentSettingsForm):
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
    language = language_field(gettext_lazy("e.g. en, de, ar; detected if empty."))
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
        # The checks of files apply to a pasted text too. They need all other fields to
        # be valid.
        if "text" in data and not self.errors:
            try:
                self.article = self._make_article(data)
            except UnreadableError as error:
                raise forms.ValidationError(
                    _("Can’t import: %(reason)s.") % {"reason": error}
                ) from None
        return data

    @property
    def how_it_was_read(self) -> str:
        """What was detected or guessed, and changed; "" if nothing was."""
        facts = [] if self.cleaned_data["language"] else facts_in_words(self._account.entries[0])
        return "; ".join([*facts, *(warning.reason for warning in self.article.warnings)])

    def _make_article(self, data: dict[str, Any]) -> SegmentedArticle:
        text = clean_text(data["text"])
        # Made from the text, so that the same text is recognised when it is pasted
        # again.
        generated_id = f"pasted-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        fields = {
            name: data[name]
            for name in ("title", "source", "url", "published", "language", "rights")
        }
        file = FileAccount()
        options = ReadOptions(language=fields["language"])
        fields["language"] = settle_language([text], options, file)
        self._account = Account()
        self._account.add(file)

        record = ArticleRecord(external_id=data["external_id"] or generated_id, text=text, **fields)
        return segment_article(ReadArticle(record.external_id, check_record(record)))
