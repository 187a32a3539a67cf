"""Articles in: from a record to an article with its sentences, from files to a result that names every failure."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from django.db import transaction

from annotator.corpus.boilerplate import suggested_boilerplate
from annotator.corpus.models import Article, ArticleState, Sentence
from annotator.corpus.readers import LONGEST, ArticleRecord, UnreadableError, read_text
from annotator.corpus.segmentation import sentence_spans
from annotator.projects.models import Project

SUFFIXES = (".txt",)
LARGEST = 4 * LONGEST  # bytes: UTF-8 needs at most four for a character


class DuplicateArticleError(Exception):
    """The project has this article already; the message says as which."""


class MissingFileError(Exception):
    """There is nothing to read at this path; the message says why."""


@dataclass(frozen=True)
class Source:
    """Where an article may come from: `name` is for messages, `read` brings the article when its turn comes."""

    name: str
    read: Callable[[], ArticleRecord]


@dataclass(frozen=True)
class ImportOptions:
    """How articles come in: as drafts to be checked or open, and how many annotators each is to get (None:
    everyone).
    """

    review: bool = False
    round: str = "main"
    overlap: int | None = 3


@dataclass
class ImportResult:
    articles: list[Article] = field(default_factory=list)
    sentences: int = 0
    excluded: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)  # (file, reason)

    @property
    def summary(self) -> str:
        return (
            f"imported {len(self.articles)} articles, {self.sentences} sentences, "
            f"{self.excluded} excluded, {len(self.failures)} failed"
        )

    def count(self, article: Article) -> None:
        self.articles.append(article)
        self.sentences += article.sentence_count
        self.excluded += article.excluded_count


def add_article(*, project: Project, record: ArticleRecord, options: ImportOptions) -> Article:
    """Store an article with its sentences, whole or not at all. Raises DuplicateArticleError."""
    digest = hashlib.sha256(record.text.encode()).hexdigest()
    with transaction.atomic():
        # The project's row is the lock: two imports of the same text at once must not both find it new.
        Project.objects.select_for_update().get(pk=project.pk)
        _refuse_duplicate(project, record.external_id, digest)
        spans = list(sentence_spans(record.text, record.language))
        excluded = suggested_boilerplate(record.text, spans)
        article = Article.objects.create(
            project=project,
            external_id=record.external_id,
            title=record.title,
            source=record.source,
            url=record.url,
            published=record.published,
            language=record.language,
            rights=record.rights,
            text=record.text,
            sha256=digest,
            round=options.round,
            state=ArticleState.DRAFT if options.review else ArticleState.OPEN,
            overlap=options.overlap,
            free=options.overlap,
            sentence_count=len(spans),
            excluded_count=len(excluded),
        )
        Sentence.objects.bulk_create(
            Sentence(
                project=project,
                article=article,
                position=index + 1,
                paragraph=span.paragraph,
                start=span.start,
                end=span.end,
                text=record.text[span.start : span.end],
                excluded=index in excluded,
            )
            for index, span in enumerate(spans)
        )
    return article


def import_articles(*, project: Project, sources: Iterable[Source], options: ImportOptions) -> ImportResult:
    """Import each article that can be; name the others. One bad source stops no other."""
    result = ImportResult()
    for source in sources:
        try:
            result.count(add_article(project=project, record=source.read(), options=options))
        except (UnreadableError, DuplicateArticleError, MissingFileError) as error:
            result.failures.append((source.name, str(error)))
        except OSError as error:
            result.failures.append((source.name, error.strerror or str(error)))
    return result


def text_source(*, name: str, external_id: str, size: int, read: Callable[[], bytes]) -> Source:
    """A plain text file of `size` bytes, which `read` brings."""

    def record() -> ArticleRecord:
        if PurePath(name).suffix.lower() not in SUFFIXES:
            raise UnreadableError(f"only {' or '.join(SUFFIXES)} files can be imported")
        if size > LARGEST:
            raise UnreadableError(f"it is larger than {LARGEST // 1_000_000} MB")
        return ArticleRecord(external_id=external_id, text=read_text(read()))

    return Source(name, record)


def sources_at(path: Path) -> Iterator[Source]:
    """The articles that `path` names, itself or in it; external ids are relative to it, without suffix.

    What is not there or not readable comes as a source whose reading fails, so that it is counted and named.
    """
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
        if not found:
            yield _missing(path, f"the folder holds no {' or '.join(SUFFIXES)} file")
        for file in found:
            yield _file_source(file, file.relative_to(path))
    elif not os.path.exists(path):  # unlike Path.exists, no error for a name that no file can have
        yield _missing(path, "there is no such file or folder")
    else:
        yield _file_source(path, PurePath(path.name))


def external_id_of(path: PurePath) -> str:
    return printable(PurePath(path.as_posix()).with_suffix(""))[-500:]


def printable(path: PurePath) -> str:
    """A path as text that a database and a terminal take, whatever bytes the file's name has."""
    return str(path).encode(errors="surrogateescape").decode(errors="replace")


def _file_source(file: Path, named: PurePath) -> Source:
    return text_source(
        name=printable(file), external_id=external_id_of(named), size=file.stat().st_size, read=file.read_bytes
    )


def _missing(path: Path, reason: str) -> Source:
    def fail() -> ArticleRecord:
        raise MissingFileError(reason)

    return Source(printable(path), fail)


def _refuse_duplicate(project: Project, external_id: str, digest: str) -> None:
    known = Article.objects.in_project(project)
    if known.filter(external_id=external_id).exists():
        raise DuplicateArticleError(f"the project has an article “{external_id}” already")
    twin = known.filter(sha256=digest).first()
    if twin is not None:
        raise DuplicateArticleError(f"its text is the same, letter by letter, as that of “{twin.external_id}”")
