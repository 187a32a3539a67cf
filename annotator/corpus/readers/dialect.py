"""Detects the dialect of a table: its delimiter, and how it writes quotation marks.

The right reading is the one under which the most lines have as many cells as the header.
"""

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
# The same as options can write them.
NAMED = {"\\t": "\t", **{name: mark for mark, name in DELIMITERS.items()}}
# Excel understands a first line such as `sep=;`.
SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(.)"?[;,]*\r?\n?', re.IGNORECASE)
# A delimiter is in one of the first lines.
FIRST_LINES = 20
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
    by_delimiter = sorted(
        (_best(readings, delimiter) for delimiter in delimiters),
        key=lambda reading: _rank(reading, suffix),
        reverse=True,
    )
    first = by_delimiter[0]
    found, quoting_certainty = _choose_quoting(
        [reading for reading in readings if reading.dialect.delimiter == first.dialect.delimiter],
        sample,
    )

    certainty = Certainty.CHOSEN if options.delimiter else Certainty.STATED
    if not options.delimiter and not stated:
        certainty = _certainty(first, by_delimiter[1:], sample)
    mark = found.dialect.delimiter
    shown = "none" if mark == NO_DELIMITER else DELIMITERS.get(mark, mark)
    account.note("delimiter", shown, certainty)
    account.note(
        "quoting",
        found.dialect.quoting,
        Certainty.CHOSEN if options.quoting else quoting_certainty,
    )
    return found.dialect


def _possible_delimiters(sample: Sample) -> list[str]:
    head = "".join(sample.pieces[0][:FIRST_LINES])
    return [mark for mark in DELIMITERS if mark in head] + [NO_DELIMITER]


def _possible_quotings(
    sample: Sample, delimiter: str, options: ReadOptions
) -> list[tuple[str, bool]]:
    """Return the quotings to try, and whether spaces before quotation marks are skipped."""
    has_marks = has_backslashes = has_spaces = False
    for piece in sample.pieces:
        text = "".join(piece)
        has_marks = has_marks or '"' in text
        has_backslashes = has_backslashes or '\\"' in text
        has_spaces = has_spaces or f'{delimiter} "' in text

    quotings = [options.quoting] if options.quoting else ["doubled"]
    if not options.quoting and has_marks:
        quotings += ["backslash", "none"] if has_backslashes else ["none"]
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
        head = [
            cells for (_line, cells), _n in zip(read_cells(lines, dialect), range(ROWS_TO_START))
        ]
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

    # The quotings before "none" come first.
    if "none" not in (best.dialect.quoting, *(rival.dialect.quoting for rival in rivals)):
        return best, Certainty.GUESSED
    quoted = next(r for r in [best, *rivals] if r.dialect.quoting != "none")
    plain = next(r for r in [best, *rivals] if r.dialect.quoting == "none")
    is_quoted, is_clear = looks_quoted(sample, quoted.dialect)
    certainty = Certainty.DETECTED if is_clear else Certainty.GUESSED
    return quoted if is_quoted else plain, certainty


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
