"""Finds the header of a table: the row with the names of its columns."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.fields.columns import recognise_columns
from annotator.corpus.readers.fields.identifiers import has_one_word
from annotator.corpus.readers.records import ReadOptions, UnreadableError
from annotator.corpus.readers.rows.rows import MAX_COLUMNS
from annotator.lib.translation import gettext as _
from annotator.lib.ways import both_ways, way

# The header is among so many rows at the beginning.
PREVIEW_ROWS = 50
MAX_ROWS_ABOVE = 10
# A title stands above a header and at least as many rows.
MIN_ROWS_BELOW_TITLE = 2
# Columns that a message shows, and characters of each value.
SHOWN_COLUMNS = 12
SHOWN_CHARACTERS = 40
# A name of a column is shorter than this, in characters and in words.
LONGEST_NAME = 60
LONGEST_NAME_WORDS = 5

# Each is linear: values are cut before they are matched.
NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.,]*%?")
VALUE = re.compile(r"https?://\S+|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\S*\d\S*\.[a-z]{3,5}", re.I)
SENTENCE_END = re.compile(r"\w\s.*[.!?。؟।…][\"'”’»)]*$")

Cells = list[str] | str


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns, "" for one whose values are dropped.

    `rows_above` counts the rows before the data: the header, and what stands above it. `skipped`
    counts those above it. `twins` are the new names of columns that had the name of another.
    `unnamed` counts the columns that have values and no name.
    """

    names: list[str]
    rows_above: int
    skipped: int
    certainty: Certainty
    twins: tuple[str, ...] = ()
    unnamed: int = 0


def find_header(rows: Sequence[tuple[int, Cells]], options: ReadOptions) -> Header:
    """Return the header of a table that begins with `rows`, or numbers if it has none.

    Raises UnreadableError if the first row looks like data, or if it can't be read.
    """
    index = header_index([cells for _line, cells in rows], options)
    if options.header == "no":
        return _numbered_columns(rows, index)

    header = rows[index][1] if index < len(rows) else ""
    if isinstance(header, str):
        if not header:
            raise UnreadableError(_("the file is empty"))
        raise UnreadableError(_("the header can’t be read: %(reason)s") % {"reason": header})

    below = [cells for _line, cells in rows[index + 1 :] if isinstance(cells, list) and any(cells)]
    header = _trim(header)
    if lacks_row_names(header, below):
        header = ["", *header]
    _check_count(header)

    certainty = Certainty.CHOSEN
    if options.header != "yes":
        certainty = _judge(header, below, options)
    names, twins = _rename_twins([name.strip().removeprefix("\ufeff") for name in header])
    skipped = sum(bool(any(cells)) for _line, cells in rows[:index])
    unnamed = sum(
        not name and any(column < len(cells) and cells[column].strip() for cells in below)
        for column, name in enumerate(names)
    )
    return Header(names, index + 1, skipped, certainty, twins, unnamed)


def note_header(header: Header, options: ReadOptions, account: FileAccount) -> None:
    value = "no" if options.header == "no" else "yes"
    account.note("header", value, header.certainty)
    if header.skipped:
        account.note("rows above the header", str(header.skipped), Certainty.DETECTED)
    if header.unnamed:
        account.note("columns without a name", str(header.unnamed), Certainty.CERTAIN)
    if header.twins:
        shown = ", ".join(name[:80] for name in header.twins[:SHOWN_COLUMNS])
        names = dict.fromkeys(filter(None, header.names))
        used = set(recognise_columns(names, options.columns).values())
        # Which of them is meant is a guess.
        is_used = any(twin.rpartition(".")[0] in used for twin in header.twins)
        certainty = Certainty.GUESSED if is_used else Certainty.CERTAIN
        account.note("columns of one name", shown, certainty)


