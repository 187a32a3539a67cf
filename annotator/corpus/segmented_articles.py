"""Splits articles into sentences, or finds those that came with them. Pure."""

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter

from annotator.corpus.odd_text import find_oddities
from annotator.corpus.readers.records import (
    MAX_ORIGINAL_ID,
    ArticleRecord,
    ImportedLabel,
    ReadArticle,
    ReadWarning,
    UnreadableError,
    check_line,
)
from annotator.corpus.segmentation.boilerplate import suggest_boilerplate
from annotator.corpus.segmentation.given_sentences import locate_sentences
from annotator.corpus.segmentation.sentences import LineBreaks, Span, sentence_spans
from annotator.corpus.segmentation.wrapped import has_open_lines, is_hard_wrapped
from annotator.corpus.sentence_lines import sentence_lines
from annotator.lib.translation import gettext as _
from annotator.lib.ways import way

# A page shows all sentences of an article. The longest news features have a third of
# this.
MAX_SENTENCES = 3_000
# Sentences of an article, each counted once for each label on it.
MAX_LABELLED_SENTENCES = 500_000


@dataclass(frozen=True, slots=True)
class SegmentedArticle:
    """An article as it will be stored.

    `spans` are its sentences, and `excluded` the indexes of those that are boilerplate.
    `may_be_wrapped` if its lines may be broken at a width. `lines` are the sentences as COPY takes
    them.
    """

    source: str
    record: ArticleRecord
    sha256: str
    spans: Sequence[Span]
    excluded: frozenset[int]
    lines: bytes
    warnings: tuple[ReadWarning, ...] = ()
    rows: int = 1
    may_be_wrapped: bool = False

    @property
    def is_named_by_text(self) -> bool:
        """Whether the readers made the identifier from the text, because the file has none."""
        return self.record.external_id.endswith(f"-{self.sha256[:12]}")


def segment_article(found: ReadArticle, line_breaks: LineBreaks = "auto") -> SegmentedArticle:
    """Split the article into sentences, or find those that came with it.

    With `line_breaks` "auto", lines are joined if they seem to be broken at a width, and a warning
    says so. Raises UnreadableError if the sentences aren't in the text, if there are none or too
    many, or if two have the same number.
    """
    record, warnings = _with_valid_ids(found)
    may_be_wrapped = False
    warnings += [ReadWarning(found.source, reason) for reason in find_oddities(record.text)]
    if record.sentences:
        spans = list(locate_sentences(record.text, record.sentences))
        excluded = frozenset(position - 1 for position in record.excluded)
    else:
        if line_breaks == "auto" and is_hard_wrapped(record.text):
            line_breaks, may_be_wrapped = "wrapped", True
            warnings.append(ReadWarning(found.source, _joined_lines()))
        elif line_breaks == "auto":
            line_breaks, may_be_wrapped = "paragraph", has_open_lines(record.text)
            if may_be_wrapped:
                warnings.append(ReadWarning(found.source, _open_lines()))
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
        sentence_lines(record, spans, excluded),
        (*found.warnings, *warnings),
        found.rows,
        may_be_wrapped,
    )


def _joined_lines() -> str:
    return _(
        "lines were joined, because they seem to be broken at a width; if each line is a "
        "paragraph, choose %(way)s"
    ) % {"way": way("line_breaks", "paragraph")}


def _open_lines() -> str:
    return _(
        "lines seem to end within a sentence; if they are broken at a width, choose so "
        "(--line-breaks wrapped)"
    )


def _with_valid_ids(found: ReadArticle) -> tuple[ArticleRecord, list[ReadWarning]]:
    """Return the article without its sentences' IDs if they can't name its sentences, with a
    warning.
    """
    record, ids = found.record, found.record.original_ids
    if not ids:
        return record, []
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
