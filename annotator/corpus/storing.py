"""Splits articles into sentences and stores them by COPY, without duplicates."""

import hashlib
import random
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.corpus.models import MAX_ORIGINAL_ID, Article, ArticleState
from annotator.corpus.readers.records import (
    ArticleRecord,
    ImportedLabel,
    ReadArticle,
    ReadWarning,
    Refused,
    UnreadableError,
    check_line,
    check_record,
)
from annotator.corpus.segmentation.boilerplate import suggest_boilerplate
from annotator.corpus.segmentation.given_sentences import locate_sentences
from annotator.corpus.segmentation.sentences import LineBreaks, Span, sentence_spans
from annotator.corpus.segmentation.wrapped import is_hard_wrapped
from annotator.lib.database.copy_streams import copy_in
from annotator.projects.models import Project

# A page shows all sentences of an article. The longest news features have a third of
# this.
MAX_SENTENCES = 3_000
ARTICLE_COLUMNS = (
    "id", "project_id", "external_id", "title", "source", "url", "published", "language", "rights",
    "text", "sha256", "group", "split", "round", "state", "overlap", "free", "sentence_count",
    "excluded_count", "outside_number", "has_given_numbers", "queue_key", "created_at",
)  # fmt: skip
# Sentences of an article, each counted once for each label on it.
MAX_LABELLED_SENTENCES = 500_000
SENTENCE_COLUMNS = (
    "project_id",
    "article_id",
    "position",
    "original_id",
    "paragraph",
    "start",
    "end",
    "text",
    "excluded",
)


class DuplicateArticleError(Exception):
    """The project already has this article; the message names it."""


@dataclass(frozen=True)
class ArticleSettings:
    """Settings of new articles: whether they are drafts, their round, and their overlap.

    An overlap of None is everyone.
    """

    review: bool = False
    round: str = "main"
    overlap: int | None = 3


@dataclass(frozen=True, slots=True)
class SegmentedArticle:
    """An article as it will be stored.

    `spans` are its sentences, and `excluded` the indexes of those that are boilerplate.
    """

    source: str
    record: ArticleRecord
    sha256: str
    spans: Sequence[Span]
    excluded: frozenset[int]
    warnings: tuple[ReadWarning, ...] = ()
    rows: int = 1

    @property
    def is_named_by_text(self) -> bool:
        """Whether the readers made the identifier from the text, because the file has none."""
        return self.record.external_id.endswith(f"-{self.sha256[:12]}")


@dataclass(frozen=True, slots=True)
class StoredArticle:
    id: int
    split: SegmentedArticle


@dataclass(frozen=True, slots=True)
class AddedArticles:
    """What became of some articles.

    `known` are those that the project already has with the same text, under the `id` there.
    `refused` have the ID or the text of another article.
    """

    stored: list[StoredArticle]
    known: list[StoredArticle]
    refused: list[Refused]

    @property
    def duplicates(self) -> list[Refused]:
        """All that were not stored, with the reason."""
        return [*map(refuse_known, self.known), *self.refused]


def refuse_known(article: StoredArticle) -> Refused:
    split = article.split
    return Refused(
        split.source,
        _("already in the project as “%(name)s”") % {"name": split.record.external_id},
        rows=split.rows,
    )


def add_article(*, project: Project, record: ArticleRecord, settings: ArticleSettings) -> Article:
    """Store one article. Raises DuplicateArticleError and UnreadableError."""
    split = segment_article(ReadArticle(record.external_id, check_record(record)))
    added = add_articles(project=project, articles=[split], settings=settings)
    if added.duplicates:
        raise DuplicateArticleError(added.duplicates[0].reason)
    return Article.objects.get(pk=added.stored[0].id)


def add_articles(
    *, project: Project, articles: Sequence[SegmentedArticle], settings: ArticleSettings
) -> AddedArticles:
    """Store these articles, except duplicates of articles in the project or earlier in the list."""
    with transaction.atomic():
        # The row of the project is the lock: of two imports at once, only one may find
        # the same text new. Annotators don't need this lock.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        new, known, refused = _without_duplicates(project, articles)
        stored = [
            StoredArticle(key, split) for key, split in zip(_new_ids(len(new)), new, strict=True)
        ]
        copy_in("corpus_article", ARTICLE_COLUMNS, _article_rows(project, stored, settings))
        copy_in("corpus_sentence", SENTENCE_COLUMNS, _sentence_rows(project, stored))

        ids = dict(
            Article.objects.in_project(project)
            .filter(external_id__in=known.values())
            .values_list("external_id", "pk")
        )

    return AddedArticles(
        stored,
        [StoredArticle(ids[name], articles[index]) for index, name in known.items()],
        refused,
    )


