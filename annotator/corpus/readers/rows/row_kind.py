"""Detects what the rows of a file are: articles, or sentences of articles."""

from collections.abc import Iterable, Sequence

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.labels.row_labels import read_labels
from annotator.corpus.readers.records import ReadOptions, UnreadableError
from annotator.corpus.readers.rows.row_fields import RowFields
from annotator.corpus.readers.rows.rows import TableRow, TableRows
from annotator.lib.translation import gettext as _
from annotator.lib.ways import way

# A labelled text with at most so many characters may be a sentence. It may have several
# lines, as posts have.
MAX_SENTENCE = 500
# A text with more characters is an article,
MIN_ARTICLE = 2000
# and so are all if more than one text in so many is too long for a sentence. Among
# thousands of sentences there are always a few long ones.
SENTENCES_PER_LONG_TEXT = 10


def detect_row_kind(
    rows: TableRows,
    sample: Sequence[TableRow],
    fields: RowFields,
    options: ReadOptions,
    account: FileAccount,
) -> str:
    """Return what a row is, "articles" or "sentences", as chosen or as the rows show.

    Raises UnreadableError if no row of the sample has a text.
    """
    found = [fields.of(row) for row in sample]
    if sample and not any({"text", "sentence", "sentences"} & each.keys() for each in found):
        if not fields.names(sample):
            raise UnreadableError(_("no articles found"))
        columns = ", ".join(f"“{column[:40]}”" for column in list(sample[0].values)[:12])
        raise UnreadableError(
            _(
                "no text column found among %(columns)s; choose the column that has the text: "
                "%(way)s"
            )
            % {"columns": columns, "way": way("columns", "text=", example=_("COLUMN"))}
        )

    kind, certainty = _kind(rows, sample, fields, options)
    account.note("rows", kind, certainty)
    return kind


def _kind(
    rows: TableRows, sample: Sequence[TableRow], fields: RowFields, options: ReadOptions
) -> tuple[str, Certainty]:
    if options.rows:
        return options.rows, Certainty.CHOSEN
    found = [fields.of(row) for row in sample]
    if any("sentence" in each and "sentences" not in each for each in found):
        return "sentences", Certainty.DETECTED

    if _has_several_sentences(sample, found):
        return "sentences", Certainty.DETECTED

    # Long texts are articles, whatever stands beside them.
    if not _are_short([_text_length(row, fields) for row in sample]):
        return "articles", Certainty.DETECTED

    # Short texts with labels on the whole are probably sentences. Files sorted by label,
    # or by state, may begin with many rows that have none.
    if _has_label_on_whole(sample, fields, options):
        return "sentences", Certainty.GUESSED
    may_have_labels = any({"label", "skip_reason"} & each.keys() for each in found)
    if may_have_labels and _has_label_on_whole(_short_rows(rows, fields), fields, options):
        return "sentences", Certainty.GUESSED

    return "articles", Certainty.DETECTED


def _has_several_sentences(sample: Sequence[TableRow], found: Sequence[dict[str, str]]) -> bool:
    """Whether rows of one article have positions of their own."""
    articles = [
        (row.values.get(each["article"]), row.values.get(each["position"]))
        for row, each in zip(sample, found, strict=True)
        if "article" in each and "position" in each
    ]
    return len({str(article) for article, _position in articles}) < len(set(map(str, articles)))


def _short_rows(rows: TableRows, fields: RowFields) -> Iterable[TableRow]:
    """Yield the rows until a text is too long for a sentence."""
    for row in rows():
        if not isinstance(row, TableRow):
            continue
        if _text_length(row, fields) > MIN_ARTICLE:
            return
        yield row


def _are_short(lengths: Sequence[int]) -> bool:
    """Whether texts with so many characters may be sentences."""
    long = sum(length > MAX_SENTENCE for length in lengths)
    return long * SENTENCES_PER_LONG_TEXT <= len(lengths) and max(lengths, default=0) <= MIN_ARTICLE


def _text_length(row: TableRow, fields: RowFields) -> int:
    return len(str(row.values.get(fields.of(row).get("text", ""), "")).strip())


def _has_label_on_whole(rows: Iterable[TableRow], fields: RowFields, options: ReadOptions) -> bool:
    for row in rows:
        try:
            labels = read_labels(row, fields.of(row), options).labels
        except UnreadableError:
            continue
        if any(label.span is None for label in labels):
            return True

    return False