def header_index(rows: Sequence[Cells], options: ReadOptions) -> int:
    """Return the index of the header, after empty rows, comments and titles.

    It is that of the first row if the table has no header, and len(rows) if all rows are empty.
    """
    filled = [index for index, cells in enumerate(rows) if any(cells)]
    if options.header == "no" or not filled:
        return filled[0] if filled else len(rows)

    counts = Counter(len(_trim(rows[index])) for index in filled if isinstance(rows[index], list))
    usual = max(counts, key=lambda count: (counts[count], count), default=0)
    candidates = [rows[index] for index in filled[: MAX_ROWS_ABOVE + 1]]
    lengths = [len(_trim(cells)) for cells in candidates]

    comments = [
        cells[0].startswith("#") and length != usual
        for cells, length in zip(candidates, lengths, strict=True)
    ]
    for place, cells in enumerate(candidates):
        # What stands above a row with known names has fewer cells.
        is_longest = lengths[place] > max(lengths[:place], default=0)
        if is_longest and not comments[place] and has_text_column(cells, options):
            return filled[place]

    for place in range(len(candidates) - 1):
        is_title = lengths[place] == 1 and counts[usual] > MIN_ROWS_BELOW_TITLE
        if not comments[place] and not (
            is_title and usual > 2 and _has_names(candidates[place + 1])
        ):
            return filled[place]

    return filled[len(candidates) - 1]


def _has_names(cells: Cells) -> bool:
    return isinstance(cells, list) and {_kind(cell) for cell in cells} <= {"word", ""}


def has_text_column(cells: Cells, options: ReadOptions) -> bool:
    """Whether one of these names is that of the column of the text."""
    if isinstance(cells, str) or len(cells) > MAX_COLUMNS:
        return False
    names = [cell.strip() for cell in cells]
    known = recognise_columns(dict.fromkeys(filter(None, names)), options.columns)
    return bool({"text", "sentence"} & known.keys())


def lacks_row_names(header: Sequence[str], below: Sequence[Cells]) -> bool:
    """Whether the rows begin with a number that has no name, as R writes them."""
    rows = [cells for cells in below if isinstance(cells, list) and any(cells)]
    if len(rows) <= 1 or not all(
        len(cells) == len(header) + 1 and cells[0] == str(number) and cells[-1]
        for number, cells in enumerate(rows, start=1)
    ):
        return False

    # Otherwise the numbers have a name, and the texts have a comma each.
    first_field = {column: name for name, column in recognise_columns(header, {}).items()}
    is_identifier = first_field.get(header[0]) == "external_id"
    return not is_identifier or all(has_one_word(cells[1]) for cells in rows)


def _trim(cells: Cells) -> list[str]:
    """Return the cells without the empty ones at the end."""
    if isinstance(cells, str):
        return []
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return cells[:count]


def count_columns(rows: Sequence[Cells], index: int, options: ReadOptions) -> int:
    """Return the number of columns of a table whose header is at `index`, if it has one."""
    header = rows[index] if index < len(rows) else ""
    if options.header != "no":
        count = len(header) if isinstance(header, list) else 0
        return count + lacks_row_names(header, rows[index + 1 :])

    filled = [cells for cells in rows[index:] if isinstance(cells, list) and any(cells)]
    counts = Counter(len(_trim(cells)) for cells in filled)
    # A single row may be broken; several are not.
    return max((count for count, times in counts.items() if 10 * times >= len(filled)), default=0)


def _numbered_columns(rows: Sequence[tuple[int, Cells]], index: int) -> Header:
    count = count_columns([cells for _line, cells in rows], index, ReadOptions(header="no"))
    if not count:
        raise UnreadableError(_("the file is empty"))
    names = [str(number) for number in range(1, count + 1)]
    _check_count(names)
    return Header(names, index, 0, Certainty.CHOSEN)


def _check_count(header: list[str]) -> None:
    if len(header) > MAX_COLUMNS:
        raise UnreadableError(
            _("%(count)s columns; at most %(limit)s can be read")
            % {"count": f"{len(header):,}", "limit": f"{MAX_COLUMNS:,}"}
        )


