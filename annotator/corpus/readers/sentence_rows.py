"""Joins rows that are sentences to articles. Several rows may be one sentence.

A table of annotations has a row for each annotator of a sentence, in any order. The rows of one
article that have the same number, the same sentence ID or the same text are one sentence.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotator.corpus.readers.identifiers import is_no_identifier
from annotator.corpus.readers.records import (
    ArticleRecord,
    ImportedLabel,
    ReadArticle,
    ReadOptions,
    ReadWarning,
    Refused,
    UnreadableError,
    clean_text,
)
from annotator.corpus.readers.row_fields import RowFields
from annotator.corpus.readers.row_labels import RowLabels, count_labels, read_labels
from annotator.corpus.readers.rows import (
    TableRow,
    TableRows,
    field_text,
    generate_identifier,
    make_record,
)
from annotator.lib.translation import gettext as _
from annotator.lib.translation import ngettext

# Characters of the sentences that wait for the rest of their article.
MAX_WAITING_CHARACTERS = 100_000_000
# Begins the key of a sentence without an article, which becomes an article of its own.
# A valid ID has no control characters.
NO_ARTICLE = "\0"
# Sentence IDs are no identifiers if more than one in so many stands for several texts.
IDS_PER_REPEATED = 20
TRUE = ("true", "1", "yes")


def join_sentences(
    rows: TableRows, fields: RowFields, stem: str, options: ReadOptions
) -> Iterator[ReadArticle | Refused]:
    """Yield each article as soon as its last row has been read.

    A row that can't be read refuses the articles that it may belong to. Raises UnreadableError if
    it may belong to any of the file.
    """
    # The first pass over the file finds the last row of each article. So the second
    # pass holds only the articles that are incomplete, not the whole file.
    outline = _read_outline(rows, fields)
    waiting: dict[str, list[TableRow]] = {}
    waiting_characters = 0

    for number, row in enumerate(rows()):
        if isinstance(row, Refused):
            yield row
            continue
        key = outline.key(row, fields)
        waiting.setdefault(key, []).append(row)
        waiting_characters += _count_characters(row)
        if waiting_characters > MAX_WAITING_CHARACTERS:
            raise UnreadableError(
                _("rows of one article must be together; sort the file by article")
            )
        if outline.last_rows[key] == number:
            group = waiting.pop(key)
            waiting_characters -= sum(map(_count_characters, group))
            yield _join_or_refuse(group, key, outline, fields, stem, options)


@dataclass(slots=True)
class _Outline:
    """What the first pass over a file found.

    `last_rows` has the number of the last row of each article, by its key. `damaged` has, for each
    article, a row that can't be read and may belong to it. `repeated_ids` are the sentence IDs
    without an article that several texts have, None if these are so many that none is an
    identifier.
    """

    last_rows: dict[str, int] = field(default_factory=dict)
    damaged: dict[str, Refused] = field(default_factory=dict)
    repeated_ids: frozenset[str] | None = frozenset()

    def key(self, row: TableRow, row_fields: RowFields) -> str:
        """Return what the rows of an article have in common."""
        fields = row_fields.of(row)
        article = _identifier(row, fields, "article")
        if article:
            return article
        own_id = _identifier(row, fields, "sentence_id")
        if own_id and self.repeated_ids is not None and own_id not in self.repeated_ids:
            return f"{NO_ARTICLE}{own_id}"
        # Rows of several annotators may each have an ID, but the text is the same. Without
        # annotators, another ID is another text.
        is_alone = not _identifier(row, fields, "annotator")
        row_id = _identifier(row, fields, "external_id") if is_alone else ""
        return f"{NO_ARTICLE}{_digest(row, fields)}{row_id}"


def _read_outline(rows: TableRows, fields: RowFields) -> _Outline:
    outline = _Outline(repeated_ids=_find_repeated_ids(rows, fields))
    unread: list[Refused] = []
    before = ""
    is_scattered = False

    for number, row in enumerate(rows()):
        if isinstance(row, Refused):
            unread.append(row)
            continue
        key = outline.key(row, fields)
        is_scattered |= key != before and key in outline.last_rows and key[0] != NO_ARTICLE

        # It may be a row of the article before it, or of the one after it.
        for refused in unread:
            outline.damaged |= {near: refused for near in (before, key) if near}
        unread.clear()
        outline.last_rows[key] = number
        before = key

    for refused in unread:
        outline.damaged |= {before: refused} if before else {}

    # A sentence that stands alone is whole.
    outline.damaged = {
        key: refused for key, refused in outline.damaged.items() if key[0] != NO_ARTICLE
    }
    if is_scattered and outline.damaged:
        first = next(iter(outline.damaged.values()))
        raise UnreadableError(
            _(
                "%(source)s can’t be read (%(reason)s), and may belong to any article, because the "
                "rows of an article aren’t together; correct the row, or sort the file by article"
            )
            % {"source": _in_file(first.source), "reason": first.reason}
        )
    return outline


def _in_file(source: str) -> str:
    """Return the line or item of a source without its file, which the message names already."""
    return source.rpartition(", ")[2]


def _find_repeated_ids(rows: TableRows, row_fields: RowFields) -> frozenset[str] | None:
    """Return the sentence IDs of rows without an article that several texts have.

    None if these are many: such a file numbers the sentences of articles that it doesn't name.
    """
    texts: dict[str, str] = {}
    repeated: set[str] = set()
    for row in rows():
        if isinstance(row, Refused):
            continue
        fields = row_fields.of(row)
        if "sentence_id" not in fields:
            return frozenset()
        own_id = _identifier(row, fields, "sentence_id")
        if not own_id or _identifier(row, fields, "article"):
            continue
        digest = _digest(row, fields)
        if texts.setdefault(own_id, digest) != digest:
            repeated.add(own_id)

    is_numbering = len(repeated) * IDS_PER_REPEATED > len(texts)
    return None if is_numbering else frozenset(repeated)


def _identifier(row: TableRow, fields: dict[str, str], name: str) -> str:
    """Return the value as an identifier, "" if there is none."""
    value = row.values.get(fields.get(name, ""))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value).strip()
    return "" if is_no_identifier(text) else text


def _whole_number(text: str) -> str:
    """Return 3.0 as 3: some tools write all numbers so when one cell of a column is empty."""
    whole, point, rest = text.partition(".")
    return whole if point and rest.strip("0") == "" and whole.isdecimal() else text


def _digest(row: TableRow, fields: dict[str, str]) -> str:
    text = row.values.get(fields.get(_text_field(fields), ""))
    return hashlib.sha256(str(text).strip().encode(errors="replace")).hexdigest()


def _text_field(fields: dict[str, str]) -> str:
    return "sentence" if "sentence" in fields else "text"


def _count_characters(row: TableRow) -> int:
    return sum(len(value) for value in row.values.values() if isinstance(value, str))


def _join_or_refuse(
    group: Sequence[TableRow],
    key: str,
    outline: _Outline,
    fields: RowFields,
    stem: str,
    options: ReadOptions,
) -> ReadArticle | Refused:
    first = group[0]
    damage = outline.damaged.get(key)
    if damage is not None:
        reason = _("%(source)s can’t be read (%(reason)s), and may belong to this article") % {
            "source": _in_file(damage.source),
            "reason": damage.reason,
        }
        labels = count_labels(group, fields, options)
        return Refused(first.source, reason, first.line, len(group), labels)

    try:
        record, warnings = _join(group, key, fields, stem, options)
    except UnreadableError as error:
        labels = count_labels(group, fields, options)
        return Refused(first.source, str(error), first.line, len(group), labels)
    return ReadArticle(first.source, record, tuple(warnings), len(group))


@dataclass(frozen=True, slots=True)
class _SentenceRow:
    """A row with what it says about its sentence."""

    row: TableRow
    fields: dict[str, str]
    text: str
    number: str
    own_id: str
    labels: RowLabels
    # Its place among the rows of the article: a later row is a later answer.
    place: int

    def field(self, name: str) -> str:
        return field_text(self.row.values, self.fields, name)


@dataclass(slots=True)
class _Sentence:
    """A sentence of an article, with all its rows."""

    rows: list[_SentenceRow]

    @property
    def first(self) -> _SentenceRow:
        return self.rows[0]

    @property
    def number(self) -> int | None:
        number = self.first.number
        return int(number) if number.isdecimal() and len(number) < 10 else None

    @property
    def is_excluded(self) -> bool:
        return any(row.field("excluded").casefold() in TRUE for row in self.rows)


def _join(
    group: Sequence[TableRow], key: str, fields: RowFields, stem: str, options: ReadOptions
) -> tuple[ArticleRecord, list[ReadWarning]]:
    """Return the article whose sentences are these rows, and what was left out of it."""
    rows = [_read_row(row, place, fields, options) for place, row in enumerate(group)]
    is_alone = key.startswith(NO_ARTICLE)
    sentences = [_Sentence(rows)] if is_alone else _in_order(_group_rows(rows))
    labels, warnings = _place_labels(sentences)
    original_ids = [sentence.first.own_id for sentence in sentences]
    numbers = [sentence.number for sentence in sentences]
    text = clean_text("".join(_pieces(sentences)))
    if not is_alone:
        identifier = key
    elif original_ids[0] and key == f"{NO_ARTICLE}{original_ids[0]}":
        identifier = original_ids[0]
    else:
        identifier = _common_id(rows) or generate_identifier(stem, text)

    record, left_out = make_record(
        group[0],
        rows[0].fields,
        text,
        stem,
        options,
        sentences=tuple(sentence.first.text for sentence in sentences),
        excluded=frozenset(
            position for position, sentence in enumerate(sentences, start=1) if sentence.is_excluded
        ),
        labels=tuple(labels),
        numbers=()
        if is_alone or None in numbers
        else tuple(number for number in numbers if number is not None),
        original_ids=tuple(original_ids) if all(original_ids) else (),
        identifier=identifier,
    )
    return record, [*warnings, *left_out]


def _common_id(rows: Sequence[_SentenceRow]) -> str:
    """Return the ID that all rows have, "" if they differ: then each is that of a label."""
    ids = {_identifier(row.row, row.fields, "external_id") for row in rows}
    return ids.pop() if len(ids) == 1 else ""


def _read_row(
    row: TableRow, place: int, row_fields: RowFields, options: ReadOptions
) -> _SentenceRow:
    fields = row_fields.of(row)
    try:
        text = clean_text(field_text(row.values, fields, _text_field(fields))).strip()
        labels = read_labels(row, fields, options)
        number = _whole_number(field_text(row.values, fields, "position").strip())
        own_id = _identifier(row, fields, "sentence_id")
    except UnreadableError as error:
        # The refusal names the first row of the article, so the reason names this one.
        raise UnreadableError(
            _("sentence in %(source)s: %(reason)s")
            % {"source": _in_file(row.source), "reason": error}
        ) from None
    # Sentence IDs are often the numbers of the sentences in their article.
    return _SentenceRow(row, fields, text, number or _whole_number(own_id), own_id, labels, place)


def _group_rows(rows: Sequence[_SentenceRow]) -> list[_Sentence]:
    """Return the sentences of the rows, in the order of the file.

    Raises UnreadableError if two rows of a sentence have different texts.
    """
    sentences: dict[tuple[str, object], _Sentence] = {}
    repeats: Counter[tuple[str, str]] = Counter()

    for row in rows:
        found = sentences.setdefault(_sentence_key(row, repeats), _Sentence([]))
        found.rows.append(row)
        if row.text != found.first.text:
            raise UnreadableError(
                _(
                    "%(first)s and %(second)s have the same sentence number or ID, but different "
                    "texts; correct them, or choose that no column has the position"
                )
                % {"first": _in_file(found.first.row.source), "second": _in_file(row.row.source)}
            )

    return list(sentences.values())


def _sentence_key(row: _SentenceRow, repeats: Counter[tuple[str, str]]) -> tuple[str, object]:
    """Return what the rows of a sentence have in common."""
    if row.number:
        return "number", row.number
    if row.own_id:
        return "id", row.own_id

    # An article may have the same sentence twice. An annotator labels each of them
    # once, so the second row of an annotator with this text is the second sentence.
    annotator = row.field("annotator").strip() if "annotator" in row.fields else ""
    repeats[annotator, row.text] += 1
    return "text", (row.text, repeats[annotator, row.text])


def _in_order(sentences: list[_Sentence]) -> list[_Sentence]:
    """Return the sentences by their numbers if all have one, else as in the file."""
    numbered = [sentence.number for sentence in sentences]
    if None in numbered:
        return sentences
    return sorted(sentences, key=lambda sentence: sentence.number or 0)


def _pieces(sentences: Sequence[_Sentence]) -> Iterator[str]:
    """Yield the parts of the article's text: a new paragraph begins on a new line."""
    before = None
    for sentence in sentences:
        paragraph = sentence.first.field("paragraph")
        if before is not None:
            yield "\n" if paragraph != before else " "
        yield sentence.first.text
        before = paragraph


