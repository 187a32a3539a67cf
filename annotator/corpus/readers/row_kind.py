"""Detects what the rows of a file are: articles, or sentences of articles."""

import itertools
from collections.abc import Iterable, Sequence

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.columns import recognise_columns
from annotator.corpus.readers.records import ReadOptions, UnreadableError
from annotator.corpus.readers.row_labels import read_labels
from annotator.corpus.readers.rows import TableRow, TableRows
from annotator.lib.translation import gettext as _

# A labelled text with at most so many characters may be a sentence.
MAX_SENTENCE = 500
# The first rows, which show the columns and most often the kind of all rows.
PREVIEW_ROWS = 50


def detect_row_kind(rows: TableRows, options: ReadOptions, account: FileAccount) -> str:
    """Return what a row is, "articles" or "sentences", as chosen or as the rows show.

    Raises UnreadableError if none of the first rows has a text.
    """
    head = [row for row in itertools.islice(rows(), PREVIEW_ROWS) if isinstance(row, TableRow)]
    fields = [recognise_columns(row.values.keys(), options.columns) for row in head]
    if head and not any({"text", "sentence", "sentences"} & found.keys() for found in fields):
        columns = ", ".join(f"“{column[:40]}”" for column in list(head[0].values)[:12])
        raise UnreadableError(
            _("no text column found among %(columns)s; choose the column that has the text")
            % {"columns": columns}
        )

    kind, certainty = _kind(rows, head, fields, options)
    account.note("rows", kind, certainty)
    return kind


def _kind(
    rows: TableRows, head: Sequence[TableRow], fields: list[dict[str, str]], options: ReadOptions
) -> tuple[str, Certainty]:
    if options.rows:
        return options.rows, Certainty.CHOSEN
    if any("sentence" in found and "sentences" not in found for found in fields):
        return "sentences", Certainty.DETECTED

    # Long texts are articles, whatever stands beside them.
    texts = (
        str(row.values.get(found.get("text", ""), ""))
        for row, found in zip(head, fields, strict=True)
    )
    if not all(_is_short(text.strip()) for text in texts):
        return "articles", Certainty.DETECTED

    # Short texts on one line with labels on the whole are probably sentences. Files
    # sorted by label, or by state, may begin with many rows that have none.
    if _has_label_on_whole(head, options):
        return "sentences", Certainty.GUESSED
    may_have_labels = any({"label", "skip_reason"} & found.keys() for found in fields)
    if may_have_labels and _has_label_on_whole(_short_rows(rows, options), options):
        return "sentences", Certainty.GUESSED

    return "articles", Certainty.DETECTED


def _short_rows(rows: TableRows, options: ReadOptions) -> Iterable[TableRow]:
    """Yield the rows until a text is too long for a sentence."""
    for row in rows():
        if not isinstance(row, TableRow):
            continue
        fields = recognise_columns(row.values.keys(), options.columns)
        if not _is_short(str(row.values.get(fields.get("text", ""), "")).strip()):
            return
        yield row


def _is_short(text: str) -> bool:
    return len(text) <= MAX_SENTENCE and "\n" not in text


def _has_label_on_whole(rows: Iterable[TableRow], options: ReadOptions) -> bool:
    for row in rows:
        fields = recognise_columns(row.values.keys(), options.columns)
        try:
            labels = read_labels(row, fields, options).labels
        except UnreadableError:
            continue
        if any(label.span is None for label in labels):
            return True

    return False
