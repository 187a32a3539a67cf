"""Detects the dialect of a table: its delimiter, and how it writes quotation marks.

The right reading is the one under which the most lines have as many cells as the header.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.quotation_marks import looks_quoted
from annotator.corpus.readers.records import ReadOptions, UnreadableError
from annotator.corpus.readers.table_header import (
    has_text_column,
    header_index,
    lacks_row_names,
)
from annotator.corpus.readers.table_lines import NO_DELIMITER, Dialect, TableLines, read_cells
from annotator.corpus.readers.table_sample import Sample

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
# R separates quoted cells with spaces.
SPACED_HEADER = re.compile(r'("[^"]*"|\S+)( "[^"]*")+\s*')
SPACE = " "
NAMES = {**DELIMITERS, SPACE: "space", NO_DELIMITER: "none"}
# The same as options can write them.
NAMED = {"\\t": "\t", **{name: mark for mark, name in NAMES.items()}}
# Excel understands a first line such as `sep=;`.
SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(.)"?[;,]*\r?\n?', re.IGNORECASE)
# A delimiter is in one of the first lines.
FIRST_LINES = 20
# Characters of a header with spaces.
HEADER_LENGTH = 2000
# A row that lacks its last cells fits half.
SHORT_ROW = 0.5
# A piece from the middle may begin inside a cell. So many lines of it are tried.
MAX_STARTS = 40
ROWS_TO_START = 3
# Below this, a table is rather one column of texts with commas.
BAD_FIT = 0.5


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


def detect_dialect(
    sample: Sample, name: str, options: ReadOptions, account: FileAccount
) -> Dialect:
    """Return the dialect that fits the sample best, and note it with its certainty."""
    stated = SEPARATOR_LINE.fullmatch(next(iter(sample.pieces[0]), ""))
    if options.delimiter:
        delimiters = [NAMED.get(options.delimiter, options.delimiter)]
    elif stated:
        delimiters = [stated[1]]
    else:
        delimiters = _possible_delimiters(sample)

    readings = [
        _measure(sample, Dialect(delimiter, *quoting), options)
        for delimiter in delimiters
        for quoting in _possible_quotings(sample, delimiter, options)
    ]
    suffix = PurePath(name).suffix.lower()
    best = max(
        (_best(readings, delimiter) for delimiter in delimiters),
        key=lambda reading: _rank(reading, suffix),
    )
    same = [r for r in readings if r.dialect.delimiter == best.dialect.delimiter]
    found, quoting_certainty = _choose_quoting(same, sample)

    certainty = Certainty.CHOSEN if options.delimiter else Certainty.STATED
    if not options.delimiter and not stated:
        certainty = _certainty(found, [r for r in readings if r not in same], sample)
    mark = found.dialect.delimiter
    account.note("delimiter", NAMES.get(mark, mark), certainty)
    account.note(
        "quoting",
        found.dialect.quoting,
        Certainty.CHOSEN if options.quoting else quoting_certainty,
    )
    return found.dialect


def _possible_delimiters(sample: Sample) -> list[str]:
    head = "".join(sample.pieces[0][:FIRST_LINES])
    found = [mark for mark in DELIMITERS if mark in head]
    if not found and SPACED_HEADER.fullmatch(head.split("\n")[0][:HEADER_LENGTH]):
        found = [SPACE]
    return [*found, NO_DELIMITER]


def _possible_quotings(
    sample: Sample, delimiter: str, options: ReadOptions
) -> list[tuple[str, bool]]:
    """Return the quotings to try, and whether spaces before quotation marks are skipped."""
    has_marks = has_backslashes = has_spaces = False
    for piece in sample.pieces:
        text = "".join(piece)
        has_marks = has_marks or '"' in text
        escaped = (f"\\{mark}" for mark in ('"', "\\", "\n", "\r", "N", delimiter))
        has_backslashes = has_backslashes or any(mark in text for mark in escaped)
        has_spaces = has_spaces or f'{delimiter} "' in text

    quotings = [options.quoting] if options.quoting else ["doubled"]
    if not options.quoting:
        quotings += ["backslash"] * has_backslashes + ["none"] * has_marks
    return [
        (quoting, skips)
        for quoting in quotings
        for skips in ((False, True) if has_spaces and quoting != "none" else (False,))
    ]


def _measure(sample: Sample, dialect: Dialect, options: ReadOptions) -> Reading:
    columns = total = rows = 0
    fit = 0.0
    has_text = False

    for number, piece in enumerate(sample.pieces):
        found = _rows(piece, dialect)
        if number == 0:
            index = header_index([cells for _count, cells in found[:50]], options)
            header = found[index][1] if index < len(found) else ""
            columns = len(header) if isinstance(header, list) else 0
            columns += lacks_row_names(header, [cells for _n, cells in found[index + 1 : 50]])
            has_text = has_text_column(header, options)
            # The last row may be cut off. The header fits by itself.
            found = found[index + 1 : None if sample.is_whole else -1]
        else:
            found = _in_step(piece, dialect, columns)

        for count, cells in found:
            if not any(cells):
                continue
            total += count
            fit += count * _fit(cells, columns)
            rows = hash((rows, tuple(cells)))

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


def _best(readings: Sequence[Reading], delimiter: str) -> Reading:
    return max(
        (reading for reading in readings if reading.dialect.delimiter == delimiter),
        key=lambda reading: (reading.columns > 1, reading.fit),
    )


def _rank(reading: Reading, suffix: str) -> tuple[bool, float, bool, int]:
    """Return the key by which the better delimiter comes first."""
    is_table = reading.columns > 1 and (reading.fit >= BAD_FIT or reading.has_text)
    is_usual = reading.dialect.delimiter == {".csv": ",", ".psv": "|"}.get(suffix, "\t")
    # A few bad rows don't make another delimiter better.
    return is_table, round(reading.fit, 1), is_usual, reading.columns


def _choose_quoting(readings: Sequence[Reading], sample: Sample) -> tuple[Reading, Certainty]:
    """Return the best reading of those with one delimiter."""
    best = max(readings, key=lambda reading: (reading.columns > 1, reading.fit))
    rivals = [
        reading
        for reading in readings
        if reading.fit >= best.fit - 1e-9 and reading.rows != best.rows
    ]
    if not rivals:
        return best, _certainty(best, [r for r in readings if r.rows != best.rows], sample)

    tied = [best, *rivals]
    quoted = [reading for reading in tied if reading.dialect.quoting != "none"]
    plain = [reading for reading in tied if reading.dialect.quoting == "none"]
    # A program that doubles marks writes a backslash before one only at the end of a
    # cell, and then the other reading doesn't fit.
    if any('\\"' in line for piece in sample.pieces for line in piece):
        quoted.sort(key=lambda reading: reading.dialect.quoting != "backslash")
    if not quoted or not plain:
        return (quoted or plain)[0], Certainty.GUESSED

    is_quoted, is_clear = looks_quoted(sample, quoted[0].dialect)
    certainty = Certainty.DETECTED if is_clear and len(tied) == 2 else Certainty.GUESSED
    return quoted[0] if is_quoted else plain[0], certainty


def _certainty(best: Reading, others: Sequence[Reading], sample: Sample) -> Certainty:
    """Return how sure it is that none of the other readings is right."""
    rivals = [
        reading
        for reading in others
        if reading.rows != best.rows and (reading.columns > 1 or best.columns <= 1)
    ]
    if any(reading.fit >= best.fit for reading in rivals):
        return Certainty.GUESSED
    if sample.is_whole and best.fit == 1 and not rivals:
        return Certainty.CERTAIN
    return Certainty.DETECTED
