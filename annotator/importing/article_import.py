"""Imports articles from files, with their labels, for the import page and the command."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from annotator.corpus.other_processes import count_cores
from annotator.corpus.readers.records import (
    ReadArticle,
    ReadWarning,
    Refused,
    UnreadableError,
    printable,
)
from annotator.corpus.segmentation.sentences import LineBreaks
from annotator.corpus.segmented_articles import SegmentedArticle
from annotator.corpus.splitting import split_articles
from annotator.corpus.storing import add_articles, refresh_statistics, refuse_known
from annotator.importing.account.result import ImportResult, LabelOutcome, count_reasons
from annotator.importing.article_labels import ArticleLabels, map_labels
from annotator.importing.label_mapping import LabelMapping, UnknownLabelError
from annotator.importing.label_storing import (
    LabelsByArticle,
    refuse_annotators,
    store_more_labels,
    store_new_labels,
)
from annotator.importing.options import ImportOptions
from annotator.projects.models import Project

BATCH_ARTICLES = 500
BATCH_SENTENCES = 10_000
# After so many batches the tables have grown so much that the query planner needs new
# statistics.
REFRESH_AFTER = (1, 8, 64, 512)
# Refusals, and warnings, that are kept in an import of all or nothing: enough to see what
# is wrong.
MAX_KEPT = 10_000
# Characters of the source of the last item.
MAX_SOURCE = 500


# Called in the transaction of each batch, with the result of the batch, the refused items
# and the warnings.
OnBatch = Callable[[ImportResult, Sequence[Refused], Sequence[ReadWarning]], None]


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
    batches = _batches(items, options.segmentation)
    if options.all_or_nothing:
        return _import_all_or_nothing(project, batches, options, mapping, on_batch, check_cancelled)

    result = ImportResult()
    for number, batch in enumerate(batches, start=1):
        # One transaction with the progress, so that a restarted import repeats no
        # batch.
        with transaction.atomic():
            imported, refused, warnings = _import_batch(project, batch, options, mapping)
            on_batch(imported, refused, warnings)

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
    warnings: list[ReadWarning] = []

    try:
        with transaction.atomic():
            for number, batch in enumerate(batches, start=1):
                if number - 1 in REFRESH_AFTER:
                    refresh_statistics()
                # In other imports `on_batch` checks this, but here it is only called at
                # the end.
                check_cancelled()

                imported, refused, warned = _import_batch(project, batch, options, mapping)
                result.add(imported)
                refusals += refused[: MAX_KEPT - len(refusals)]
                warnings += warned[: MAX_KEPT - len(warnings)]

            # All files are read first, so that the person learns all reasons at once.
            if result.failed > result.known:
                raise NothingImportedError
            on_batch(result, refusals, warnings)
    except NothingImportedError:
        # The transaction was rolled back, so the refusals are stored after it.
        result = ImportResult(
            read=result.read,
            rows=result.rows,
            failed=result.failed,
            known=result.known,
            labels={LabelOutcome.REFUSED.value: result.label_count},
            reasons=result.reasons,
            warnings=result.warnings,
        )
        on_batch(result, refusals, warnings)
    return result


def _batches(
    items: Iterable[ReadArticle | Refused], line_breaks: LineBreaks
) -> Iterator[list[SegmentedArticle | Refused]]:
    """Yield the items in batches, split into sentences."""
    articles = split_articles(
        items,
        line_breaks,
        # The database needs a core, too.
        processes=count_cores() - 1,
        reword=not (get_language() or "en").startswith("en"),
    )
    # A thread prepares the next batch while the database stores the one before. The
    # thread must not use the database: its connection would be outside of our
    # transaction.
    batches = _in_batches(articles)
    # The messages of the thread are worded as ours.
    context = copy_context()
    prepare = partial(next, batches, None)
    with (
        closing(articles),
        ThreadPoolExecutor(max_workers=1, thread_name_prefix="splitting") as thread,
    ):
        ahead = thread.submit(context.run, prepare)
        while batch := ahead.result():
            ahead = thread.submit(context.run, prepare)
            yield batch


def _in_batches(
    articles: Iterable[SegmentedArticle | Refused],
) -> Iterator[list[SegmentedArticle | Refused]]:
    batch: list[SegmentedArticle | Refused] = []
    sentences = 0

    for article in articles:
        batch.append(article)
        sentences += len(article.spans) if isinstance(article, SegmentedArticle) else 0
        if len(batch) >= BATCH_ARTICLES or sentences >= BATCH_SENTENCES:
            yield batch
            batch, sentences = [], 0

    if batch:
        yield batch


def _import_batch(
    project: Project,
    batch: Sequence[SegmentedArticle | Refused],
    options: ImportOptions,
    mapping: LabelMapping,
) -> tuple[ImportResult, list[Refused], list[ReadWarning]]:
    """Import the articles of a batch with their labels.

    Return the result, the refused items and the warnings.
    """
    names = options.names
    unread = [item for item in batch if isinstance(item, Refused)]
    refused = list(unread)
    articles = [item for item in batch if isinstance(item, SegmentedArticle)]
    labels, accepted = _map_or_refuse(articles, mapping, options.annotator, refused)

    # An article is imported with all its labels, or not at all.
    reasons = refuse_annotators(project, accepted, labels, names)
    refused += [
        Refused(article.source, reasons[id(article)], rows=article.rows)
        for article in accepted
        if id(article) in reasons
    ]
    accepted = [article for article in accepted if id(article) not in reasons]

    added = add_articles(project=project, articles=accepted, settings=options.settings)
    with_labels = [item for item in added.known if labels[id(item.split)].annotations]
    without_labels = [item for item in added.known if not labels[id(item.split)].annotations]
    refused += [*map(refuse_known, without_labels), *added.refused]

    stored = store_new_labels(project, added.stored, labels, names)
    more = store_more_labels(project, with_labels, labels, names)
    came_in = {id(item.split) for item in [*added.stored, *with_labels]}
    for article in articles:
        if id(article) not in came_in:
            labels[id(article)].refuse()

    warnings = [
        warning
        for article in articles
        if id(article) in came_in
        for warning in (*article.warnings, *labels[id(article)].warnings)
    ]
    label_names = _count_names(articles, mapping)
    imported = ImportResult(
        read=len(batch),
        rows=sum(item.rows for item in batch),
        articles=len(added.stored),
        sentences=sum(len(article.split.spans) for article in added.stored),
        excluded=sum(len(article.split.excluded) for article in added.stored),
        annotations=stored.annotations + more.annotations,
        failed=len(refused),
        known=len(without_labels),
        extended=len(with_labels),
        labels=_count_outcomes(articles, labels, unread),
        label_names=label_names,
        retired_labels=mapping.retired_among(key for key, _count in label_names.values()),
        reasons=count_reasons(item.reason for item in refused),
        warnings=count_reasons(warning.reason for warning in warnings),
        people=sorted(stored.people | more.people),
        last_item=printable(batch[-1].source)[:MAX_SOURCE] if batch else "",
    )
    return imported, refused, warnings


def _map_or_refuse(
    articles: Sequence[SegmentedArticle],
    mapping: LabelMapping,
    annotator: str,
    refused: list[Refused],
) -> tuple[LabelsByArticle, list[SegmentedArticle]]:
    """Return the labels of all articles, and the articles whose labels the project has.

    The others are added to `refused`.
    """
    labels: LabelsByArticle = {}
    accepted: list[SegmentedArticle] = []
    numbers = itertools.count(1)

    for article in articles:
        try:
            labels[id(article)] = map_labels(article, mapping, annotator, numbers)
            accepted.append(article)
        except (UnreadableError, UnknownLabelError) as error:
            refused.append(Refused(article.source, str(error), rows=article.rows))
            count = len(article.record.labels)
            labels[id(article)] = ArticleLabels(outcomes=[LabelOutcome.REFUSED] * count)

    return labels, accepted


def _count_outcomes(
    articles: Sequence[SegmentedArticle], labels: LabelsByArticle, unread: Sequence[Refused]
) -> dict[str, int]:
    """Return how many of the labels in the files had each outcome."""
    counts = Counter(
        outcome.value for article in articles for outcome in labels[id(article)].outcomes
    )
    counts[LabelOutcome.LEFT_OUT.value] += sum(
        warning.labels for article in articles for warning in article.warnings
    )
    counts[LabelOutcome.REFUSED.value] += sum(item.labels for item in unread)
    return dict(+counts)


def _count_names(
    articles: Sequence[SegmentedArticle], mapping: LabelMapping
) -> dict[str, list[Any]]:
    """Return what each name of a label stands for, and how often it came.

    It is "" if the label is ignored, None if nobody has said what it stands for.
    """
    counts = Counter(label.name for article in articles for label in article.record.labels)
    return {
        printable(name): [mapping.suggestion(name, None), count] for name, count in counts.items()
    }
