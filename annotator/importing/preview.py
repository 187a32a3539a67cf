"""How an import would come in: its first articles, its columns, its labels. Nothing is written."""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.cache import cache

from annotator.corpus.models import Article
from annotator.corpus.readers.columns import recognise_columns
from annotator.corpus.readers.files import Intake, columns_of
from annotator.corpus.readers.records import (
    InputFile,
    ReadArticle,
    ReadOptions,
    Refused,
    UnreadableError,
    printable,
)
from annotator.corpus.storing import SegmentedArticle, segment_article
from annotator.importing.job import input_files, read_options
from annotator.jobs.models import Job
from annotator.projects.models import Project

PREVIEW_BYTES = 2_000_000  # bytes of each file of rows that are looked at
MAX_ITEMS = 5_000
MAX_CHARACTERS = 20_000_000
PREVIEW_ARTICLES = 5
MAX_WORDS = 60
# The page waits for it: after so long, what was seen until then is shown.
LOOK_SECONDS = 4.0
KEPT_SECONDS = 3600


@dataclass(frozen=True)
class PreviewArticle:
    """An article as it would come in; `known` says that the project has it already."""

    article: SegmentedArticle
    known: bool

    @property
    def sentences(self) -> list[tuple[str, bool]]:
        """The first sentences, each with whether it would be set aside."""
        text = self.article.record.text
        return [
            (text[span.start : span.end], index in self.article.excluded)
            for index, span in enumerate(self.article.spans[:8])
        ]

    @property
    def more(self) -> int:
        return max(0, len(self.article.spans) - 8)


@dataclass(frozen=True)
class Preview:
    """`columns` are those of the first file of rows, `fields` what they were taken for (field to
    column), `kind` what a row is; all empty where there is no such file; `untold_…` is what they
    would be taken for if nobody said anything. `words` are the labels that came along, `seen`
    how many articles were looked at, and `is_whole` whether that was all.
    """

    shown: Sequence[PreviewArticle]
    refused: Sequence[Refused]
    columns: Sequence[str]
    fields: dict[str, str]
    untold_fields: dict[str, str]
    kind: str
    untold_kind: str
    words: Sequence[str]
    seen: int
    is_whole: bool


def make_preview(*, job: Job) -> Preview:
    """The preview of a draft. What its form needs is kept for `load_outline`."""
    found = preview(
        project=job.project, files=input_files(job), options=read_options(job).read_options
    )
    cache.set(_key(job), replace(found, shown=(), refused=()), KEPT_SECONDS)
    return found


def load_outline(*, job: Job) -> Preview:
    """The preview that the person has seen, without its articles: not computed again where nothing
    was changed since.
    """
    kept: Preview | None = cache.get(_key(job))
    return kept or make_preview(job=job)


def _key(job: Job) -> str:
    said = json.dumps(job.parameters, sort_keys=True)
    return f"preview-{job.pk}-{hashlib.sha256(said.encode()).hexdigest()}"


def preview(*, project: Project, files: Sequence[InputFile], options: ReadOptions) -> Preview:
    """Look at the beginning of the files, within bounds of time and size."""
    deadline = time.monotonic() + LOOK_SECONDS
    columns, kind = columns_of(files, options, PREVIEW_BYTES) or ([], "")
    untold = replace(options, columns={}, rows="")
    split: list[SegmentedArticle] = []
    refused: list[Refused] = []
    words: dict[str, None] = {}
    seen = letters = 0
    is_stopped = False
    item: ReadArticle | Refused | None = None
    for looked, item in enumerate(Intake(files, options, head=PREVIEW_BYTES), start=1):
        if isinstance(item, Refused):
            refused.append(item)
        else:
            seen += 1
            letters += len(item.record.text)
            words |= dict.fromkeys(
                label.says for label in item.record.labels if printable(label.says) == label.says
            )
            if len(split) < PREVIEW_ARTICLES:
                try:
                    split.append(segment_article(item))
                except UnreadableError as error:
                    refused.append(Refused(item.place, str(error)))
        is_stopped = looked >= MAX_ITEMS or letters >= MAX_CHARACTERS or time.monotonic() > deadline
        if is_stopped:
            break
    is_cut = is_stopped or any(file.size > PREVIEW_BYTES for file in files)
    if is_cut and not is_stopped and refused and item is refused[-1]:
        refused.pop()  # the row, or the array, that was cut off
    names = [article.record.external_id for article in split]
    known = set(
        Article.objects.in_project(project)
        .filter(external_id__in=names)
        .values_list("external_id", flat=True)
    )
    return Preview(
        shown=[PreviewArticle(article, article.record.external_id in known) for article in split],
        refused=refused[:PREVIEW_ARTICLES],
        columns=columns,
        fields=recognise_columns(columns, options.columns),
        untold_fields=recognise_columns(columns, {}),
        kind=kind,
        untold_kind=(columns_of(files, untold, PREVIEW_BYTES) or ([], ""))[1],
        words=list(words)[:MAX_WORDS],
        seen=seen,
        is_whole=not is_cut,
    )
