"""Articles in from files, with the labels that came with them: the one function of the import page and the command."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

from django.db import transaction

from annotator.corpus.importing import (
    ImportOptions,
    SplitArticle,
    StoredArticle,
    add_articles,
    labelled_sentences,
    refresh_statistics,
    split_article,
)
from annotator.corpus.readers.records import Found, Refused, UnreadableError, check_line
from annotator.labelling.given_labels import GivenAnnotation, RefusedAnnotationsError, store_given_annotations
from annotator.labelling.mapping import LabelMapping, UnknownLabelError
from annotator.projects.models import Project

BATCH_ARTICLES = 500
BATCH_SENTENCES = 10_000
GROWN = (1, 8, 64, 512)  # batches after which the tables are of another size
MOST_TOLD = 10_000  # refusals of an import of all or nothing that are kept: enough to see what is wrong
ANNOTATOR = "imported"  # whose labels they are where nobody is named


@dataclass
class ImportResult:
    """What came in. `read` counts the articles and refusals that the files gave so far; `failed` includes those that
    were there already, `known`.
    """

    read: int = 0
    articles: int = 0
    sentences: int = 0
    excluded: int = 0
    annotations: int = 0
    failed: int = 0
    known: int = 0

    def add(self, other: "ImportResult") -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def summary(self) -> str:
        return (
            f"imported {self.articles} articles, {self.sentences} sentences, {self.excluded} excluded, "
            f"{self.failed} failed"
        )


# Told inside the transaction of each batch: what it brought, and what was refused.
Keep = Callable[[ImportResult, Sequence[Refused]], None]


class NothingImportedError(Exception):
    """All or nothing was asked for, and something was refused: nothing came in."""


def import_articles(
    *,
    project: Project,
    items: Iterable[Found | Refused],
    options: ImportOptions,
    mapping: LabelMapping,
    keep: Keep,
    annotator: str = ANNOTATOR,
    all_or_nothing: bool = False,
    go_on: Callable[[], None] = lambda: None,
) -> ImportResult:
    """Bring in each article that can be; tell `keep` of the others. One bad article stops no other.

    With `all_or_nothing` everything is one transaction, and NothingImportedError is raised at the end where an article
    was refused, other than for being there already; `go_on` is asked before each batch, and may raise to stop it.
    """
    result = ImportResult()
    if not all_or_nothing:
        for number, batch in enumerate(_batches(items), start=1):
            with transaction.atomic():
                brought, refused = _import_batch(project, batch, options, mapping, annotator)
                keep(brought, refused)
            result.add(brought)
            if number in GROWN:
                refresh_statistics()
        return result
    told: list[Refused] = []
    try:
        with transaction.atomic():
            for number, batch in enumerate(_batches(items), start=1):
                if number - 1 in GROWN:
                    refresh_statistics()
                go_on()
                brought, refused = _import_batch(project, batch, options, mapping, annotator)
                result.add(brought)
                told += refused[: MOST_TOLD - len(told)]
            if result.failed > result.known:
                raise NothingImportedError
            keep(result, told)
    except NothingImportedError:
        result = ImportResult(read=result.read, failed=result.failed, known=result.known)
        keep(result, told)
    return result


def _batches(items: Iterable[Found | Refused]) -> Iterator[list[SplitArticle | Refused]]:
    """The items split into sentences, in batches. The next one is read and split while the database is busy with the
    one before, in a thread that never touches the database.
    """
    batches = _split_batches(items)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="splitting") as thread:
        ahead = thread.submit(next, batches, None)
        while batch := ahead.result():
            ahead = thread.submit(next, batches, None)
            yield batch


def _split_batches(items: Iterable[Found | Refused]) -> Iterator[list[SplitArticle | Refused]]:
    batch: list[SplitArticle | Refused] = []
    sentences = 0
    for item in items:
        split = _split(item)
        batch.append(split)
        sentences += len(split.spans) if isinstance(split, SplitArticle) else 0
        if len(batch) >= BATCH_ARTICLES or sentences >= BATCH_SENTENCES:
            yield batch
            batch, sentences = [], 0
    if batch:
        yield batch


def _split(item: Found | Refused) -> SplitArticle | Refused:
    if isinstance(item, Refused):
        return item
    try:
        return split_article(item)
    except UnreadableError as error:
        return Refused(item.place, str(error))


def _import_batch(
    project: Project,
    batch: Sequence[SplitArticle | Refused],
    options: ImportOptions,
    mapping: LabelMapping,
    annotator: str,
) -> tuple[ImportResult, list[Refused]]:
    """Everything of a batch that can come in, each article with its labels in one transaction."""
    refused = [item for item in batch if isinstance(item, Refused)]
    rows: dict[int, list[GivenAnnotation]] = {}
    fit: list[SplitArticle] = []
    for article in batch:
        if isinstance(article, Refused):
            continue
        try:
            rows[id(article)] = _annotations(article, mapping, annotator)
            fit.append(article)
        except (UnreadableError, UnknownLabelError) as error:
            refused.append(Refused(article.place, str(error)))
    stored, known = add_articles(project=project, articles=fit, options=options)
    annotations = _store_labels(project, stored, rows)
    brought = ImportResult(
        read=len(batch),
        articles=len(stored),
        sentences=sum(len(article.split.spans) for article in stored),
        excluded=sum(len(article.split.excluded) for article in stored),
        annotations=annotations,
        failed=len(refused) + len(known),
        known=len(known),
    )
    return brought, [*refused, *known]


def _store_labels(project: Project, stored: Sequence[StoredArticle], rows: dict[int, list[GivenAnnotation]]) -> int:
    labels = list(itertools.chain.from_iterable(rows[id(article.split)] for article in stored))
    if not labels:
        return 0
    try:
        return store_given_annotations(project=project, rows=labels).annotations
    except RefusedAnnotationsError as error:  # a person's own work on an article that is new can't be
        raise AssertionError(error.reasons[:3]) from error


def _annotations(article: SplitArticle, mapping: LabelMapping, annotator: str) -> list[GivenAnnotation]:
    """The labels that came with the article as rows to store. Raises UnreadableError and UnknownLabelError."""
    said: dict[tuple[int, str], tuple[str, str]] = {}
    for given in article.record.labels:
        decision = mapping.decision(given.says)
        if decision is None:
            continue
        name = given.annotator.strip() or annotator
        check_line(name, "the annotator’s name", 100)
        for index in labelled_sentences(given, article.spans):
            position = index + 1
            if said.setdefault((position, name), decision) != decision:
                raise UnreadableError(f"{name} gave sentence {position} two labels: one can be kept")
    return [
        GivenAnnotation(0, article.record.external_id, position, name, label, skip_reason)
        for (position, name), (label, skip_reason) in said.items()
    ]