def _place_labels(
    sentences: Sequence[_Sentence],
) -> tuple[list[ImportedLabel], list[ReadWarning]]:
    """Return the labels with their sentences, and warnings about those that were left out."""
    placed: list[ImportedLabel] = []
    warnings: list[ReadWarning] = []
    answers = _number_answers(sentences)

    for position, sentence in enumerate(sentences, start=1):
        for row in sentence.rows:
            warnings += row.labels.warnings
            # A label on less than half of a sentence doesn't count, as in
            # `labelled_sentences`.
            whole = [
                label
                for label in row.labels.labels
                if label.span is None or label.span[1] - label.span[0] > len(row.text) / 2
            ]
            placed += [
                ImportedLabel(
                    label.name, label.annotator, position, answer=answers[row.place, label.answer]
                )
                for label in whole
            ]
            few = len(row.labels.labels) - len(whole)
            if few:
                warnings.append(
                    ReadWarning(
                        row.row.source,
                        ngettext(
                            "%(count)s label on less than half of the sentence",
                            "%(count)s labels on less than half of the sentence",
                            few,
                        )
                        % {"count": few},
                        labels=few,
                    )
                )

    return placed, warnings


def _number_answers(sentences: Sequence[_Sentence]) -> dict[tuple[int, int], int]:
    """Return a number for each answer, in the order of the file, by its row and its own number."""
    keys = {
        (row.place, label.answer)
        for sentence in sentences
        for row in sentence.rows
        for label in row.labels.labels
    }
    return {key: number for number, key in enumerate(sorted(keys))}
