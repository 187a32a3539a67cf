"""Imports articles from files, with their labels, for the import page and the command."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields

from django.db import transaction
from django.utils.translation import gettext as _

from annotator.corpus.readers.records import ReadArticle, Refused, UnreadableError
from annotator.corpus.storing import (
    SegmentedArticle,
    add_articles,
    refresh_statistics,
    segment_article,
)
from annotator.importing.article_labels import (
    LabelsByArticle,
    map_labels,
    refuse_annotators,
    store_labels,
)
from annotator.importing.label_mapping import LabelMapping, UnknownLabelError
from annotator.importing.options import ImportOptions
from annotator.projects.models import Project

BATCH_ARTICLES = 500
BATCH_SENTENCES = 10_000
# After so many batches the tables have grown so much that the query planner needs new
# statistics.
REFRESH_AFTER = (1, 8, 64, 512)
# Refusals that are kept in an import of all or nothing: enough to see what is wrong.
MAX_KEPT_REFUSALS = 10_000


@dataclass
class ImportResult:
    """The numbers of an import. A job keeps them as JSON.

    `read` counts all items of the files so far. `failed` includes `known`, the articles that
    were already in the project. `people` are the pseudonyms of those who gave the labels.
    """

    read: int = 0
    articles: int = 0
    sentences: int = 0
    excluded: int = 0
    annotations: int = 0
    failed: int = 0
    known: int = 0
    people: list[str] = field(default_factory=list)

    def add(self, other: "ImportResult") -> None:
        # The same person may have labels in several batches.
        people = sorted({*self.people, *other.people})
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
        self.people = people

    @property
    def summary(self) -> str:
        return _(
            "imported %(articles)s articles, %(sentences)s sentences, %(excluded)s excluded, "
            "%(failed)s failed"
        ) % {
            "articles": self.articles,
            "sentences": self.sentences,
            "excluded": self.excluded,
            "failed": self.failed,
        }


# Called in the transaction of each batch, with the result of the batch and the refused
# items.
OnBatch = Callable[[ImportResult, Sequence[Refused]], None]


class NothingImportedError(Exception):
    """All or nothing was chosen and an item was refused, so nothing was imported."""


def import_articles(
    *,
    project: Project,
    items: Iterable[ReadArticle | Refused],
    options: ImportOptions,
    on_batch: OnBatch,
    check_cancelled: Callable[[], None] = lambda: None,
) -> ImportResult:
    """Import each article that can be imported, and pass refused ones to `on_batch`.

    With `options.all_or_nothing`, everything is one transaction, and nothing is imported if an
    article is refused. Only articles that are already in the project don't count as refused.
    `check_cancelled` is then called before each batch, and may raise to stop the import.
    """
    mapping = options.mapping(project)
    batches = _batches(items)
    if options.all_or_nothing:
        return _import_all_or_nothing(project, batches, options, mapping, on_batch, check_cancelled)

    result = ImportResult()
    for number, batch in enumerate(batches, start=1):
        # One transaction with the progress, so that a restarted import repeats no
        # batch.
        with transaction.atomic():
            imported, refused = _import_batch(project, batch, options, mapping)
            on_batch(imported, refused)

        result.add(imported)
        if number in REFRESH_AFTER:
            refresh_statistics()
    return result


def _import_all_or_nothing(
    project: Project,
    batches: Iterable[list[SegmentedArticle | Refused]],
    options: ImportOptions,
    mapping: LabelMapping,
    on_batch: OnBatch,
    check_cancelled: Callable[[], None],
) -> ImportResult:
    result = ImportResult()
    refusals: list[Refused] = []

    try:
        with transaction.atomic():
            for number, batch in enumerate(batches, start=1):
                if number - 1 in REFRESH_AFTER:
                    refresh_statistics()
                # In other imports `on_batch` checks this, but here it is only called at
                # the end.
                check_cancelled()

                imported, refused = _import_batch(project, batch, options, mapping)
                result.add(imported)
                refusals += refused[: MAX_KEPT_REFUSALS - len(refusals)]

            # All files are read first, so that the person learns all reasons at once.
            if result.failed > result.known:
                raise NothingImportedError
            on_batch(result, refusals)
    except NothingImportedError:
        # The transaction was rolled back, so the refusals are stored after it.
        result = ImportResult(read=result.read, failed=result.failed, known=result.known)
        on_batch(result, refusals)
    return result


def _batches(items: Iterable[ReadArticle | Refused]) -> Iterator[list[SegmentedArticle | Refused]]:
    """Yield the items in batches, split into sentences."""
    # A thread prepares the next batch while the database stores the one before. The
    # thread must not use the database: its connection would be outside of our
    # transaction.
    batches = _segment_batches(items)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="splitting") as thread:
        ahead = thread.submit(next, batches, None)
        while batch := ahead.result():
            ahead = thread.submit(next, batches, None)
            yield batch


def _segment_batches(
    items: Iterable[ReadArticle | Refused],
) -> Iterator[list[SegmentedArticle | Refused]]:
    batch: list[SegmentedArticle | Refused] = []
    sentences = 0

    for item in items:
        segmented = _segment_or_refuse(item)
        batch.append(segmented)
        sentences += len(segmented.spans) if isinstance(segmented, SegmentedArticle) else 0
        if len(batch) >= BATCH_ARTICLES or sentences >= BATCH_SENTENCES:
            yield batch
            batch, sentences = [], 0

    if batch:
        yield batch


def _segment_or_refuse(item: ReadArticle | Refused) -> SegmentedArticle | Refused:
    if isinstance(item, Refused):
        return item
    try:
        return segment_article(item)
    except UnreadableError as error:
        return Refused(item.source, str(error))


def _import_batch(
    project: Project,
    batch: Sequence[SegmentedArticle | Refused],
    options: ImportOptions,
    mapping: LabelMapping,
) -> tuple[ImportResult, list[Refused]]:
    """Import the articles of a batch with their labels. Return the result and the refused items."""
    names = options.names
    refused = [item for item in batch if isinstance(item, Refused)]
    labels: LabelsByArticle = {}
    accepted: list[SegmentedArticle] = []

    # An article is imported with all its labels, or not at all.
    for article in batch:
        if isinstance(article, Refused):
            continue
        try:
            labels[id(article)] = map_labels(article, mapping, options.annotator)
            accepted.append(article)
        except (UnreadableError, UnknownLabelError) as error:
            refused.append(Refused(article.source, str(error)))

    reasons = refuse_annotators(project, labels, names)
    refused += [
        Refused(article.source, reasons[id(article)])
        for article in accepted
        if id(article) in reasons
    ]
    accepted = [article for article in accepted if id(article) not in reasons]

    stored, known = add_articles(project=project, articles=accepted, settings=options.settings)
    stored_labels = store_labels(project, stored, labels, names)
    imported = ImportResult(
        read=len(batch),
        articles=len(stored),
        sentences=sum(len(article.split.spans) for article in stored),
        excluded=sum(len(article.split.excluded) for article in stored),
        annotations=stored_labels.annotations if stored_labels else 0,
        failed=len(refused) + len(known),
        known=len(known),
        people=sorted(stored_labels.people.values()) if stored_labels else [],
    )
    return imported, [*refused, *known]