def refresh_statistics() -> None:
    """Let the query planner know the current size of the tables."""
    # The check of each new sentence's foreign key has a cached plan. A plan for an
    # empty table reads all articles of the project, which makes the import ten times
    # slower.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE corpus_article, corpus_sentence")


def segment_article(found: ReadArticle, line_breaks: LineBreaks = "auto") -> SegmentedArticle:
    """Split the article into sentences, or find those that came with it.

    With `line_breaks` "auto", lines are joined if they seem to be broken at a width, and a warning
    says so. Raises UnreadableError if the sentences aren't in the text, if there are none or too
    many, or if two have the same number.
    """
    record, warnings = _with_valid_ids(found)
    if record.sentences:
        spans = list(locate_sentences(record.text, record.sentences))
        excluded = frozenset(position - 1 for position in record.excluded)
    else:
        if line_breaks == "auto" and is_hard_wrapped(record.text):
            line_breaks = "wrapped"
            warnings.append(ReadWarning(found.source, _joined_lines()))
        elif line_breaks == "auto":
            line_breaks = "paragraph"
        spans = list(sentence_spans(record.text, record.language, line_breaks=line_breaks))
        excluded = suggest_boilerplate(record.text, spans)

    twin = next((one for one, other in pairwise(record.numbers) if one >= other), None)
    if twin is not None:
        raise UnreadableError(
            _("two sentences have the number %(number)s, or the numbers are out of order")
            % {"number": twin}
        )

    # Somebody has labelled these sentences, so they aren't boilerplate.
    excluded -= _labelled(record, spans)
    if not spans:
        raise UnreadableError(_("has no sentences"))
    if len(spans) > MAX_SENTENCES:
        raise UnreadableError(
            _("%(count)s sentences; an article can have at most %(limit)s, so divide it")
            % {"count": f"{len(spans):,}", "limit": f"{MAX_SENTENCES:,}"}
        )

    return SegmentedArticle(
        found.source,
        record,
        hashlib.sha256(record.text.encode()).hexdigest(),
        spans,
        excluded,
        (*found.warnings, *warnings),
        found.rows,
    )


def _joined_lines() -> str:
    return _(
        "lines were joined, because they seem to be broken at a width; if each line is a "
        "paragraph, choose so (--line-breaks paragraph)"
    )


def _with_valid_ids(found: ReadArticle) -> tuple[ArticleRecord, list[ReadWarning]]:
    """Return the article without its sentences' IDs if they can't name its sentences, with a
    warning.
    """
    record, ids = found.record, found.record.original_ids
    given = [original_id for original_id in ids if original_id]

    try:
        for original_id in given:
            check_line(original_id, "sentence_id", MAX_ORIGINAL_ID)
        if len(set(given)) < len(given):
            twin = Counter(given).most_common(1)[0][0]
            raise UnreadableError(
                _("several sentences of the article have the ID “%(name)s”") % {"name": twin[:80]}
            )
    except UnreadableError as error:
        reason = _("the IDs of its sentences are left out: %(reason)s") % {"reason": error}
        return replace(record, original_ids=()), [ReadWarning(found.source, reason)]
    return record, []


def labelled_sentences(label: ImportedLabel, spans: Sequence[Span]) -> list[int]:
    """Return the indexes of the sentences that the label is on.

    A label on characters is on the sentences that it covers by more than half. If there are
    none, it is on the one that it covers most.
    """
    if label.position:
        return [label.position - 1]

    first = bisect_right(spans, label.start, key=attrgetter("end"))
    end = bisect_left(spans, label.end, key=attrgetter("start"))
    shares = {index: _covered(spans[index], label) for index in range(first, end)}
    covered = [index for index, share in shares.items() if share > 0.5]
    return covered or sorted(shares, key=shares.__getitem__)[-1:]


