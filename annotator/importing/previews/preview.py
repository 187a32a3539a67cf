"""The preview of an import: its first articles, its columns, its labels. Nothing is written."""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.cache import cache

from annotator.corpus.models import Article
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import (
    InputFile,
    ReadArticle,
    ReadOptions,
    Refused,
    UnreadableError,
    printable,
)
from annotator.corpus.readers.row_files import Columns, detect_columns
from annotator.corpus.readers.rows.rows import MAX_COLUMNS
from annotator.corpus.segmentation.sentences import LineBreaks
from annotator.corpus.segmented_articles import SegmentedArticle, segment_article
from annotator.importing.account.account_text import Line, counted, describe_files
from annotator.importing.account.result import count_reasons
from annotator.importing.job import input_files, read_options
from annotator.importing.options import ImportOptions
from annotator.importing.previews.reading_notes import Note, reading_notes
from annotator.jobs.models import Job
from annotator.projects.models import Project

# Bytes of each file of rows that are read.
PREVIEW_BYTES = 2_000_000
MAX_ITEMS = 5_000
MAX_CHARACTERS = 20_000_000
PREVIEW_ARTICLES = 5
PREVIEW_SENTENCES = 8
PREVIEW_REFUSED = 10
MAX_LABELS = 60
MAX_WARNINGS = 10
# The page waits for the preview, so it stops after this time and shows what it has.
PREVIEW_SECONDS = 4.0
CACHE_SECONDS = 3600
# Options that decide which columns, and so which labels, files have.
DECIDE_COLUMNS = ("columns", "annotator_columns", "delimiter", "quoting", "header")
NO_COLUMNS = Columns([], {}, "")


@dataclass(frozen=True)
class PreviewArticle:
    """An article as it would be imported; `known` if the project already has it."""

    article: SegmentedArticle
    known: bool

    @property
    def sentences(self) -> list[tuple[str, bool]]:
        """The first sentences, each with whether it would be excluded."""
        text = self.article.record.text
        return [
            (text[span.start : span.end], index in self.article.excluded)
            for index, span in enumerate(self.article.spans[:PREVIEW_SENTENCES])
        ]

    @property
    def more(self) -> int:
        """The number of the other sentences."""
        return max(0, len(self.article.spans) - PREVIEW_SENTENCES)


@dataclass(frozen=True)
class Preview:
    """The beginning of the files, as they would be imported.

    `columns` are those of all files of rows, with the first file's first, and `values` a value of
    each, if the reader knows one. `fields` has the column of each field, and `row_kind` is what a
    row is, both in the first file. All are empty without such a file. `detected_…` is the same
    without the choices of a person. `of_annotators` are the columns that may each have one
    annotator's labels. `headerless` are the columns of a table whose first row looks like data.
    `labels` are the first of the `label_count` labels in the files, `article_count` is the number
    of articles read, and `is_whole` whether these were all. `refused` are the first of the
    `refused_count` rejected items. `warnings` counts what would be left out or changed, by reason.
    `files` and `passed_over` are those of the readers' Account. `has_broken_lines` if lines of the
    first articles seem to be broken at a width.
    """

    articles: Sequence[PreviewArticle]
    refused: Sequence[Refused]
    refused_count: int
    columns: Sequence[str]
    fields: dict[str, str]
    detected_fields: dict[str, str]
    row_kind: str
    detected_row_kind: str
    labels: Sequence[str]
    article_count: int
    is_whole: bool
    files: Sequence[dict[str, Any]] = ()
    values: dict[str, str] = field(default_factory=dict)
    of_annotators: Sequence[str] = ()
    headerless: Columns = NO_COLUMNS
    label_count: int = 0
    warnings: dict[str, int] = field(default_factory=dict)
    passed_over: dict[str, int] = field(default_factory=dict)
    has_broken_lines: bool = False

    @property
    def notes(self) -> list[Note]:
        """How the files were read, where a person can choose another reading."""
        return reading_notes(self.files)

    @property
    def warning_lines(self) -> list[str]:
        return list(counted(self.warnings))

    @property
    def more_refused(self) -> int:
        return self.refused_count - len(self.refused)

    @property
    def passed_over_lines(self) -> list[str]:
        return list(counted(self.passed_over))

    @property
    def readings(self) -> list[Line]:
        """How the files were read."""
        return describe_files(self.files)


def make_preview(*, job: Job) -> Preview:
    """Return the preview of a draft, and cache what `load_outline` needs."""
    options = read_options(job)
    preview = preview_files(
        project=job.project,
        files=input_files(job),
        options=options.read_options,
        line_breaks=options.segmentation,
    )
    cache.set(_cache_key(job), replace(preview, articles=(), refused=()), CACHE_SECONDS)
    return preview


