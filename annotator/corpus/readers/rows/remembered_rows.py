"""Keeps the rows of a file that is read several times."""

from collections.abc import Iterator

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.records import Refused
from annotator.corpus.readers.rows.rows import TableRow, TableRows

# Rows that are kept at most, and characters of them: they take several times as many bytes.
MAX_ROWS = 50_000
MAX_CHARACTERS = 10_000_000


def remember_rows(rows: TableRows, account: FileAccount) -> TableRows:
    """Return the same rows, which are read from the file until a pass has come to its end.

    If there are many, each pass reads them again.
    """
    remembered: list[TableRow | Refused] | None = None
    counts = account.rows, account.blank, account.padded

    def read() -> Iterator[TableRow | Refused]:
        nonlocal remembered, counts
        found: list[TableRow | Refused] | None = []
        characters = 0
        for row in rows():
            if found is not None:
                found.append(row)
                characters += row.characters if isinstance(row, TableRow) else 0
                is_small = len(found) <= MAX_ROWS and characters <= MAX_CHARACTERS
                found = found if is_small else None
            yield row
        remembered, counts = found, (account.rows, account.blank, account.padded)

    def read_or_repeat() -> Iterator[TableRow | Refused]:
        if remembered is None:
            return read()
        account.rows, account.blank, account.padded = counts
        return iter(remembered)

    return read_or_repeat
