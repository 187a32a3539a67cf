"""Measures how well a sample of a table can be read in a dialect."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.corpus.readers.records import ReadOptions, UnreadableError
from annotator.corpus.readers.tables.table_header import (
    count_columns,
    has_text_column,
    header_index,
)
from annotator.corpus.readers.tables.table_lines import Dialect, TableLines, read_cells
from annotator.corpus.readers.tables.table_sample import Sample

# The header is among so many rows.
FIRST_ROWS = 50
# A row that lacks its last cells fits half.
SHORT_ROW = 0.5
# A piece from the middle may begin inside a cell. So many lines of it are tried, by the
# rows that follow.
MAX_STARTS = 40
ROWS_TO_START = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """How well a sample can be read in a dialect.

    `fit` is the part of its lines that fits, from 0 to 1. `has_text` if a name of a column is known
    to be that of the text. `rows` identifies the cells that were read: two readings with the same
    rows don't differ.
    """

    dialect: Dialect
    columns: int
    fit: float
    has_text: bool
    rows: int


def measure(sample: Sample, dialect: Dialect, options: ReadOptions) -> Reading:
    """Read the sample in a dialect."""
    beginning = _rows(sample.pieces[0], dialect)
    head = [cells for _count, cells in beginning[:FIRST_ROWS]]
    index = header_index(head, options)
    columns = count_columns(head, index, options)

    total = rows = 0
    fit = 0.0
    # The header fits by itself, and the last row may be cut off.
    first = beginning[index + 1 : None if sample.is_whole else -1]
    others = (_in_step(piece, dialect, columns) for piece in sample.pieces[1:])
    for count, cells in itertools.chain(first, *others):
        if any(cells):
            total += count
            fit += count * _fit(cells, columns)
            rows = hash((rows, tuple(cells)))

    has_text = index < len(head) and has_text_column(head[index], options)
    return Reading(dialect, columns, fit / total if total else 1.0, has_text, rows)


def _rows(piece: Sequence[str], dialect: Dialect) -> list[tuple[int, list[str] | str]]:
    """Return each row of a piece, with the number of its lines."""
    lines = TableLines(dialect.prepare(piece))
    found: list[tuple[int, list[str] | str]] = []
    try:
        for first, cells in read_cells(lines, dialect):
            found.append((lines.number - first, cells))
    except UnreadableError as error:
        found.append((max(1, len(piece) - lines.number), str(error)))
    return found


def _in_step(
    piece: Sequence[str], dialect: Dialect, columns: int
) -> list[tuple[int, list[str] | str]]:
    """Return the rows from the first line on that seems to begin one."""
    for start in range(min(MAX_STARTS, len(piece))):
        lines = TableLines(dialect.prepare(piece[start : start + 10 * ROWS_TO_START]))
        rows = itertools.islice(read_cells(lines, dialect), ROWS_TO_START)
        head = [cells for _line, cells in rows]
        if all(isinstance(cells, list) and _fit(cells, columns) == 1 for cells in head):
            return _rows(piece[start:], dialect)
    return _rows(piece, dialect)


def _fit(cells: list[str] | str, columns: int) -> float:
    if isinstance(cells, str):
        return 0
    if len(cells) == columns:
        return 1
    if len(cells) > columns:
        return 0 if any(cells[columns:]) else 1
    return SHORT_ROW if len(cells) > 1 else 0