def _rename_twins(names: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the names, each once: the second “note” is “note.1”, as pandas calls it."""
    taken, counts = set(names), Counter[str]()
    renamed: list[str] = []
    twins: list[str] = []

    for name in names:
        new = name
        # A column with an empty name is allowed: its values are dropped.
        while name and counts[name] and new in taken:
            new = f"{name}.{counts[name]}"
            counts[name] += new in taken
        counts[name] += 1
        taken.add(new)
        renamed.append(new)
        if new != name:
            twins.append(new)

    return renamed, tuple(twins)


def _judge(header: list[str], below: Sequence[list[str]], options: ReadOptions) -> Certainty:
    """Return how sure it is that this row has names; raises UnreadableError if it is data."""
    if set(filter(None, options.columns.values())) & set(header):
        return Certainty.CERTAIN

    kinds = [_kind(cell) for cell in header]
    if _counts_up(header):
        return Certainty.GUESSED

    points = sum(
        _points(kind, [_kind(cells[column]) for cells in below[:20] if column < len(cells)])
        for column, kind in enumerate(kinds)
    )
    words = [cell.strip() for cell, kind in zip(header, kinds, strict=True) if kind == "word"]
    known = len(recognise_columns(dict.fromkeys(words), {}))
    # The same number twice is a value; the same name twice is a slip.
    values = [cell for cell, kind in zip(header, kinds, strict=True) if kind == "number"]
    points += (len(values) != len(set(values))) - min(known, 2)

    if points > 0:
        raise UnreadableError(_no_header(header, below))
    return Certainty.DETECTED if points < 0 or known else Certainty.GUESSED


def _points(kind: str, below: list[str]) -> int:
    """Return what a column says: above 0 if its first cell is a value, below 0 if it is a name."""
    usual = Counter(filter(None, below)).most_common(1)
    alike = not usual or usual[0][0] == kind
    if kind in ("number", "value", "sentence"):
        if alike:
            return 2 if kind == "sentence" else 1
        return -2 if kind == "sentence" else 0
    return -2 if kind == "word" and not alike else 0


def _kind(cell: str) -> str:
    """Return what a cell looks like: "number", "value", "sentence", "word", or "" if empty."""
    cell = cell.strip()
    if not cell:
        return ""
    if len(cell) > LONGEST_NAME or len(cell.split()) > LONGEST_NAME_WORDS:
        return "sentence"
    if NUMBER.fullmatch(cell):
        return "number"
    if VALUE.fullmatch(cell):
        return "value"
    return "sentence" if SENTENCE_END.search(cell) else "word"


def _counts_up(header: list[str]) -> bool:
    """Whether the columns are numbered, as in tables of programs that give them no names."""
    numbers = [cell.strip() for cell in header if cell.strip()]
    first = numbers[0] if numbers else ""
    return (
        len(numbers) > 1
        and first in ("0", "1")
        and numbers == [str(int(first) + index) for index in range(len(numbers))]
    )


def _no_header(header: list[str], below: Sequence[list[str]]) -> str:
    """Return a message that shows the columns, and names ways to go on."""
    shown = ", ".join(
        _("%(number)s “%(value)s”")
        % {"number": number, "value": " ".join(cell.split())[:SHOWN_CHARACTERS]}
        for number, cell in enumerate(header[:SHOWN_COLUMNS], start=1)
    )

    # The text is probably in the column with the most words.
    rows = [header, *below]
    lengths = [
        sum(len(cells[column].split()) for cells in rows if column < len(cells))
        for column in range(len(header))
    ]
    text = lengths.index(max(lengths)) + 1
    return _(
        "the first row looks like data, not like names of columns: %(columns)s; if the table has "
        "no header, choose %(no)s; if it is the header, choose %(yes)s"
    ) % {
        "columns": shown,
        "no": both_ways(way("header", "no"), way("columns", "text=", str(text))),
        "yes": way("header", "yes"),
    }
