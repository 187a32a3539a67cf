"""Reads the rows of CSV and TSV files in any dialect."""

import csv
import io
import itertools
from collections import deque
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO, Literal, Self

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.encoding import MAX_LINE, bounded_lines, detect_encoding, open_text
from annotator.corpus.readers.records import MAX_CHARACTERS, ReadOptions, Refused, UnreadableError
from annotator.corpus.readers.rows import MAX_COLUMNS, TableRow
from annotator.lib.translation import gettext as _
from annotator.lib.translation import ngettext

DELIMITERS = ",;\t|"
# The dialect is detected from so many rows, or from so many characters.
PREVIEW_ROWS = 200
PREVIEW_CHARACTERS = 1_000_000
# A row with an unclosed quotation mark takes the lines after it, which are then read
# again. In a hostile file every row takes the whole rest, so each character is read
# again this often at most,
MAX_REREADS = 10
# and this many characters in any case.
FREE_REREADS = 100_000

# The csv module has one limit for the whole process, not one for each reader.
csv.field_size_limit(2 * MAX_CHARACTERS)


def read_table(
    stream: BinaryIO, name: str, options: ReadOptions, account: FileAccount
) -> Iterator[TableRow | Refused]:
    """Yield the rows of a table with a header. All values are text.

    A bad row is refused, and the rows after it are still read. Raises UnreadableError if the file
    isn't such a table.
    """
    encoding = options.encoding or detect_encoding(stream, options.language)
    text = open_text(stream, encoding)
    delimiter, quoting = _dialect(text, name)
    text.seek(0)
    lines = _Lines(bounded_lines(text))
    yield from rows_of_cells(_cells(lines, delimiter, quoting), name, account)


def rows_of_cells(
    numbered: Iterator[tuple[int, list[str] | str]], name: str, account: FileAccount
) -> Iterator[TableRow | Refused]:
    """Yield the rows of a table whose cells have been read. The first row is the header.

    `numbered` has the line of each row, with its cells or the reason for a refusal. Raises
    UnreadableError if there is no header.
    """
    header = _header(numbered)
    account.begin_pass()

    for line, cells in numbered:
        source = f"{name}, line {line}"
        if not any(cells):
            account.blank += 1
            continue
        account.rows += 1

        if isinstance(cells, str):
            yield Refused(source, cells, line)
        elif len(cells) == len(header):
            values = {column: cell for column, cell in zip(header, cells, strict=True) if column}
            yield TableRow(source, values, line=line)
        else:
            yield Refused(
                source,
                ngettext(
                    "%(count)s cell, but the header has %(columns)s",
                    "%(count)s cells, but the header has %(columns)s",
                    len(cells),
                )
                % {"count": len(cells), "columns": len(header)},
                line,
            )


class _Lines:
    """The lines of a table, from which the lines of a bad row can be read again.

    `number` is the number of the next line.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._returned: deque[str] = deque()
        self._row: list[str] = []
        # Characters: those read from the file, those returned, and those of the current
        # row.
        self._read_count = self._returned_count = self._row_length = 0
        self.number = 1

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._read_line()
        self._row.append(line)
        self.number += 1

        # A row with an unclosed quotation mark would hold the rest of the file in
        # memory.
        self._row_length += len(line)
        if self._row_length > MAX_LINE:
            raise csv.Error("field limit")
        return line

    def _read_line(self) -> str:
        line = next(self._lines)
        self._read_count += len(line)
        return line

    def begin_row(self) -> int:
        """Start a row, and return the number of its first line."""
        self._row.clear()
        self._row_length = 0
        return self.number

    def last_row(self) -> str:
        return "".join(self._row)

    def go_back(self) -> None:
        """Return all lines of the bad row but the first: they may be rows of their own.

        Raises UnreadableError if this happens so often that the file would be read over and over.
        """
        lines = self._row[1:]
        self._returned_count += sum(map(len, lines))
        if self._returned_count > FREE_REREADS + MAX_REREADS * self._read_count:
            first = self.number - len(lines) - 1
            raise UnreadableError(
                _("too many unclosed quotation marks from line %(line)s on") % {"line": first}
            )

        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)


def _cells(
    lines: _Lines, delimiter: str, quoting: Literal[0, 3]
) -> Iterator[tuple[int, list[str] | str]]:
    """Yield each row that isn't empty: its line, and its cells or the reason for a refusal."""
    while True:
        line = lines.begin_row()
        # One reader per row, because a reader that failed has lost its place. Strict,
        # because otherwise a cell such as `"Lies," he said` would lose its quotation
        # marks.
        try:
            cells = next(csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=True))
        except StopIteration:
            return
        except csv.Error as error:
            lines.go_back()
            yield line, _explain(str(error))
        else:
            if cells:
                yield line, cells


