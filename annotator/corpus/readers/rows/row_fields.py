"""Finds the fields of the rows of a file, and settles what a sample of its rows shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.fields.columns import (
    NO_SAMPLE,
    ColumnSample,
    recognise_columns,
    sample_columns,
)
from annotator.corpus.readers.fields.dates import settle_dates
from annotator.corpus.readers.fields.language_names import language_tag
from annotator.corpus.readers.fields.languages import settle_common_language, settle_language
from annotator.corpus.readers.records import ReadOptions, UnreadableError
from annotator.corpus.readers.rows.rows import TableRow, TableRows

# The first rows, from which it is decided how all rows are read,
SAMPLE_ROWS = 1000
# and characters of them, because rows may be long.
SAMPLE_CHARACTERS = 5_000_000


@dataclass(frozen=True, slots=True)
class RowFields:
    """The fields of rows, by the names of their columns and by what the columns look like."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    sample: ColumnSample = NO_SAMPLE

    @staticmethod
    def names(rows: Sequence[TableRow]) -> dict[str, None]:
        """Return the columns of all these rows, because objects may have different keys."""
        return dict.fromkeys(column for row in rows for column in row.values)

    def of(self, row: TableRow) -> dict[str, str]:
        """Return the column of each field that the row has."""
        return recognise_columns(row.values.keys(), self.chosen, self.sample)


def take_sample(rows: TableRows) -> list[TableRow]:
    """Return the first rows that can be read. Raises UnreadableError if the first one can't."""
    sample: list[TableRow] = []
    characters = 0

    try:
        for row in rows():
            if isinstance(row, TableRow):
                sample.append(row)
                values = row.values.values()
                characters += sum(len(value) for value in values if isinstance(value, str))
            if len(sample) >= SAMPLE_ROWS or characters >= SAMPLE_CHARACTERS:
                break
    # The rows before the place where the file can't be read are articles all the same.
    except UnreadableError:
        if not sample:
            raise

    return sample


def find_fields(sample: Sequence[TableRow], options: ReadOptions) -> RowFields:
    return RowFields(options.columns, sample_columns(row.values for row in sample))


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
        return settle_language(texts, options, account)
    return settle_common_language(texts, options, account)


def _states_language(row: TableRow, fields: RowFields) -> bool:
    value = row.values.get(fields.of(row).get("language", ""))
    return isinstance(value, str) and language_tag(value) is not None


def _values(sample: Sequence[TableRow], fields: RowFields, name: str) -> list[str]:
    values = (row.values.get(fields.of(row).get(name, "")) for row in sample)
    return [str(value) for value in values if isinstance(value, str | int | float) and value != ""]
