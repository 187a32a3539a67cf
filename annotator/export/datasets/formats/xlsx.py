"""Excel files, for those who open a dataset by hand.

XlsxWriter writes a row at a time into temporary files. A text is a text: nothing is a formula or a
link, whatever it begins with.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from annotator.export.datasets.columns import Column, Kind

# Rows of a sheet, with its header, and UTF-16 code units of a cell.
MAX_ROWS = 1_048_576
MAX_CELL = 32_767
BLOCK = 64 * 1024
# Excel counts days from 1900 and has none before.
FIRST_YEAR = 1900
# In characters.
WIDE, NARROW = 60, 14
# An editor of cells would take a text with one of these in front for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# The same data give the same bytes, so the file doesn't say when it was written.
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001
CUT = "cut texts"
CUT_MARK = " […]"


def xlsx_file(
    name: str, columns: Sequence[Column], rows: Iterable[bytes], *, sheet_rows: int = MAX_ROWS
) -> Iterator[bytes]:
    """Yield a file with the rows, which are JSON objects, and a sheet that describes the columns.

    A sheet is full after about a million rows, then another one follows. A text that is too long
    for a cell is cut; a sheet lists these.
    """
    with TemporaryDirectory() as folder:
        path = f"{folder}/file.xlsx"
        # Only a file that is too large for a ZIP without it gets the extension.
        options = {"constant_memory": True, "tmpdir": folder, "use_zip64": True}
        try:
            with Workbook(path, options) as workbook:
                workbook.set_properties({"created": CREATED})
                _Writer(workbook, name, columns, sheet_rows).write(rows)
        except FileCreateError as error:
            # What went wrong is inside, such as a full disk.
            raise error.args[0] from None

        with Path(path).open("rb") as file:
            while block := file.read(BLOCK):
                yield block


class _Writer:
    """Writes rows into a workbook: a header that stays in sight, and cells of the right kind."""

    def __init__(
        self, workbook: Workbook, name: str, columns: Sequence[Column], sheet_rows: int
    ) -> None:
        self.workbook = workbook
        self.name = name
        self.columns = columns
        self.sheet_rows = sheet_rows
        self.bold = workbook.add_format({"bold": True})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.time = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        # Editing such a cell keeps it a text.
        self.quoted = workbook.add_format({"quote_prefix": True})
        self.cut: list[tuple[str, int, str, int]] = []

    def write(self, rows: Iterable[bytes]) -> None:
        remaining = iter(rows)
        row = next(remaining, None)
        for number in count(1):
            name = self.name if number == 1 else f"{self.name} {number}"
            sheet = self._add_sheet(
                name,
                [column.name for column in self.columns],
                [WIDE if column.name == "text" else NARROW for column in self.columns],
            )

            line = 1
            while row is not None and line < self.sheet_rows:
                self._write_row(sheet, line, json.loads(row))
                row = next(remaining, None)
                line += 1
            if row is None:
                break

        described = ((column.name, column.kind.value, column.meaning) for column in self.columns)
        self._write_table("columns", ["column", "type", "meaning"], described)
        if self.cut:
            self._write_table(CUT, ["sheet", "row", "column", "characters"], self.cut)

    def _add_sheet(self, name: str, header: list[str], widths: list[int]) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for number, width in enumerate(widths):
            sheet.set_column(number, number, width)
        for number, text in enumerate(header):
            sheet.write_string(0, number, text, self.bold)
        return sheet

    def _write_table(
        self, name: str, header: list[str], rows: Iterable[Sequence[str | int]]
    ) -> None:
        sheet = self._add_sheet(name, header, [NARROW] * (len(header) - 1) + [WIDE])
        for line, row in enumerate(rows, start=1):
            for number, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(line, number, value)
                else:
                    sheet.write_string(line, number, value)

    def _write_row(self, sheet: Worksheet, line: int, values: dict[str, Any]) -> None:
        for number, column in enumerate(self.columns):
            value = values[column.name]
            if value is None:
                continue

            if isinstance(value, bool):
                sheet.write_boolean(line, number, value)
            elif isinstance(value, int | float):
                sheet.write_number(line, number, value)
            elif column.kind in (Kind.DATE, Kind.TIME) and int(value[:4]) >= FIRST_YEAR:
                # A cell has no time zone. All times are in UTC.
                moment = datetime.fromisoformat(value).replace(tzinfo=None)
                layout = self.day if column.kind == Kind.DATE else self.time
                sheet.write_datetime(line, number, moment, layout)
            else:
                self._write_text(sheet, line, number, value)

    def _write_text(self, sheet: Worksheet, line: int, number: int, text: str) -> None:
        if len(text) * 2 > MAX_CELL and _units(text) > MAX_CELL:
            # Excel numbers rows from 1.
            self.cut.append((sheet.get_name(), line + 1, self.columns[number].name, len(text)))
            text = _shortened(text)
        layout = self.quoted if text.startswith(FORMULA) else None
        sheet.write_string(line, number, text, layout)


def _units(text: str) -> int:
    """Return the length in UTF-16, in which Excel counts."""
    return len(text.encode("utf-16-le")) // 2


def _shortened(text: str) -> str:
    """Return the beginning of the text that fits into a cell, with a sign that there is more."""
    kept = text.encode("utf-16-le")[: (MAX_CELL - len(CUT_MARK)) * 2]
    # Half a character at the end is dropped.
    return kept.decode("utf-16-le", errors="ignore") + CUT_MARK