def _header(rows: Iterator[tuple[int, list[str] | str]]) -> list[str]:
    header: list[str] | str = next(
        (cells for _line, cells in rows if any(cells) and not _names_the_delimiter(cells)), ""
    )
    if isinstance(header, str):
        if not header:
            raise UnreadableError(_("the file is empty"))
        raise UnreadableError(_("the header can’t be read: %(reason)s") % {"reason": header})
    if len(header) > MAX_COLUMNS:
        raise UnreadableError(
            _("%(count)s columns; at most %(limit)s can be read")
            % {"count": f"{len(header):,}", "limit": f"{MAX_COLUMNS:,}"}
        )

    # A column with an empty name is allowed: its values are dropped.
    header = [column.strip().removeprefix("\ufeff") for column in header]
    named = [column for column in header if column]
    duplicate = next((column for column in named if named.count(column) > 1), None)
    if duplicate is not None:
        raise UnreadableError(_("two columns are named “%(column)s”") % {"column": duplicate[:80]})

    return header


def _names_the_delimiter(cells: list[str] | str) -> bool:
    """Whether this is the first line `sep=;` that Excel understands."""
    return isinstance(cells, list) and cells[0].lower().startswith("sep=") and len(cells) <= 2


def _dialect(text: io.TextIOWrapper, name: str) -> tuple[str, Literal[0, 3]]:
    """Return the delimiter, and the `quoting` of the csv module."""
    try:
        head = list(itertools.islice(_first_lines(text), PREVIEW_ROWS))
    except UnicodeError:
        raise UnreadableError(_("not in the encoding you chose")) from None

    first = next(
        (line for line in head if line.strip() and not line.lower().startswith("sep=")), ""
    )
    # The delimiter is the one that cuts the header into the most columns.
    counts = {
        delimiter: len(next(csv.reader([first], delimiter=delimiter), []))
        for delimiter in DELIMITERS
    }
    delimiter = max(DELIMITERS, key=counts.__getitem__)

    if PurePath(name).suffix.lower() == ".tsv" or (
        counts["\t"] > 1 and counts["\t"] >= counts[","]
    ):
        delimiter = "\t"

    # Tables with tabs often have quotation marks that are part of the text.
    if delimiter != "\t" or _is_quoted(head, delimiter):
        return delimiter, csv.QUOTE_MINIMAL

    return delimiter, csv.QUOTE_NONE


def _first_lines(text: io.TextIOWrapper) -> Iterator[str]:
    count = 0
    for line in bounded_lines(text):
        yield line
        count += len(line)
        if count > PREVIEW_CHARACTERS:
            return


def _is_quoted(head: list[str], delimiter: str) -> bool:
    """Whether quotation marks enclose cells in at least as many rows as they don't."""
    lines = _Lines(iter(head))
    fit = unfit = 0

    try:
        for _line, cells in _cells(lines, delimiter, csv.QUOTE_MINIMAL):
            # A delimiter inside a cell means that two marks of the text were read as a
            # pair.
            if isinstance(cells, str) or any(delimiter in cell for cell in cells):
                unfit += 1
            else:
                fit += lines.last_row().startswith('"') or f'{delimiter}"' in lines.last_row()
    except UnreadableError:
        return False

    return fit >= unfit


def _explain(error: str) -> str:
    """Return the csv module's message in our words."""
    if "field limit" in error or "end of data" in error:
        return _("unclosed quotation mark")
    if "expected after" in error:
        return _("quotation mark inside a quoted cell isn’t doubled")
    return error
