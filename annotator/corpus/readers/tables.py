"""CSV and TSV: from bytes to rows, whatever the dialect."""

import csv
import io
import itertools
from collections import deque
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO, Literal, Self

from annotator.corpus.readers.encoding import MAX_LINE, bounded_lines, encoding_of, text_of
from annotator.corpus.readers.records import MAX_CHARACTERS, ReadOptions, Refused, UnreadableError
from annotator.corpus.readers.rows import MAX_COLUMNS, TableRow
from annotator.lib.translation import gettext as _
from annotator.lib.translation import ngettext

DELIMITERS = ",;\t|"
TRIED_ROWS = 200
# Characters of these rows, at most.
TRIED = 1_000_000
# Characters that rows with a stray quotation mark may take and give back, for each character of the
# file: every row of a hostile file takes all that follow.
MAX_REREADS = 10
ALWAYS_AGAIN = 100_000

# The csv module has this limit only for the whole process.
csv.field_size_limit(2 * MAX_CHARACTERS)


def table_rows(stream: BinaryIO, name: str, reading: ReadOptions) -> Iterator[TableRow | Refused]:
    """The rows of a table with a header, each a dict of text. Raises UnreadableError if
    the file isn't such a table.

    A bad row is refused by its line, and the rows after it are still read.
    """
    encoding = reading.encoding or encoding_of(stream, reading.language)
    text = text_of(stream, encoding)
    delimiter, quoting = _dialect(text, name)
    text.seek(0)
    lines = _Lines(bounded_lines(text))
    header = _header(_cells(lines, delimiter, quoting))

    for line, cells in _cells(lines, delimiter, quoting):
        place = f"{name}, line {line}"
        if isinstance(cells, str):
            yield Refused(place, cells, line)
        elif len(cells) == len(header):
            values = {column: cell for column, cell in zip(header, cells, strict=True) if column}
            yield TableRow(place, values, line=line)
        elif any(cells):
            yield Refused(
                place,
                ngettext(
                    "%(count)s cell, but the header has %(columns)s",
                    "%(count)s cells, but the header has %(columns)s",
                    len(cells),
                )
                % {"count": len(cells), "columns": len(header)},
                line,
            )


class _Lines:
    """Lines with the number of the next one, and with a way back to the line after the last row's
    first.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self._new = self._given_back = self._length = 0
        self.number = 1

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._new_line()
        self._row.append(line)
        self.number += 1

        self._length += len(line)
        if self._length > MAX_LINE:
            raise csv.Error("field limit")
        return line

    def _new_line(self) -> str:
        line = next(self._lines)
        self._new += len(line)
        return line

    def begin_row(self) -> int:
        self._row.clear()
        self._length = 0
        return self.number

    def last_row(self) -> str:
        return "".join(self._row)

    def go_back(self) -> None:
        """A row went wrong, and took lines that may be whole rows: only its first line is lost.

        Raises UnreadableError where that happens so often that the file would be read over and
        over.
        """
        lines = self._row[1:]
        self._given_back += sum(map(len, lines))
        if self._given_back > ALWAYS_AGAIN + MAX_REREADS * self._new:
            first = self.number - len(lines) - 1
            raise UnreadableError(
                _("too many unclosed quotation marks from line %(line)s on") % {"line": first}
            )

        self._again.extendleft(reversed(lines))
        self.number -= len(lines)


def _cells(
    lines: _Lines, delimiter: str, quoting: Literal[0, 3]
) -> Iterator[tuple[int, list[str] | str]]:
    """Each row that has any cell with its line; in place of the cells, why they can't be read."""
    while True:
        line = lines.begin_row()
        # One reader per row, because a reader that failed has lost its place. Strict, because
        # otherwise a cell such as `"Lies," he said` would lose its quotation marks.
        try:
            cells = next(csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=True))
        except StopIteration:
            return
        except csv.Error as error:
            lines.go_back()
            yield line, _explained(str(error))
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

    header = [column.strip().removeprefix("\ufeff") for column in header]
    named = [column for column in header if column]
    twice = next((column for column in named if named.count(column) > 1), None)
    if twice is not None:
        raise UnreadableError(_("two columns are named “%(column)s”") % {"column": twice[:80]})

    return header


def _names_the_delimiter(cells: list[str] | str) -> bool:
    """Excel's first line `sep=;`."""
    return isinstance(cells, list) and cells[0].lower().startswith("sep=") and len(cells) <= 2


def _dialect(text: io.TextIOWrapper, name: str) -> tuple[str, Literal[0, 3]]:
    """The delimiter, which is what cuts the header into most columns, and the csv module's
    `quoting`: none in a table with tabs where quotation marks stand in the cells as they come.
    """
    try:
        head = list(itertools.islice(_first_lines(text), TRIED_ROWS))
    except UnicodeError:
        raise UnreadableError(_("not in the encoding you chose")) from None

    first = next(
        (line for line in head if line.strip() and not line.lower().startswith("sep=")), ""
    )
    counts = {
        delimiter: len(next(csv.reader([first], delimiter=delimiter), []))
        for delimiter in DELIMITERS
    }
    delimiter = max(DELIMITERS, key=counts.__getitem__)

    if PurePath(name).suffix.lower() == ".tsv" or (
        counts["\t"] > 1 and counts["\t"] >= counts[","]
    ):
        delimiter = "\t"

    if delimiter != "\t" or _is_quoted(head, delimiter):
        return delimiter, csv.QUOTE_MINIMAL

    return delimiter, csv.QUOTE_NONE


def _first_lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines that begin in the first million characters."""
    seen = 0
    for line in bounded_lines(text):
        yield line
        seen += len(line)
        if seen > TRIED:
            return


def _is_quoted(head: list[str], delimiter: str) -> bool:
    """Whether quotation marks at the beginning of cells go around them: whether more rows read so
    than don't.

    A row that swallows a delimiter with its quotation marks is two rows whose marks are letters.
    """
    lines = _Lines(iter(head))
    fit = unfit = 0

    try:
        for _line, cells in _cells(lines, delimiter, csv.QUOTE_MINIMAL):
            if isinstance(cells, str) or any(delimiter in cell for cell in cells):
                unfit += 1
            else:
                fit += lines.last_row().startswith('"') or f'{delimiter}"' in lines.last_row()
    except UnreadableError:
        return False

    return fit >= unfit


def _explained(error: str) -> str:
    if "field limit" in error or "end of data" in error:
        return _("unclosed quotation mark")
    if "expected after" in error:
        return _("quotation mark inside a quoted cell isn’t doubled")
    return error
