"""Makes articles of rows. A row is an article, or a sentence of one."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.columns import recognise_columns
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
from annotator.corpus.readers.row_labels import LabelLocator, read_labels
from annotator.corpus.readers.rows import TableRow, TableRows, field_text, make_record
from annotator.lib.translation import gettext as _

# A labelled text with at most so many characters may be a sentence.
MAX_SENTENCE = 500
# The first rows, from which the kind of all rows is detected.
PREVIEW_ROWS = 50
# Begins the key of a sentence without an article ID, which becomes an article of its
# own. A valid ID has no control characters.
NO_ARTICLE = "\0"
# Characters of the sentences that wait for the rest of their article.
MAX_WAITING_CHARACTERS = 100_000_000


def read_articles(
    rows: TableRows, stem: str, options: ReadOptions, account: FileAccount
) -> Iterator[ReadArticle | Refused]:
    """Yield the articles in `rows`.

    `stem` begins the identifiers of articles that have none. Raises UnreadableError if no row
    has a text.
    """
    if detect_row_kind(rows, options) == "sentences":
        yield from _join_sentences(rows, stem, options)
        return

    for row in rows():
        if isinstance(row, Refused):
            yield row
        else:
            yield _read_or_refuse([row], _make_article, row, stem, options)


def detect_row_kind(rows: TableRows, options: ReadOptions) -> str:
    """Return what a row is, "articles" or "sentences", as chosen or as the first rows show.

    Raises UnreadableError if none of them has a text.
    """
    head = [row for row in itertools.islice(rows(), PREVIEW_ROWS) if isinstance(row, TableRow)]
    fields = [recognise_columns(row.values.keys(), options.columns) for row in head]
    if head and not any({"text", "sentence", "sentences"} & found.keys() for found in fields):
        columns = ", ".join(f"“{column[:40]}”" for column in list(head[0].values)[:12])
        raise UnreadableError(
            _("no text column found among %(columns)s; choose the column that has the text")
            % {"columns": columns}
        )

    if options.rows:
        return options.rows
    if any("sentence" in found and "sentences" not in found for found in fields):
        return "sentences"

    # Short texts on one line with labels on the whole are probably sentences.
    if any(
        _has_label_on_whole(row, found, options) for row, found in zip(head, fields, strict=True)
    ):
        texts = (
            str(row.values.get(found.get("text", ""), ""))
            for row, found in zip(head, fields, strict=True)
        )
        return "sentences" if all(_is_short(text.strip()) for text in texts) else "articles"

    return "articles"


def _is_short(text: str) -> bool:
    return len(text) <= MAX_SENTENCE and "\n" not in text


def _has_label_on_whole(row: TableRow, fields: dict[str, str], options: ReadOptions) -> bool:
    try:
        return any(label.span is None for label in read_labels(row, fields, options).labels)
    except UnreadableError:
        return False


def _read_or_refuse(
    rows: Sequence[TableRow],
    make: Callable[..., tuple[ArticleRecord, list[ReadWarning]]],
    *arguments: Any,
) -> ReadArticle | Refused:
    source = rows[0].source
    try:
        record, warnings = make(*arguments)
    except UnreadableError as error:
        return Refused(source, str(error), rows=len(rows))
    return ReadArticle(source, record, tuple(warnings), len(rows))


def _make_article(
    row: TableRow, stem: str, options: ReadOptions
) -> tuple[ArticleRecord, list[ReadWarning]]:
    fields = recognise_columns(row.values.keys(), options.columns)
    sentences = _given_sentences(row.values.get(fields.get("sentences", "")))
    raw = field_text(row.values, fields, "text") or " ".join(sentences)
    labels = []
    locator = LabelLocator(raw)

    found = read_labels(row, fields, options)
    for label in found.labels:
        # It doesn't say which sentence it is on.
        if label.span is None:
            raise UnreadableError(
                _(
                    "the label “%(label)s” is on the whole row; import rows as sentences, or "
                    "choose that no column has labels"
                )
                % {"label": label.name[:40]}
            )
        labels.append(locator.locate(label))

    record, warnings = make_record(
        row, fields, clean_text(raw), stem, options, sentences=sentences, labels=tuple(labels)
    )
    return record, [*found.warnings, *warnings]


def _given_sentences(value: Any) -> tuple[str, ...]:
    # In tables, a column of this name has the number of sentences, as in our own
    # exports.
    if not isinstance(value, list):
        return ()
    if not all(isinstance(sentence, str) for sentence in value):
        raise UnreadableError(_("sentences isn’t a list of texts"))
    return tuple(clean_text(sentence).strip() for sentence in value)


def _join_sentences(
    rows: TableRows, stem: str, options: ReadOptions
) -> Iterator[ReadArticle | Refused]:
    """Yield each article as soon as its last sentence has been read."""
    # The first pass over the file finds the last row of each article. So the second
    # pass holds only the articles that are incomplete, not the whole file.
    last_rows: dict[str, int] = {}
    for number, row in enumerate(rows()):
        if isinstance(row, TableRow):
            last_rows[_article_key(row, options) or f"{NO_ARTICLE}{number}"] = number

    waiting: dict[str, list[TableRow]] = {}
    waiting_characters = 0

    for number, row in enumerate(rows()):
        if isinstance(row, Refused):
            yield row
            continue
        key = _article_key(row, options) or f"{NO_ARTICLE}{number}"
        waiting.setdefault(key, []).append(row)
        waiting_characters += _count_characters(row)
        if waiting_characters > MAX_WAITING_CHARACTERS:
            raise UnreadableError(
                _("rows of one article must be together; sort the file by article")
            )
        if last_rows[key] == number:
            group = waiting.pop(key)
            waiting_characters -= sum(map(_count_characters, group))
            yield _read_or_refuse(group, _join_group, group, key, stem, options)


def _article_key(row: TableRow, options: ReadOptions) -> str:
    column = recognise_columns(row.values.keys(), options.columns).get("article", "")
    value = row.values.get(column)
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _count_characters(row: TableRow) -> int:
    return sum(len(value) for value in row.values.values() if isinstance(value, str))


def _join_group(
    group: Sequence[TableRow], key: str, stem: str, options: ReadOptions
) -> tuple[ArticleRecord, list[ReadWarning]]:
    """Return the article whose sentences are these rows."""
    fields = [recognise_columns(row.values.keys(), options.columns) for row in group]
    sentences: list[str] = []
    labels: list[ImportedLabel] = []
    pieces: list[str] = []
    excluded: set[int] = set()
    last_position = paragraph = ""

    for index in _order(group, fields):
        row, found = group[index], fields[index]
        sentence = _read_sentence(row, found)
        position = _position(row, found)
        # A table of annotations has a row for each annotator of a sentence.
        if not (position and position == last_position and sentence == sentences[-1]):
            before, paragraph = paragraph, field_text(row.values, found, "paragraph")
            if pieces:
                pieces.append("\n" if paragraph != before else " ")
            pieces.append(sentence)
            sentences.append(sentence)
        last_position = position

        if field_text(row.values, found, "excluded").casefold() in ("true", "1", "yes"):
            excluded.add(len(sentences))
        # A label on less than half of a sentence doesn't count, as in
        # `labelled_sentences`.
        labels += [
            ImportedLabel(label.name, label.annotator, len(sentences))
            for label in read_labels(row, found, options).labels
            if label.span is None or label.span[1] - label.span[0] > len(sentence) / 2
        ]

    return make_record(
        group[0],
        fields[0],
        clean_text("".join(pieces)),
        stem,
        options,
        sentences=tuple(sentences),
        excluded=frozenset(excluded),
        labels=tuple(labels),
        identifier="" if key.startswith(NO_ARTICLE) else key,
    )


def _read_sentence(row: TableRow, fields: dict[str, str]) -> str:
    name = "sentence" if "sentence" in fields else "text"
    try:
        return clean_text(field_text(row.values, fields, name)).strip()
    except UnreadableError as error:
        # The refusal names the first row of the article, so the reason names this one.
        raise UnreadableError(
            _("sentence in %(source)s: %(reason)s") % {"source": row.source, "reason": error}
        ) from None


def _position(row: TableRow, fields: dict[str, str]) -> str:
    return field_text(row.values, fields, "position").strip()


def _order(group: Sequence[TableRow], fields: Sequence[dict[str, str]]) -> list[int]:
    """Return the order of the rows: by position if all have a number, else as in the file."""
    positions = [_position(row, found) for row, found in zip(group, fields, strict=True)]
    if all(position.isdecimal() and len(position) < 10 for position in positions):
        return sorted(range(len(group)), key=lambda index: int(positions[index]))
    return list(range(len(group)))
