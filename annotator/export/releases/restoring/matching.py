"""Finds the sentences of a released article in somebody's own copy of it. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.corpus.readers.records import ReadArticle, UnreadableError
from annotator.corpus.segmentation.sentences import LineBreaks
from annotator.corpus.segmented_articles import segment_article
from annotator.export.datasets.sentence_hash import sentence_hash


@dataclass(frozen=True)
class ReleasedSentence:
    """A sentence without its text. `hash` is empty in releases that don't have it."""

    sentence_id: str
    start: int
    end: int
    hash: str


@dataclass(frozen=True)
class RestoredArticle:
    """The text of an article, and of those of its sentences that were found, by their ids.

    `text` and `title` are None if the copy has another text than the released article.
    """

    text: str | None = None
    title: str | None = None
    sentences: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        return self.text is not None


def restore_article(
    copy: ReadArticle, sha256: str, sentences: Sequence[ReleasedSentence], line_breaks: LineBreaks
) -> RestoredArticle:
    """Return what this copy restores of the article with these sentences and this checksum.

    If its text is the same, all. Else the sentences whose hash stands in the copy.
    """
    text = copy.record.text
    if hashlib.sha256(text.encode()).hexdigest() == sha256:
        exact = {one.sentence_id: text[one.start : one.end] for one in sentences}
        return RestoredArticle(text, copy.record.title, exact)

    return RestoredArticle(sentences=_find_sentences(copy, sentences, line_breaks))


def _find_sentences(
    copy: ReadArticle, sentences: Sequence[ReleasedSentence], line_breaks: LineBreaks
) -> dict[str, str]:
    text = copy.record.text
    spans = {
        sentence_hash(text[start:end]): (start, end) for start, end in _split(copy, line_breaks)
    }
    found: dict[str, str] = {}
    # How much further on the last sentence was in the copy. The next one mostly is, too,
    # even if the copy is split into sentences in another way.
    shift = 0

    for one in sentences:
        start, end = max(0, one.start + shift), max(0, one.end + shift)
        if one.hash != sentence_hash(text[start:end]):
            if one.hash not in spans:
                continue
            start, end = spans[one.hash]
            shift = start - one.start
        found[one.sentence_id] = text[start:end]

    return found


def _split(copy: ReadArticle, line_breaks: LineBreaks) -> list[tuple[int, int]]:
    try:
        return [(span.start, span.end) for span in segment_article(copy, line_breaks).spans]
    except UnreadableError:
        # Sentences that came with the copy may not be in its text.
        return []
