"""Finds the fields of the rows of a file, and settles what a sample of its rows shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.fields.columns import (
    NO_SAMPLE,
    ColumnSample,
    other_identifier,
    recognise_columns,
    sample_columns,
)
from annotator.corpus.readers.fields.dates import settle_dates
from annotator.corpus.readers.fields.language_names import language_tag
from annotator.corpus.readers.fields.languages import settle_common_language, settle_language
from annotator.corpus.readers.labels.annotator_columns import find_labels_by_annotator
from annotator.corpus.readers.labels.user_answers import BY_ANNOTATOR
from annotator.corpus.readers.records import ReadOptions, UnreadableError
from annotator.corpus.readers.rows.rows import TableRow, TableRows

# The field of a column with an ID for each row that is a sentence.
ROW_ID = "row id"
# The first rows, from which it is decided how all rows are read,
SAMPLE_ROWS = 1000
# and characters of them, because rows may be long.
SAMPLE_CHARACTERS = 5_000_000
# Sets of columns whose fields are kept: hostile objects may all differ.
MAX_KNOWN = 256


@dataclass(frozen=True, slots=True)
class RowFields:
    """The fields of rows, by the names of their columns and by what the columns look like.

    `by_annotator` is the column whose objects have a label by annotator, or "". `row_id` is the
    column with the IDs of the sentences that the file doesn't call so, or "".
    """

    chosen: Mapping[str, str] = field(default_factory=dict)
    sample: ColumnSample = NO_SAMPLE
    by_annotator: str = ""
    row_id: str = ""
    # What was found, by the columns: nearly all rows of a file have the same ones.
    _known: dict[tuple[str, ...], dict[str, str]] = field(
        default_factory=dict, init=False, compare=False
    )

    @staticmethod
    def names(rows: Sequence[TableRow]) -> dict[str, None]:
        """Return the columns of all these rows, because objects may have different keys."""
        return dict.fromkeys(column for row in rows for column in row.values)

    def of(self, row: TableRow) -> dict[str, str]:
        """Return the column of each field that the row has."""
        columns = tuple(row.values)
        found = self._known.get(columns)
        if found is None:
            found = self._find(columns)
            if len(self._known) < MAX_KNOWN:
                self._known[columns] = found
        return found

    def _find(self, columns: tuple[str, ...]) -> dict[str, str]:
        found = recognise_columns(columns, self.chosen, self.sample)
        if not (self.by_annotator or self.row_id):
            return found
        if self.by_annotator in columns and self.chosen.get("label") is None:
            found = {name: column for name, column in found.items() if name != "label"}
            found[BY_ANNOTATOR] = self.by_annotator
        if self.row_id in columns and "article" in found:
            found = {**found, ROW_ID: self.row_id}
        return found


def take_sample(rows: TableRows) -> list[TableRow]:
    """Return the first rows that can be read. Raises UnreadableError if the first one can't."""
    sample: list[TableRow] = []
    characters = 0

    try:
        for row in rows():
            if isinstance(row, TableRow):
                sample.append(row)
                characters += row.characters
            if len(sample) >= SAMPLE_ROWS or characters >= SAMPLE_CHARACTERS:
                break
    # The rows before the place where the file can't be read are articles all the same.
    except UnreadableError:
        if not sample:
            raise

    return sample


def find_fields(sample: Sequence[TableRow], options: ReadOptions) -> RowFields:
    columns = sample_columns(row.values for row in sample)
    return RowFields(
        options.columns,
        columns,
        find_labels_by_annotator([row.values for row in sample]),
        _find_row_id(sample, RowFields(options.columns, columns)),
    )


def _find_row_id(sample: Sequence[TableRow], fields: RowFields) -> str:
    """Return the column with an ID for each sentence, if the file names articles in another one."""
    names = fields.names(sample)
    found = recognise_columns(names, fields.chosen, fields.sample)
    column = other_identifier(names, found, fields.sample)
    text = found.get("sentence", found.get("text", ""))
    if (
        not column
        or "article" not in found
        or "sentence_id" in found
        or "sentence_id" in fields.chosen
    ):
        return ""

    pairs = {
        (
            str(row.values.get(column, "")),
            (str(row.values.get(found["article"])), row.values.get(text)),
        )
        for row in sample
        if isinstance(row.values.get(text), str)
    }
    ids, sentences = {own_id for own_id, _ in pairs}, {sentence for _, sentence in pairs}
    is_one_to_one = len(ids) == len(sentences) == len(pairs)
    return column if is_one_to_one and pairs and "" not in ids else ""


def settle_options(
    sample: Sequence[TableRow],
    kind: str,
    fields: RowFields,
    options: ReadOptions,
    account: FileAccount,
) -> ReadOptions:
    """Return the options with what the sample shows: the order of dates, and the language.

    The language of articles stays open if those of the sample have several: then each of them is
    guessed by itself.
    """
    options = settle_dates(_values(sample, fields, "published"), options, account)
    if options.language:
        account.note("language", options.language, Certainty.CHOSEN)
        return options

    # The language of a row that states it isn't guessed.
    others = [row for row in sample if not _states_language(row, fields)]
    texts = _values(others, fields, "sentence" if kind == "sentences" else "text")
    texts = texts or _values(others, fields, "text")
    if not texts:
        return options
    if kind == "sentences":
        return replace(options, language=settle_language(texts, options, account))
    return settle_common_language(texts, options, account)


def _states_language(row: TableRow, fields: RowFields) -> bool:
    value = row.values.get(fields.of(row).get("language", ""))
    return isinstance(value, str) and language_tag(value) is not None


def _values(sample: Sequence[TableRow], fields: RowFields, name: str) -> list[str]:
    values = (row.values.get(fields.of(row).get(name, "")) for row in sample)
    return [str(value) for value in values if isinstance(value, str | int | float) and value != ""]
