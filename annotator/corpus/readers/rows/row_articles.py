"""Makes articles of rows. A row is an article, or a sentence of one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.fields.languages import ArticleLanguages
from annotator.corpus.readers.labels.annotator_columns import note_annotator_columns
from annotator.corpus.readers.labels.row_labels import (
    LABEL_FIELDS,
    LabelLocator,
    count_labels,
    label_columns,
    may_differ,
    read_labels,
)
from annotator.corpus.readers.records import (
    ArticleRecord,
    ReadArticle,
    ReadOptions,
    ReadWarning,
    Refused,
    UnreadableError,
    clean_text,
)
from annotator.corpus.readers.rows.joining import join_sentences
from annotator.corpus.readers.rows.remembered_rows import remember_rows
from annotator.corpus.readers.rows.row_fields import (
    ROW_ID,
    RowFields,
    find_fields,
    settle_options,
    take_sample,
)
from annotator.corpus.readers.rows.row_kind import detect_row_kind
from annotator.corpus.readers.rows.rows import (
    TableRow,
    TableRows,
    article_text,
    field_text,
    make_record,
)
from annotator.lib.translation import gettext as _
from annotator.lib.ways import way

# Different sets of columns that are looked at.
MAX_COLUMN_SETS = 10_000
# The fields that a row can have if it is an article, and if it is a sentence of one.
ABOUT_ARTICLE = (
    "external_id", "title", "source", "url", "published", "language", "rights", "group", "split",
    "label", "skip_reason", "annotator",
)  # fmt: skip
FIELDS_OF = {
    "articles": {*ABOUT_ARTICLE, "text", "sentences"},
    "sentences": {
        *ABOUT_ARTICLE, "article", "sentence", "position", "sentence_id", "paragraph", "excluded",
    },
}  # fmt: skip


def read_articles(
    rows: TableRows, stem: str, options: ReadOptions, account: FileAccount
) -> Iterator[ReadArticle | Refused]:
    """Yield the articles in `rows`.

    `stem` begins the identifiers of articles that have none. Raises UnreadableError if no row
    has a text.
    """
    sample = take_sample(rows)
    fields = find_fields(sample, options)
    names = list(fields.names(sample))
    # A file without a text column has columns, too: one of them may be the text.
    account.use_columns(names, {})
    kind = detect_row_kind(rows, sample, fields, options, account)
    options = settle_options(sample, kind, fields, options, account)
    if fields.by_annotator:
        account.note("label keys", fields.by_annotator, Certainty.DETECTED)
    note_annotator_columns(account, names, [row.values for row in sample], options)
    noting = _noting_columns(rows, sample, kind, fields, options, account)
    if kind == "sentences":
        # These need several passes.
        items = join_sentences(remember_rows(noting, account), fields, stem, options)
    else:
        items = (_make_or_refuse(row, fields, stem, options) for row in noting())
    if options.language:
        yield from items
    else:
        yield from _with_languages(items, account)


def _noting_columns(
    rows: TableRows,
    sample: Sequence[TableRow],
    kind: str,
    fields: RowFields,
    options: ReadOptions,
    account: FileAccount,
) -> TableRows:
    """Return the same rows, whose columns are noted in the account as they are read."""
    seen: set[tuple[str, ...]] = set()

    def note(row: TableRow) -> None:
        columns = tuple(row.values)
        # A file has few sets of columns, but hostile objects may all differ.
        if columns in seen or len(seen) > MAX_COLUMN_SETS:
            return
        seen.add(columns)
        note_row(row)

    def note_row(row: TableRow) -> None:
        found = _used_columns(fields.of(row), kind)
        account.use_columns(row.values, found | label_columns(row, fields, options))

    # The columns of a tool's labels may depend on what is in them.
    for row in sample:
        if may_differ(row, fields.of(row)):
            note_row(row)
        else:
            note(row)

    def noting() -> Iterator[TableRow | Refused]:
        for row in rows():
            if isinstance(row, TableRow):
                note(row)
            yield row

    return noting


def _used_columns(found: dict[str, str], kind: str) -> dict[str, str]:
    """Return the field of each column that rows of this kind use."""
    fields = FIELDS_OF[kind] - LABEL_FIELDS
    # The text of a sentence is in the column for it, or in that of texts.
    if kind == "sentences" and "sentence" not in found:
        fields.add("text")
    # The identifier of an article is what its sentences have in common.
    if kind == "sentences" and "article" in found:
        fields.discard("external_id")

    used = {column: field for field, column in found.items() if field in fields}
    if kind == "sentences" and ROW_ID in found:
        used[found[ROW_ID]] = "sentence_id"
    return used


def _make_or_refuse(
    row: TableRow | Refused, fields: RowFields, stem: str, options: ReadOptions
) -> ReadArticle | Refused:
    if isinstance(row, Refused):
        return row
    try:
        record, warnings = _make_article(row, fields.of(row), stem, options)
    except UnreadableError as error:
        labels = count_labels([row], fields, options)
        return Refused(row.source, str(error), row.line, labels=labels)
    return ReadArticle(row.source, record, tuple(warnings))


def _with_languages(
    items: Iterable[ReadArticle | Refused], account: FileAccount
) -> Iterator[ReadArticle | Refused]:
    """Yield the articles, each with the language that its row states, or else a guess."""
    languages = ArticleLanguages()
    try:
        for item in items:
            yield _with_language(item, languages)
    # A preview stops in the middle, and a file may be damaged there.
    finally:
        languages.note(account)


def _with_language(
    item: ReadArticle | Refused, languages: ArticleLanguages
) -> ReadArticle | Refused:
    if isinstance(item, Refused):
        return item
    if item.record.language:
        languages.add_stated(item.record.language)
        return item

    language = languages.guess(item.record.text)
    return replace(item, record=replace(item.record, language=language))


def _make_article(
    row: TableRow, fields: dict[str, str], stem: str, options: ReadOptions
) -> tuple[ArticleRecord, list[ReadWarning]]:
    sentences = _given_sentences(row.values.get(fields.get("sentences", "")))
    raw = field_text(row.values, fields, "text") or " ".join(sentences)
    labels = []
    locator = LabelLocator(raw)

    found = read_labels(row, fields, options)
    for label in found.labels:
        # It doesn't say which sentence it is on.
        if label.span is None:
            raise UnreadableError(
                _("the label “%(label)s” is on the whole row; choose %(rows)s, or %(no_labels)s")
                % {
                    "label": label.name[:40],
                    "rows": way("rows", "sentences"),
                    "no_labels": way("columns", "label="),
                }
            )
        labels.append(locator.locate(label))

    record, warnings = make_record(
        row, fields, article_text(raw), stem, options, sentences=sentences, labels=tuple(labels)
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