def _covered(span: Span, label: ImportedLabel) -> float:
    """Return the share of the sentence's characters that the label covers."""
    return (min(span.end, label.end) - max(span.start, label.start)) / (span.end - span.start)


def _labelled(record: ArticleRecord, spans: Sequence[Span]) -> set[int]:
    """Return the indexes of the sentences with labels.

    Raises UnreadableError if there are too many labels.
    """
    labelled: set[int] = set()
    count = 0

    for label in record.labels:
        found = labelled_sentences(label, spans)
        labelled.update(found)
        count += len(found)
        # A small file can have many labels that each cover all sentences.
        if count > MAX_LABELLED_SENTENCES:
            raise UnreadableError(
                _("labels on more than %(limit)s sentences, counted once per label")
                % {"limit": f"{MAX_LABELLED_SENTENCES:,}"}
            )

    return labelled


def _without_duplicates(
    project: Project, articles: Sequence[SegmentedArticle]
) -> tuple[list[SegmentedArticle], dict[int, str], list[Refused]]:
    """Return the new articles, the known ones, and the refused ones.

    The known ones are given by their index in `articles`, each with its ID in the project.
    """
    names = [article.record.external_id for article in articles]
    digests = [article.sha256 for article in articles]
    similar = Article.objects.in_project(project).filter(
        Q(external_id__in=names) | Q(sha256__in=digests)
    )
    digest_by_name: dict[str, str] = {}
    name_by_digest: dict[str, str] = {}

    for name, digest in similar.order_by("pk").values_list("external_id", "sha256"):
        digest_by_name[name] = digest
        name_by_digest.setdefault(digest, name)

    new: list[SegmentedArticle] = []
    known: dict[int, str] = {}
    refused: list[Refused] = []
    for index, article in enumerate(articles):
        name = article.record.external_id
        twin = name_by_digest.get(article.sha256)
        if digest_by_name.get(name) == article.sha256:
            known[index] = name
        elif name in digest_by_name:
            reason = _("the ID “%(name)s” is already used by a different text") % {"name": name}
            refused.append(Refused(article.source, reason, rows=article.rows))
        # Its identifier says nothing: each file of an annotator would make another one.
        elif twin is not None and article.is_named_by_text:
            known[index] = twin
        elif twin is not None:
            reason = _("identical to “%(name)s”") % {"name": twin}
            refused.append(Refused(article.source, reason, rows=article.rows))
        else:
            # Later articles of the same list must not repeat this one.
            digest_by_name[name] = article.sha256
            name_by_digest[article.sha256] = name
            new.append(article)

    return new, known, refused


def _new_ids(count: int) -> list[int]:
    # COPY doesn't return the ids of its rows, and the sentences need them.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('corpus_article', 'id')) FROM "
            "generate_series(1, %s)",
            [count],
        )
        return [key for (key,) in cursor.fetchall()]


def _article_rows(
    project: Project, stored: Iterable[StoredArticle], settings: ArticleSettings
) -> Iterator[tuple[object, ...]]:
    state = ArticleState.DRAFT if settings.review else ArticleState.OPEN
    now = timezone.now()

    for article in stored:
        split, record = article.split, article.split.record
        yield (
            article.id, project.pk, record.external_id, record.title, record.source, record.url,
            record.published, record.language, record.rights, record.text, split.sha256,
            record.group, record.split, settings.round, state.value, settings.overlap,
            settings.overlap, len(split.spans), len(split.excluded),
            -1 if 0 in record.numbers else 0, bool(record.numbers), random.getrandbits(31), now,
        )  # fmt: skip


def _sentence_rows(
    project: Project, stored: Iterable[StoredArticle]
) -> Iterator[tuple[object, ...]]:
    for article in stored:
        record, excluded = article.split.record, article.split.excluded
        text = record.text
        for index, span in enumerate(article.split.spans):
            start, end = span.start, span.end
            yield (
                project.pk,
                article.id,
                record.numbers[index] if record.numbers else index + 1,
                record.original_ids[index] if record.original_ids else "",
                span.paragraph,
                start,
                end,
                text[start:end],
                index in excluded,
            )
