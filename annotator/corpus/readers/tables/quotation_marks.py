"""Tells whether quotation marks go around the cells of a table, or are letters of its texts.

For tables that can be read in both ways.
"""

from collections import Counter
from dataclasses import dataclass, field

from annotator.corpus.readers.records import UnreadableError
from annotator.corpus.readers.tables.table_lines import Dialect, TableLines, read_cells
from annotator.corpus.readers.tables.table_sample import Sample

# In these tables a text with the delimiter must be quoted, so a cell with marks around it
# is a quoted one.
QUOTING_DELIMITERS = ",;"
# So many signs of one kind, and hardly one of the other, leave no doubt.
CLEAR = 20
MAX_CONTRARY = 0.05
# Programs that quote a column quote all of it.
WHOLE_COLUMN = 0.9


@dataclass
class _Signs:
    """What the cells of a table say. The counts of `needless` and `filled` are by column."""

    quoted: int = 0
    plain: int = 0
    needless: Counter[int] = field(default_factory=Counter)
    filled: Counter[int] = field(default_factory=Counter)
    commas: Counter[int] = field(default_factory=Counter)
    has_plain_commas: bool = False
    is_header_quoted: bool = False

    def add_row(self, raw: list[str], cells: list[str]) -> None:
        """Count a row, as it was written and as it was read."""
        for column, (written, cell) in enumerate(zip(raw, cells, strict=True)):
            self.filled[column] += bool(cell)
            if written == cell:
                # No program leaves a cell with a mark unquoted.
                self.plain += '"' in cell
                self.has_plain_commas = self.has_plain_commas or "," in cell
            elif '"' in cell or "\n" in cell:
                self.quoted += 1
            elif "," in cell:
                self.commas[column] += 1
            else:
                self.needless[column] += 1

    def finish(self, delimiter: str) -> None:
        # Excel quotes cells with commas in tables with tabs too, but then all of them.
        if self.has_plain_commas:
            self.needless += self.commas
        else:
            self.quoted += self.commas.total()

        for column, count in self.needless.items():
            if delimiter in QUOTING_DELIMITERS or count >= WHOLE_COLUMN * self.filled[column]:
                self.quoted += count
            else:
                self.plain += count


def looks_quoted(sample: Sample, dialect: Dialect) -> tuple[bool, bool]:
    """Return whether the marks go around cells, and whether this is clear."""
    signs = _Signs()
    for piece in sample.pieces:
        try:
            _count_signs(piece, dialect, signs)
        except UnreadableError:
            return False, False

    signs.finish(dialect.delimiter)
    if signs.is_header_quoted and signs.quoted > signs.plain:
        return True, True
    is_quoted = signs.quoted >= signs.plain
    more, less = max(signs.quoted, signs.plain), min(signs.quoted, signs.plain)
    return is_quoted, more >= CLEAR and less <= MAX_CONTRARY * more


def _count_signs(piece: list[str], dialect: Dialect, signs: _Signs) -> None:
    lines = TableLines(dialect.prepare(piece))
    for line, cells in read_cells(lines, dialect):
        if isinstance(cells, str) or not any(cells):
            continue

        raw = lines.last_row().rstrip("\r\n").split(dialect.delimiter)
        if len(raw) == len(cells):
            signs.add_row(raw, cells)
            is_first = line == 1
            signs.is_header_quoted = signs.is_header_quoted or (is_first and raw != cells)
        # Two marks of a text were read as a pair, or a cell has a delimiter. In these
        # tables, the latter is the rule.
        elif dialect.delimiter in QUOTING_DELIMITERS:
            signs.quoted += 1
        else:
            signs.plain += 1
