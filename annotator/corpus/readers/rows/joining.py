"""Joins rows that are sentences to articles.

A table of annotations has a row for each annotator of a sentence, in any order. The rows of one
article that have the same number, the same sentence ID or the same text are one sentence.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotator.corpus.readers.labels.row_labels import count_labels
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
from annotator.corpus.readers.rows.outline import NO_ARTICLE, Outline, read_outline
from annotator.corpus.readers.rows.row_fields import ROW_ID, RowFields
from annotator.corpus.readers.rows.rows import TableRow, TableRows, generate_identifier, make_record
from annotator.corpus.readers.rows.sentence_rows import (
    RowSentence,
    SentenceRow,
    group_rows,
    identifier_of,
    in_file,
    in_order,
    read_sentence_row,
    unequal_repeats,
)
from annotator.lib.translation import gettext as _
from annotator.lib.translation import ngettext

# Characters of the sentences that wait for the rest of their article.
MAX_WAITING_CHARACTERS = 100_000_000


def join_sentences(
    rows: TableRows, fields: RowFields, stem: str, options: ReadOptions
) -> Iterator[ReadArticle | Refused]:
    """Yield each article as soon as its last row has been read.

    A row that can't be read refuses the articles that it may belong to. Raises UnreadableError if
    it may belong to any of the file.
    """
    # The first pass over the file finds the last row of each article. So the second
    # pass holds only the articles that are incomplete, not the whole file.
    outline = read_outline(rows, fields)
    waiting: dict[str, list[TableRow]] = {}
    sizes: Counter[str] = Counter()
    waiting_characters = 0

    for number, row in enumerate(rows()):
        if isinstance(row, Refused) or number in outline.orphans:
            yield (
                row
                if isinstance(row, Refused)
                else _with_labels(outline.orphans[number], row, fields, options)
            )
            continue
        key = outline.key(row, fields)
        waiting.setdefault(key, []).append(row)
        size = row.characters
        sizes[key] += size
        waiting_characters += size
        if waiting_characters > MAX_WAITING_CHARACTERS:
            raise UnreadableError(
                _("rows of one article must be together; sort the file by article")
            )
        if outline.last_rows[key] == number:
            group = waiting.pop(key)
            waiting_characters -= sizes.pop(key)
            yield _join_or_refuse(group, key, outline, fields, stem, options)


def _with_labels(
    refused: Refused, row: TableRow, fields: RowFields, options: ReadOptions
) -> Refused:
    return replace(refused, labels=count_labels([row], fields, options))


def _join_or_refuse(
    group: Sequence[TableRow],
    key: str,
    outline: Outline,
    fields: RowFields,
    stem: str,
    options: ReadOptions,
) -> ReadArticle | Refused:
    first = group[0]
    damage = outline.damaged.get(key)
    if damage is not None:
        reason = _("%(source)s can’t be read (%(reason)s), and may belong to this article") % {
            "source": in_file(damage.source),
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


def _join(
    group: Sequence[TableRow], key: str, fields: RowFields, stem: str, options: ReadOptions
) -> tuple[ArticleRecord, list[ReadWarning]]:
    """Return the article whose sentences are these rows, and what was left out of it."""
    rows = [read_sentence_row(row, place, fields, options) for place, row in enumerate(group)]
    is_alone = key.startswith(NO_ARTICLE)
    sentences = [RowSentence(rows)] if is_alone else in_order(group_rows(rows))
    labels, warnings = _place_labels(sentences)
    warnings += _warn_repeats([] if is_alone else sentences)
    original_ids = [
        sentence.first.own_id or identifier_of(sentence.first.row, sentence.first.fields, ROW_ID)
        for sentence in sentences
    ]
    numbers = [] if is_alone else [sentence.number for sentence in sentences]
    if None in numbers:
        warnings += _warn_numbers(sentences)
        numbers = []
    text = rows[0].raw if is_alone else clean_text("".join(_pieces(sentences)))
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
        numbers=tuple(number for number in numbers if number is not None),
        original_ids=tuple(original_ids) if any(original_ids) else (),
        identifier=identifier,
    )
    return record, [*warnings, *left_out]


def _common_id(rows: Sequence[SentenceRow]) -> str:
    """Return the ID that all rows have, "" if they differ: then each is that of a label."""
    ids = {identifier_of(row.row, row.fields, "external_id") for row in rows}
    return ids.pop() if len(ids) == 1 else ""


def _warn_numbers(sentences: Sequence[RowSentence]) -> Iterator[ReadWarning]:
    """Say that the positions of the file aren't kept, if it gave some."""
    given = [sentence for sentence in sentences if sentence.first.has_position]
    bad = next(sentence.first for sentence in sentences if sentence.number is None)
    if given:
        yield ReadWarning(
            bad.row.source,
            _(
                "the position “%(value)s” isn’t a whole number from 0, so the sentences of this "
                "article are numbered from 1"
            )
            % {"value": bad.number[:40]},
        )


def _warn_repeats(sentences: Sequence[RowSentence]) -> Iterator[ReadWarning]:
    """Say where an annotator labelled a text more often than the others did."""
    for annotator, sentence in unequal_repeats(sentences):
        yield ReadWarning(
            sentence.first.row.source,
            _(
                "“%(annotator)s” has “%(text)s” more often than others, so it was taken for "
                "several sentences; if it is one, add a column with the numbers of the sentences"
            )
            % {"annotator": annotator, "text": sentence.first.text[:40]},
        )


def _pieces(sentences: Sequence[RowSentence]) -> Iterator[str]:
    """Yield the parts of the article's text: a new paragraph begins on a new line."""
    before = None
    for sentence in sentences:
        paragraph = sentence.first.field("paragraph")
        if before is not None:
            yield "\n" if paragraph != before else " "
        yield sentence.first.text
        before = paragraph


def _place_labels(
    sentences: Sequence[RowSentence],
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


def _number_answers(sentences: Sequence[RowSentence]) -> dict[tuple[int, int], int]:
    """Return a number for each answer, in the order of the file, by its row and its own number."""
    keys = {
        (row.place, label.answer)
        for sentence in sentences
        for row in sentence.rows
        for label in row.labels.labels
    }
    return {key: number for number, key in enumerate(sorted(keys))}
