"""Reads the tables of spreadsheets: Excel (.xlsx, .xlsm, .xlsb, .xls) and OpenDocument (.ods).

The cells are read once, in another process within limits, and kept in a temporary file, because
rows are read several times.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, BinaryIO, cast

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.documents.documents import ask, document_process, temporary_copy
from annotator.corpus.readers.records import (
    InputFile,
    ReadOptions,
    ReadWarning,
    Refused,
    UnreadableError,
)
from annotator.corpus.readers.rows.rows import TableRow
from annotator.corpus.readers.tables.tables import rows_of_cells
from annotator.lib.translation import gettext as _
from annotator.lib.translation import ngettext

MAX_SPREADSHEET = 200_000_000
MAX_SHEET_NAMES = 10


class Sheet:
    """The rows of one sheet, which can be read several times."""

    def __init__(self, cells: BinaryIO, name: str, found: dict[str, Any]) -> None:
        self._cells = cells
        self._name = name
        self.found = found

    def rows(self, account: FileAccount, options: ReadOptions) -> Iterator[TableRow | Refused]:
        """Start a pass over the rows. The first one has what was left out of the sheet."""
        self._cells.seek(0)
        warnings = self._warnings()
        for row in rows_of_cells(self._numbered(), self._name, account, options):
            if warnings and isinstance(row, TableRow):
                row = replace(row, warnings=(*row.warnings, *warnings))
                warnings = ()
            yield row

    def note(self, account: FileAccount) -> None:
        """Note which sheet was taken."""
        others = self.found["others"] or self.found["hidden"]
        certainty = Certainty.DETECTED if others else Certainty.CERTAIN
        account.note("sheet", self.found["sheet"][:80], certainty)

    def _numbered(self) -> Iterator[tuple[int, list[str] | str]]:
        for line in self._cells:
            number, cells = json.loads(line)
            yield number, cells

    def _warnings(self) -> tuple[ReadWarning, ...]:
        return tuple(ReadWarning(self._name, reason) for reason in _reasons(self.found))


@contextmanager
def open_sheet(stream: BinaryIO, file: InputFile, columns: dict[str, str]) -> Iterator[Sheet]:
    """Give the first visible sheet with a text column, or that has cells.

    `columns` are those that a person chose. Raises UnreadableError.
    """
    if file.size > MAX_SPREADSHEET:
        raise UnreadableError(
            _("larger than %(limit)s MB; save the sheet as CSV")
            % {"limit": MAX_SPREADSHEET // 1_000_000}
        )

    with tempfile.NamedTemporaryFile(prefix="skepsis-rows-") as cells:
        with temporary_copy(stream) as path:
            request = {"kind": "sheet", "path": path, "rows": cells.name, "columns": columns}
            found = ask(document_process, request)
        # The other process has written to the file by its name.
        yield Sheet(cast(BinaryIO, cells.file), file.name, found)


def _reasons(found: dict[str, Any]) -> Iterator[str]:
    """Yield what was left out or changed in the sheet."""
    for key, names in (("others", found["others"]), ("hidden", found["hidden"])):
        if not names:
            continue
        shown = ", ".join(f"“{name[:40]}”" for name in names[:MAX_SHEET_NAMES])
        if key == "others":
            yield _("other sheets not read: %(names)s; save them as files of their own") % {
                "names": shown
            }
        else:
            yield _("hidden sheets not read: %(names)s") % {"names": shown}

    if found["merged"]:
        yield ngettext(
            "%(count)s merged cell: only its first cell has the value",
            "%(count)s merged cells: only the first cell of each has the value",
            found["merged"],
        ) % {"count": f"{found['merged']:,}"}
    if found["hidden_rows"]:
        yield ngettext(
            "%(count)s hidden row was read too",
            "%(count)s hidden rows were read too",
            found["hidden_rows"],
        ) % {"count": f"{found['hidden_rows']:,}"}
    if found["errors"]:
        yield ngettext(
            "%(count)s cell with an error, such as #N/A, was read as empty",
            "%(count)s cells with an error, such as #N/A, were read as empty",
            found["errors"],
        ) % {"count": f"{found['errors']:,}"}
