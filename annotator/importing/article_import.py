"""Imports articles from files, with their labels, for the import page and the command."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields

from django.db import transaction
from django.utils.translation import gettext as _

from annotator.corpus.readers.records import ReadArticle, Refused, UnreadableError, clean_name
from annotator.corpus.storing import (
    SegmentedArticle,
    StoredArticle,
    add_articles,
    labelled_sentences,
    refresh_statistics,
    segment_article,
)
from annotator.importing.label_mapping import LabelMapping, UnknownLabelError
from annotator.importing.options import ImportOptions
from annotator.labelling.annotations.bulk_insert import (
    BulkInsertResult,
    ImportedAnnotation,
    RefusedAnnotationsError,
    bulk_insert_annotations,
)
from annotator.labelling.annotations.imported_members import (
    MAX_NAME,
    AnnotatorNames,
    FoundMembers,
    find_members,
)
from annotator.projects.members import lock_members
from annotator.projects.models import Project

BATCH_ARTICLES = 500
BATCH_SENTENCES = 10_000
# After these numbers of batches the tables have grown so much that the planner needs
# new statistics.
GROWN = (1, 8, 64, 512)
# Refusals of an import of all or nothing that are kept: enough to see what is wrong.
MAX_KEPT_REFUSALS = 10_000


@dataclass
class ImportResult:
    """Counts of what was imported.

    `read` counts all items of the files so far. `failed` includes `known`, the articles that
    were already in the project. `people` are the pseudonyms of the labels' annotators.
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
        people = sorted({*self.people, *other.people})
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
        self.people = people

    @property
    def summary(self) -> str:
        return (
            f"imported {self.articles} articles, {self.sentences} sentences, {self.excluded} "
            f"excluded, {self.failed} failed"
        )


# Called inside the transaction of each batch: what it imported, and what was refused.
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

    With `options.all_or_nothing` everything is one transaction, and nothing is imported where an
    article was refused, other than for being there already; `check_cancelled` is called before each
    batch, and may raise to stop the import.
    """
    mapping = options.mapping(project)
    batches = _batches(items)
    if options.all_or_nothing:
        return _import_all_or_nothing(project, batches, options, mapping, on_batch, check_cancelled)

    result = ImportResult()
    for number, batch in enumerate(batches, start=1):
        with transaction.atomic():
            imported, refused = _import_batch(project, batch, options, mapping)
            on_batch(imported, refused)

        result.add(imported)
        if number in GROWN:
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
                if number - 1 in GROWN:
                    refresh_statistics()
                check_cancelled()

                imported, refused = _import_batch(project, batch, options, mapping)
                result.add(imported)
                refusals += refused[: MAX_KEPT_REFUSALS - len(refusals)]

            if result.failed > result.known:
                raise NothingImportedError
            on_batch(result, refusals)
    except NothingImportedError:
        result = ImportResult(read=result.read, failed=result.failed, known=result.known)
        on_batch(result, refusals)
    return result


def _batches(items: Iterable[ReadArticle | Refused]) -> Iterator[list[SegmentedArticle | Refused]]:
    """The items split into sentences, in batches. The next one is read and split while the database
    is busy with the one before, in a thread that never touches the database.
    """
    batches = _split_batches(items)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="splitting") as thread:
        ahead = thread.submit(next, batches, None)
        while batch := ahead.result():
            ahead = thread.submit(next, batches, None)
            yield batch


def _split_batches(
    items: Iterable[ReadArticle | Refused],
) -> Iterator[list[SegmentedArticle | Refused]]:
    batch: list[SegmentedArticle | Refused] = []
    sentences = 0

    for item in items:
        split = _split(item)
        batch.append(split)
        sentences += len(split.spans) if isinstance(split, SegmentedArticle) else 0
        if len(batch) >= BATCH_ARTICLES or sentences >= BATCH_SENTENCES:
            yield batch
            batch, sentences = [], 0

    if batch:
        yield batch


def _split(item: ReadArticle | Refused) -> SegmentedArticle | Refused:
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
    """Everything of a batch that can be imported, each article with its labels."""
    names = options.names
    refused = [item for item in batch if isinstance(item, Refused)]
    rows: dict[int, list[ImportedAnnotation]] = {}
    fit: list[SegmentedArticle] = []
    for article in batch:
        if isinstance(article, Refused):
            continue
        try:
            rows[id(article)] = _annotations(article, mapping, options.annotator)
            fit.append(article)
        except (UnreadableError, UnknownLabelError) as error:
            refused.append(Refused(article.source, str(error)))

    against = _against(project, rows, names)
    refused += [
        Refused(article.source, against[id(article)]) for article in fit if id(article) in against
    ]
    fit = [article for article in fit if id(article) not in against]

    stored, known = add_articles(project=project, articles=fit, settings=options.settings)
    given = _store_labels(project, stored, rows, names)
    imported = ImportResult(
        read=len(batch),
        articles=len(stored),
        sentences=sum(len(article.split.spans) for article in stored),
        excluded=sum(len(article.split.excluded) for article in stored),
        annotations=given.annotations if given else 0,
        failed=len(refused) + len(known),
        known=len(known),
        people=sorted(given.people.values()) if given else [],
    )
    return imported, [*refused, *known]


def _against(
    project: Project, rows: dict[int, list[ImportedAnnotation]], names: AnnotatorNames
) -> dict[int, str]:
    """The reason, by article, why its labels can't belong to the named people."""
    everybody = {row.annotator for labels in rows.values() for row in labels}
    if not everybody:
        return {}
    # Nobody may join under one of these names before they are stored.
    lock_members(project)
    people = find_members(project, everybody, names)
    return {key: reason for key, labels in rows.items() if (reason := _why_not(labels, people))}