def load_outline(*, job: Job) -> Preview:
    """Return the preview without its articles, from the cache if the options are unchanged."""
    # A submitted form is checked against the columns and labels. Reading the files
    # again would take seconds.
    cached: Preview | None = cache.get(_cache_key(job))
    return cached or make_preview(job=job)


def find_unmapped_labels(*, job: Job, before: ImportOptions) -> list[str]:
    """Return the labels that nobody has mapped yet, if other columns are read than `before`."""
    options = read_options(job)
    if all(getattr(options, name) == getattr(before, name) for name in DECIDE_COLUMNS):
        return []
    mapping = options.mapping(job.project)
    return [name for name in make_preview(job=job).labels if mapping.suggestion(name, "?") == "?"]


def _cache_key(job: Job) -> str:
    parameters = json.dumps(job.parameters, sort_keys=True)
    # The number changes with the fields of Preview, because a cache may outlive an upgrade.
    return f"preview-outline-3-{job.pk}-{hashlib.sha256(parameters.encode()).hexdigest()}"


def preview_files(
    *,
    project: Project,
    files: Sequence[InputFile],
    options: ReadOptions,
    line_breaks: LineBreaks = "auto",
) -> Preview:
    """Read the beginning of the files, within limits of time and size."""
    deadline = time.monotonic() + PREVIEW_SECONDS
    found = detect_columns(files, options, PREVIEW_BYTES) or NO_COLUMNS
    headerless = NO_COLUMNS
    if not found.names and not options.header:
        without = replace(options, header="no")
        headerless = detect_columns(files, without, PREVIEW_BYTES) or NO_COLUMNS
    undecided = replace(options, columns={}, rows="")
    detected = detect_columns(files, undecided, PREVIEW_BYTES) or NO_COLUMNS
    segmented: list[SegmentedArticle] = []
    refused: list[Refused] = []
    labels: dict[str, None] = {}
    warnings: list[str] = []
    article_count = characters = 0
    is_stopped = False
    item: ReadArticle | Refused | None = None

    intake = Intake(files, options, head=PREVIEW_BYTES)
    for item_count, item in enumerate(intake, start=1):
        if isinstance(item, Refused):
            refused.append(item)
        else:
            article_count += 1
            characters += len(item.record.text)
            warned = item.warnings
            # A label with characters that the database rejects couldn't be stored as a
            # choice.
            labels |= dict.fromkeys(
                label.name for label in item.record.labels if printable(label.name) == label.name
            )
            if len(segmented) < PREVIEW_ARTICLES:
                try:
                    segmented.append(segment_article(item, line_breaks))
                    warned = segmented[-1].warnings
                except UnreadableError as error:
                    refused.append(Refused(item.source, str(error)))
            warnings += [warning.reason for warning in warned]
        is_stopped = (
            item_count >= MAX_ITEMS or characters >= MAX_CHARACTERS or time.monotonic() > deadline
        )
        if is_stopped:
            break

    is_cut = is_stopped or any(file.size > PREVIEW_BYTES for file in files)
    if is_cut and not is_stopped and refused and item is refused[-1]:
        # The row, or the array, was cut off at the end of the part that was read.
        refused.pop()

    names = [article.record.external_id for article in segmented]
    known = set(
        Article.objects.in_project(project)
        .filter(external_id__in=names)
        .values_list("external_id", flat=True)
    )
    return Preview(
        articles=[
            PreviewArticle(article, article.record.external_id in known) for article in segmented
        ],
        refused=refused[:PREVIEW_REFUSED],
        refused_count=len(refused),
        columns=_all_columns(found, intake.account.entries),
        values=found.values,
        of_annotators=found.of_annotators,
        headerless=headerless,
        fields=found.fields,
        detected_fields=detected.fields,
        row_kind=found.kind,
        detected_row_kind=detected.kind,
        labels=list(labels)[:MAX_LABELS],
        label_count=len(labels),
        # Few are shown with the names and values that they are about.
        warnings=count_reasons(warnings)
        if len(warnings) > MAX_WARNINGS
        else dict(Counter(warnings)),
        article_count=article_count,
        is_whole=not is_cut,
        files=intake.account.entries,
        passed_over=intake.account.passed_over,
        has_broken_lines=any(article.may_be_wrapped for article in segmented),
    )


def _all_columns(found: Columns, entries: Sequence[dict[str, Any]]) -> list[str]:
    """Return the columns of all files, because those of the other files can be chosen, too."""
    others = (column for entry in entries for column in [*entry["used"], *entry["unused"]])
    return list(dict.fromkeys([*found.names, *others]))[:MAX_COLUMNS]
