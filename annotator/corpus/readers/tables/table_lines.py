"""Cuts the lines of a table into rows of cells, in a given dialect."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from annotator.corpus.readers.encodings.encoding import MAX_LINE
from annotator.corpus.readers.records import MAX_CHARACTERS, UnreadableError
from annotator.lib.translation import gettext as _

# A row with an unclosed quotation mark takes the lines after it, which are then read
# again. In a hostile file every row takes the whole rest, so each character is read
# again this often at most,
MAX_REREADS = 10
# and this many characters in any case.
FREE_REREADS = 100_000
# The "delimiter" of a table with one column. No article has this character.
NO_DELIMITER = "\x1f"
BACKSLASH = re.compile(r"\\(.?)", re.DOTALL)

# The csv module has one limit for the whole process, not one for each reader.
csv.field_size_limit(2 * MAX_CHARACTERS)

# The line of each row, with its cells or the reason for a refusal.
NumberedRows = Iterator[tuple[int, list[str] | str]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written.

    `quoting` is "doubled", "backslash" or "none", as in ReadOptions. `skips_spaces` if there may be
    a space between a delimiter and a quotation mark.
    """

    delimiter: str
    quoting: str
    skips_spaces: bool = False

    def prepare(self, lines: Iterable[str]) -> Iterator[str]:
        """Return the lines as the csv module understands them."""
        return map(self._keep_backslashes, lines) if self.quoting == "backslash" else iter(lines)

    def _keep_backslashes(self, line: str) -> str:
        # The csv module drops each backslash. But programs that write `\"` for a mark
        # write the backslash of `C:\news` as it is.
        if "\\" not in line:
            return line
        # MySQL writes a cell without a value so.
        mark = re.escape(self.delimiter)
        line = re.sub(rf"(?:^|(?<={mark}))\\N(?={mark}|[\r\n]|$)", "", line)
        special = f'"\\\r\n{self.delimiter}'
        return BACKSLASH.sub(
            lambda match: match[0] if match[1] and match[1] in special else f"\\\\{match[1]}", line
        )

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Return the rows of cells of prepared lines; its `next` raises csv.Error."""
        # Strict, because otherwise a cell such as `"Lies," he said` would lose its
        # quotation marks.
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_NONE if self.quoting == "none" else csv.QUOTE_MINIMAL,
            escapechar="\\" if self.quoting == "backslash" else None,
            skipinitialspace=self.skips_spaces,
            strict=True,
        )


class TableLines:
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
        # A byte order mark inside is left from files that were put together.
        if line.startswith("\ufeff") and not self._row:
            return line[1:]
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


def read_cells(lines: TableLines, dialect: Dialect) -> NumberedRows:
    """Yield each row: its line, and its cells or the reason for a refusal. An empty line has none.

    Raises UnreadableError as `TableLines.go_back` does.
    """
    reader = dialect.reader(lines)
    while True:
        line = lines.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            lines.go_back()
            # A reader that failed has lost its place.
            reader = dialect.reader(lines)
            yield line, _explain(str(error))
        else:
            yield line, cells


def _explain(error: str) -> str:
    """Return the csv module's message in our words."""
    if "field limit" in error or "end of data" in error:
        return _("unclosed quotation mark")
    if "expected after" in error:
        return _("quotation mark inside a quoted cell isn’t doubled")
    return error
