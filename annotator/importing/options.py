"""The options of an import, the same for the page, the command and the API."""

from dataclasses import dataclass, field, fields

from django.utils.translation import gettext as _

from annotator.corpus.models import MAX_ROUND
from annotator.corpus.readers.encodings.encoding import is_encoding
from annotator.corpus.readers.fields.columns import FIELDS
from annotator.corpus.readers.records import LANGUAGE_TAG, READ_CHOICES, ReadOptions
from annotator.corpus.segmentation.sentences import LineBreaks
from annotator.corpus.storing import ArticleSettings
from annotator.importing.label_mapping import LabelMapping, UnknownLabelError
from annotator.labelling.annotations.imported_members import AnnotatorNames, NoMemberError
from annotator.lib.ways import PAGE
from annotator.projects.models import MAX_OVERLAP, OVERLAP_RULE, Project

# The annotator of labels for which a file names no one.
ANNOTATOR = "imported"
LINE_BREAKS: dict[str, LineBreaks] = {"": "auto", "paragraph": "paragraph", "wrapped": "wrapped"}
CHOICES = {**READ_CHOICES, "line_breaks": tuple(filter(None, LINE_BREAKS))}


class OptionError(Exception):
    """An option is invalid: `option` is its name, the message says why."""

    def __init__(self, option: str, reason: str) -> None:
        super().__init__(reason)
        self.option = option


@dataclass(frozen=True)
class ImportOptions(ReadOptions):
    """How files are read, and how their articles and labels are stored.

    `line_breaks` says whether a line is a "paragraph" or was broken at a width ("wrapped"); "" to
    detect it. `labels` maps the labels in the files to those of the project (LabelMapping).
    `annotator` is the name for labels without an annotator. `pseudonyms` and `as_members` are about
    the names of annotators (AnnotatorNames). `surface` is where the messages are read.
    """

    # A job stores these fields as JSON, so a new one needs a default for the jobs
    # before it.
    language: str = ""
    annotator: str = ANNOTATOR
    line_breaks: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    pseudonyms: bool = False
    as_members: dict[str, str] = field(default_factory=dict)
    review: bool = False
    round: str = "main"
    overlap: int | None = 3
    all_or_nothing: bool = False
    surface: str = PAGE

    @property
    def read_options(self) -> ReadOptions:
        values = {each.name: getattr(self, each.name) for each in fields(ReadOptions)}
        # A job keeps them as JSON, which has only lists.
        values["annotator_columns"] = tuple(self.annotator_columns)
        values["annotator"] = "" if self.annotator == ANNOTATOR else self.annotator
        return ReadOptions(**values)

    @property
    def segmentation(self) -> LineBreaks:
        return LINE_BREAKS[self.line_breaks]

    @property
    def settings(self) -> ArticleSettings:
        return ArticleSettings(review=self.review, round=self.round, overlap=self.overlap)

    @property
    def names(self) -> AnnotatorNames:
        return AnnotatorNames(self.pseudonyms, self.as_members)

    def mapping(self, project: Project) -> LabelMapping:
        return LabelMapping.for_project(project, self.labels)

    def check(self, project: Project) -> None:
        """Raise OptionError for the first option that is invalid in this project."""
        if self.overlap is not None and not 1 <= self.overlap <= MAX_OVERLAP:
            raise OptionError("overlap", str(OVERLAP_RULE))
        if not 1 <= len(self.round) <= MAX_ROUND:
            raise OptionError("round", _("Use 1 to %(limit)s characters.") % {"limit": MAX_ROUND})
        self.check_reading()

        try:
            self.mapping(project).check()
        except UnknownLabelError as error:
            raise OptionError("labels", str(error)) from error

        try:
            self.names.check(project)
        except NoMemberError as error:
            raise OptionError("as_members", str(error)) from error

    def check_reading(self) -> None:
        """Raise OptionError for the first option about reading that is invalid."""
        if self.language and not LANGUAGE_TAG.fullmatch(self.language):
            raise OptionError("language", _("Use a language tag such as en, de or pt-BR."))
        if self.encoding and not is_encoding(self.encoding):
            raise OptionError(
                "encoding", _("Unknown encoding. Use a name such as utf-8 or cp1252.")
            )
        for option, choices in CHOICES.items():
            if getattr(self, option) not in ("", *choices):
                raise OptionError(
                    option, _("Choose one of %(choices)s.") % {"choices": ", ".join(choices)}
                )

        unknown = [name for name in self.columns if name not in FIELDS]
        if unknown:
            raise OptionError(
                "columns",
                _("Unknown field “%(field)s”. Known fields: %(known)s.")
                % {"field": unknown[0], "known": ", ".join(FIELDS)},
            )