def _why_not(labels: Sequence[ImportedAnnotation], people: FoundMembers) -> str:
    against = {people.against[row.annotator] for row in labels if row.annotator in people.against}
    if against:
        return "; ".join(sorted(against))

    annotator_by_key: dict[tuple[int, object], str] = {}
    for row in labels:
        key = (row.position, people.members.get(row.annotator, row.annotator))
        other = annotator_by_key.setdefault(key, row.annotator)
        if other != row.annotator:
            return _(
                "“%(one)s” and “%(other)s” are the same member, and both label sentence %(number)s"
            ) % {"one": other, "other": row.annotator, "number": row.position}

    return ""


def _store_labels(
    project: Project,
    stored: Sequence[StoredArticle],
    rows: dict[int, list[ImportedAnnotation]],
    names: AnnotatorNames,
) -> BulkInsertResult | None:
    labels = list(itertools.chain.from_iterable(rows[id(article.split)] for article in stored))
    if not labels:
        return None

    try:
        return bulk_insert_annotations(project=project, rows=labels, names=names)
    except (
        RefusedAnnotationsError
        # Nobody can have labelled a new article yet, so no row can be refused here.
    ) as error:
        raise AssertionError(error.reasons[:3]) from error


def _annotations(
    article: SegmentedArticle, mapping: LabelMapping, annotator: str
) -> list[ImportedAnnotation]:
    """The labels that came with the article as rows to store. Raises UnreadableError and
    UnknownLabelError.
    """
    decisions: dict[tuple[int, str], tuple[str, str]] = {}

    for given in article.record.labels:
        decision = mapping.decision(given.name)
        if decision is None:
            continue
        given_name = given.annotator.strip() or annotator
        name = clean_name(given_name, "annotator", MAX_NAME)
        for index in labelled_sentences(given, article.spans):
            position = index + 1
            if decisions.setdefault((position, name), decision) != decision:
                raise UnreadableError(
                    _("%(name)s gave sentence %(number)s two labels; only one is allowed")
                    % {"name": name, "number": position}
                )

    return [
        ImportedAnnotation(0, article.record.external_id, position, name, label, skip_reason)
        for (position, name), (label, skip_reason) in decisions.items()
    ]
