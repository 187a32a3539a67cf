"""Rows that are sentences, and the sentences that they make. Several rows may be one sentence."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.corpus.readers.fields.identifiers import is_no_identifier
from annotator.corpus.readers.labels.row_labels import RowLabels, read_labels
from annotator.corpus.readers.records import ReadOptions, UnreadableError
from annotator.corpus.readers.rows.row_fields import RowFields
from annotator.corpus.readers.rows.rows import TableRow, article_text, field_text
from annotator.lib.translation import gettext as _
from annotator.lib.ways import way

TRUE = ("true", "1", "yes")


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A row with what it says about its sentence."""

    row: TableRow
    fields: dict[str, str]
    # As in the file. Two texts that differ in a space are two texts.
    raw: str
    number: str
    own_id: str
    labels: RowLabels
    # Its place among the rows of the article: a later row is a later answer.
    place: int

    def field(self, name: str) -> str:
        return field_text(self.row.values, self.fields, name)

    @property
    def text(self) -> str:
        return self.raw.strip()

    @property
    def annotator(self) -> str:
        return self.field("annotator").strip() if "annotator" in self.fields else ""

    @property
    def has_position(self) -> bool:
        return bool(self.field("position").strip())

    @property
    def key_field(self) -> str:
        """The field that names its sentence."""
        return "position" if self.has_position else "sentence_id"


@dataclass(slots=True)
class RowSentence:
    """A sentence of an article, with all its rows."""

    rows: list[SentenceRow]

    @property
    def first(self) -> SentenceRow:
        return self.rows[0]

    @property
    def number(self) -> int | None:
        """Its position in the file, None if that isn't a whole number."""
        number = self.first.number
        return int(number) if number.isdecimal() and len(number) < 10 else None

    @property
    def is_excluded(self) -> bool:
        return any(row.field("excluded").casefold() in TRUE for row in self.rows)


def read_sentence_row(
    row: TableRow, place: int, row_fields: RowFields, options: ReadOptions
) -> SentenceRow:
    fields = row_fields.of(row)
    try:
        raw = article_text(field_text(row.values, fields, text_field(fields)))
        labels = read_labels(row, fields, options)
        number = _whole_number(field_text(row.values, fields, "position").strip())
        own_id = identifier_of(row, fields, "sentence_id")
    except UnreadableError as error:
        # The refusal names the first row of the article, so the reason names this one.
        raise UnreadableError(
            _("sentence in %(source)s: %(reason)s")
            % {"source": in_file(row.source), "reason": error}
        ) from None
    # Sentence IDs are often the numbers of the sentences in their article.
    return SentenceRow(row, fields, raw, number or _whole_number(own_id), own_id, labels, place)


def group_rows(rows: Sequence[SentenceRow]) -> list[RowSentence]:
    """Return the sentences of the rows, in the order of the file.

    Raises UnreadableError if two rows of a sentence have different texts.
    """
    sentences: dict[tuple[str, object], RowSentence] = {}
    repeats: Counter[tuple[str, str]] = Counter()

    for row in rows:
        found = sentences.setdefault(_sentence_key(row, repeats), RowSentence([]))
        found.rows.append(row)
        if row.text != found.first.text:
            raise UnreadableError(
                _(
                    "%(first)s and %(second)s have the same sentence number or ID, but different "
                    "texts; correct them, or choose no column for the number or ID: %(way)s"
                )
                % {
                    "first": in_file(found.first.row.source),
                    "second": in_file(row.row.source),
                    "way": way("columns", f"{row.key_field}="),
                }
            )

    return list(sentences.values())


def _sentence_key(row: SentenceRow, repeats: Counter[tuple[str, str]]) -> tuple[str, object]:
    """Return what the rows of a sentence have in common."""
    if row.number:
        return "number", row.number
    if row.own_id:
        return "id", row.own_id

    # An article may have the same sentence twice. An annotator labels each of them
    # once, so the second row of an annotator with this text is the second sentence.
    repeats[row.annotator, row.raw] += 1
    return "text", (row.raw, repeats[row.annotator, row.raw])


def unequal_repeats(sentences: Sequence[RowSentence]) -> Iterator[tuple[str, RowSentence]]:
    """Yield who has a text more often than somebody else who has it, and its first sentence.

    Without numbers and IDs, it may be one sentence that this person labelled again.
    """
    by_text: dict[str, list[RowSentence]] = {}
    for sentence in sentences:
        if not sentence.first.number and not sentence.first.own_id:
            by_text.setdefault(sentence.first.raw, []).append(sentence)

    for same in by_text.values():
        if len(same) == 1:
            continue
        counts = Counter(row.annotator for sentence in same for row in sentence.rows)
        most = max(counts.values())
        if min(counts.values()) < most:
            yield next(name for name, count in counts.items() if count == most), same[0]


def in_order(sentences: list[RowSentence]) -> list[RowSentence]:
    """Return the sentences by their numbers if all have one, else as in the file."""
    numbered = [sentence.number for sentence in sentences]
    if None in numbered:
        return sentences
    return sorted(sentences, key=lambda sentence: sentence.number or 0)


def identifier_of(row: TableRow, fields: dict[str, str], name: str) -> str:
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


def text_field(fields: dict[str, str]) -> str:
    return "sentence" if "sentence" in fields else "text"


def in_file(source: str) -> str:
    """Return the line or item of a source without its file, which the message names already."""
    return source.rpartition(", ")[2]
