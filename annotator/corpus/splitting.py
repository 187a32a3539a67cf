"""Splits the articles of files, the many of a large file in other processes. Pure."""

from array import array
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from annotator.corpus.other_processes import in_order
from annotator.corpus.readers.records import (
    ArticleRecord,
    ReadArticle,
    ReadWarning,
    Refused,
    UnreadableError,
)
from annotator.corpus.segmentation.sentences import LineBreaks, Span
from annotator.corpus.segmented_articles import SegmentedArticle, segment_article
from annotator.lib.ways import chosen_surface, worded_for

# What is sent to another process at once.
CHUNK_ARTICLES, CHUNK_CHARACTERS = 100, 200_000
# So many chunks are split here: some 30,000 sentences, in about half a second.
CHUNKS_HERE = 20

Item = ReadArticle | Refused


def split_articles(
    items: Iterable[Item], line_breaks: LineBreaks, *, processes: int = 0, reword: bool = False
) -> Generator[SegmentedArticle | Refused]:
    """Yield the items in their order, the articles split; refused are those that can't be.

    `processes` may help if there are many. These word messages in English. With `reword`, an
    article that has messages is split again here.
    """
    split = partial(_split_chunk, line_breaks=line_breaks, surface=chosen_surface())
    sent: list[Sequence[Item]] = []

    def chunks() -> Iterator[Sequence[Item]]:
        for chunk in _chunks(items):
            sent.append(chunk)
            yield chunk

    for found in in_order(split, chunks(), here=CHUNKS_HERE, processes=processes):
        for item, part in zip(sent.pop(0), found, strict=True):
            if isinstance(item, Refused):
                yield item
            elif reword and (not isinstance(part, _Part) or part.warnings):
                yield _split_or_refuse(item, line_breaks)
            else:
                yield part.join(item) if isinstance(part, _Part) else part


def _chunks(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    chunk: list[Item] = []
    characters = 0
    try:
        for item in items:
            chunk.append(item)
            characters += len(item.record.text) if isinstance(item, ReadArticle) else 0
            if len(chunk) >= CHUNK_ARTICLES or characters >= CHUNK_CHARACTERS:
                yield chunk
                chunk, characters = [], 0
    except Exception:
        # What was read before counts all the same.
        if chunk:
            yield chunk
        raise
    if chunk:
        yield chunk


@dataclass(frozen=True, slots=True)
class _Part:
    """What the splitting adds to an article: small, because it goes through a pipe.

    `spans` are three numbers for each. `record` is None if it is that of the article.
    """

    record: ArticleRecord | None
    sha256: str
    spans: "array[int]"
    excluded: frozenset[int]
    lines: bytes
    warnings: tuple[ReadWarning, ...]
    may_be_wrapped: bool

    def join(self, item: ReadArticle) -> SegmentedArticle:
        numbers = iter(self.spans)
        return SegmentedArticle(
            item.source,
            self.record or item.record,
            self.sha256,
            list(map(Span, numbers, numbers, numbers)),
            self.excluded,
            self.lines,
            self.warnings,
            item.rows,
            self.may_be_wrapped,
        )


def _split_chunk(
    chunk: Sequence[Item], line_breaks: LineBreaks, surface: str
) -> list[_Part | Refused]:
    with worded_for(surface):
        return [
            item if isinstance(item, Refused) else _part(item, _split_or_refuse(item, line_breaks))
            for item in chunk
        ]


def _part(item: ReadArticle, found: SegmentedArticle | Refused) -> _Part | Refused:
    if isinstance(found, Refused):
        return found
    return _Part(
        None if found.record is item.record else found.record,
        found.sha256,
        array("L", chain.from_iterable(found.spans)),
        found.excluded,
        found.lines,
        found.warnings,
        found.may_be_wrapped,
    )


def _split_or_refuse(item: ReadArticle, line_breaks: LineBreaks) -> SegmentedArticle | Refused:
    try:
        return segment_article(item, line_breaks)
    except UnreadableError as error:
        labels = len(item.record.labels) + sum(warning.labels for warning in item.warnings)
        return Refused(item.source, str(error), rows=item.rows, labels=labels)
    except Exception as error:
        error.add_note(f"while splitting {item.source}")
        raise
