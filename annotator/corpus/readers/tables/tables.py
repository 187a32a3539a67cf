"""Reads the rows of tables: CSV, TSV and their relatives in any dialect."""

import itertools
from collections.abc import Iterator
from typing import BinaryIO

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.encodings.encoding import bounded_lines, choose_encoding, open_text
from annotator.corpus.readers.file_signatures import refuse_other_kinds
from annotator.corpus.readers.records import (
    ReadOptions,
    ReadWarning,
    Refused,
)
from annotator.corpus.readers.rows.rows import TableRow
from annotator.corpus.readers.tables.dialect import SEPARATOR_LINE, detect_dialect
from annotator.corpus.readers.tables.table_header import PREVIEW_ROWS, find_header, note_header
from annotator.corpus.readers.tables.table_lines import (
    Dialect,
    NumberedRows,
    TableLines,
    read_cells,
)
from annotator.corpus.readers.tables.table_sample import take_sample
from annotator.lib.translation import gettext as _
from annotator.lib.translation import ngettext
from annotator.lib.ways import way

# Characters of the rows in which the header is looked for.
PREVIEW_CHARACTERS = 1_000_000


class Table:
    """A table in a stream, whose rows can be read several times.

    Its encoding and its dialect are chosen once. Raises UnreadableError if the file isn't such a
    table.
    """

    def __init__(
        self, stream: BinaryIO, name: str, options: ReadOptions, account: FileAccount
    ) -> None:
        self._stream, self._name, self._options, self._account = stream, name, options, account
        refuse_other_kinds(stream)
        self._encoding = choose_encoding(stream, options, account)
        sample = take_sample(stream, self._encoding)
        self._has_separator_line = bool(
            sample.pieces[0] and SEPARATOR_LINE.fullmatch(sample.pieces[0][0])
        )
        self._dialect = detect_dialect(sample, name, options, account)

    def rows(self) -> Iterator[TableRow | Refused]:
        """Yield the rows. All values are text; a bad row is refused, and the others are read."""
        text = open_text(self._stream, self._encoding)
        lines = TableLines(self._dialect.prepare(bounded_lines(text)))
        if self._has_separator_line:
            next(lines)
        numbered = read_cells(lines, self._dialect)
        for row in rows_of_cells(numbered, self._name, self._account, self._options):
            # Nearly all rows are one line.
            is_long = lines.number - row.line > 1 and isinstance(row, TableRow)
            yield _warn_of_lost_rows(row, self._dialect) if is_long else row


def read_table(
    stream: BinaryIO, name: str, options: ReadOptions, account: FileAccount
) -> Iterator[TableRow | Refused]:
    """Yield the rows of a table, as `Table.rows`."""
    return Table(stream, name, options, account).rows()


def rows_of_cells(
    numbered: NumberedRows, name: str, account: FileAccount, options: ReadOptions | None = None
) -> Iterator[TableRow | Refused]:
    """Yield the rows of a table whose cells have been read.

    `numbered` has the line of each row, with its cells or the reason for a refusal. The header is
    the first row, unless `options` or the rows say otherwise. Raises UnreadableError if there is
    none.
    """
    options = options or ReadOptions()
    head = _first_rows(numbered)
    header = find_header(head, options)
    note_header(header, options, account)
    names, count = header.names, len(header.names)
    account.begin_pass()

    for line, cells in itertools.chain(head[header.rows_above :], numbered):
        if not any(cells):
            account.blank += 1
            continue
        account.rows += 1
        source = f"{name}, line {line}"

        if isinstance(cells, str):
            yield Refused(source, cells, line)
            continue
        if len(cells) != count:
            if any(cells[count:]):
                yield Refused(source, _too_many(cells, count, options), line)
                continue
            account.padded += len(cells) < count
            cells += [""] * (count - len(cells))

        if cells == names and options.header != "no":
            yield Refused(source, _("repeats the header"), line)
            continue
        # A longer row has empty cells at the end.
        values = {column: cell for column, cell in zip(names, cells, strict=False) if column}
        yield TableRow(source, values, line=line)


def _first_rows(numbered: NumberedRows) -> list[tuple[int, list[str] | str]]:
    head = []
    characters = 0

    for line, cells in itertools.islice(numbered, PREVIEW_ROWS):
        head.append((line, cells))
        characters += sum(map(len, cells))
        if characters > PREVIEW_CHARACTERS:
            break

    return head


def _too_many(cells: list[str], count: int, options: ReadOptions) -> str:
    filled = max(index for index, cell in enumerate(cells) if cell) + 1
    if options.header == "no":
        return ngettext(
            "the row has %(count)s cell, more than the first rows, which have %(columns)s",
            "the row has %(count)s cells, more than the first rows, which have %(columns)s",
            filled,
        ) % {"count": filled, "columns": count}
    return ngettext(
        "the row has %(count)s cell, more than the header, which has %(columns)s",
        "the row has %(count)s cells, more than the header, which has %(columns)s",
        filled,
    ) % {"count": filled, "columns": count}


def _warn_of_lost_rows(row: TableRow | Refused, dialect: Dialect) -> TableRow | Refused:
    """Return the row, with a warning if one of its cells may hold whole rows."""
    # Two stray quotation marks on different lines make a cell of what is between them.
    # With few columns, texts with commas look the same.
    if not isinstance(row, TableRow) or not (dialect.delimiter == "\t" or len(row.values) > 3):
        return row
    between = len(row.values) - 1
    for column, cell in row.values.items():
        lines = cell.count("\n") if "\n" in cell else 0
        if lines and between and cell.count(dialect.delimiter) == lines * between:
            reason = ngettext(
                "“%(column)s” contains what looks like %(count)s more row; if quotation marks are "
                "letters in this table, choose %(way)s",
                "“%(column)s” contains what looks like %(count)s more rows; if quotation marks are "
                "letters in this table, choose %(way)s",
                lines,
            ) % {"column": column[:40], "count": lines, "way": way("quoting", "none")}
            return TableRow(
                row.source,
                row.values,
                row.labels,
                row.line,
                (*row.warnings, ReadWarning(row.source, reason)),
            )
    return row
