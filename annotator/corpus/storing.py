"""Stores articles with their sentences by COPY, without duplicates."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.corpus.models import Article, ArticleState
from annotator.corpus.readers.records import (
    ArticleRecord,
    ReadArticle,
    Refused,
    check_record,
)
from annotator.corpus.segmented_articles import SegmentedArticle, segment_article
from annotator.corpus.sentence_lines import COLUMNS, with_keys
from annotator.lib.database.copy_streams import copy_in, copy_lines_in
from annotator.projects.models import Project

ARTICLE_COLUMNS = (
    "id", "project_id", "external_id", "title", "source", "url", "published", "language", "rights",
    "text", "sha256", "group", "split", "round", "state", "overlap", "free", "sentence_count",
    "excluded_count", "outside_number", "has_given_numbers", "queue_key", "created_at",
)  # fmt: skip
SENTENCE_COLUMNS = ("project_id", "article_id", *COLUMNS)


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
    return add_segmented(project=project, article=split, settings=settings)


def add_segmented(
    *, project: Project, article: SegmentedArticle, settings: ArticleSettings
) -> Article:
    """Store one article that has been split. Raises DuplicateArticleError."""
    added = add_articles(project=project, articles=[article], settings=settings)
    if added.duplicates:
        raise DuplicateArticleError(added.duplicates[0].reason)
    return Article.objects.get(project=project, pk=added.stored[0].id)


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
        copy_lines_in("corpus_sentence", SENTENCE_COLUMNS, _sentence_lines(project, stored))

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


def _sentence_lines(project: Project, stored: Iterable[StoredArticle]) -> Iterator[bytes]:
    return (with_keys(article.split.lines, project.pk, article.id) for article in stored)
