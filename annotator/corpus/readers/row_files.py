"""Opens files of rows: tables, spreadsheets and JSON. And detects their columns."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.archives.compressed_files import COMPRESSED, unpacked
from annotator.corpus.readers.archives.zip_files import ZIP_ERRORS, read_zip
from annotator.corpus.readers.fields.columns import recognise_columns
from annotator.corpus.readers.file_kinds import (
    ARCHIVES,
    OBJECTS,
    ROWS,
    SPREADSHEETS,
    TABLES,
    suffix_of,
)
from annotator.corpus.readers.foreign_formats import check_table
from annotator.corpus.readers.labels.annotator_columns import find_annotator_columns
from annotator.corpus.readers.labels.row_labels import label_columns
from annotator.corpus.readers.objects.json_objects import read_objects
from annotator.corpus.readers.records import (
    InputFile,
    ReadOptions,
    UnreadableError,
    printable,
)
from annotator.corpus.readers.rows.remembered_rows import remember_rows
from annotator.corpus.readers.rows.row_fields import find_fields, take_sample
from annotator.corpus.readers.rows.row_kind import detect_row_kind
from annotator.corpus.readers.rows.rows import MAX_COLUMNS, TableRow, TableRows
from annotator.corpus.readers.tables.spreadsheets import open_sheet
from annotator.corpus.readers.tables.tables import Table

# A file with at most so many bytes is read once: a folder may have thousands of them.
MAX_SMALL = 1_000_000
# Characters of a value that are shown.
MAX_SHOWN = 40


@contextmanager
def open_rows(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: FileAccount, head: int = 0
) -> Iterator[TableRows]:
    """Give the rows of the file or, with a `head`, those in its first bytes.

    Raises UnreadableError.
    """
    kind = suffix_of(file.name)
    account.kind = "objects" if kind in OBJECTS else "table"
    if kind in SPREADSHEETS:
        account.kind = "spreadsheet"
        with open_sheet(stream, file, options.columns) as sheet:
            sheet.note(account)
            yield lambda: sheet.rows(account, options)
        return

    content = _beginning(stream, head) if head else stream
    beginning = content.read(MAX_SMALL + 1)
    is_small = len(beginning) <= MAX_SMALL
    content = io.BytesIO(beginning) if is_small else content
    if kind in TABLES:
        check_table(content)
        rows = Table(content, file.name, options, account).rows
    else:
        rows = partial(read_objects, content, file.name, options, account)

    yield remember_rows(rows, account) if is_small else rows


def _beginning(stream: BinaryIO, size: int) -> BinaryIO:
    """Return the first `size` bytes without the last line, which may be cut off."""
    stream.seek(0)
    data = stream.read(size)
    if stream.read(1):
        # JSON may be one line, where a comma or a space is the next best place to cut.
        cut = next(
            (index for mark in (b"\n", b",", b" ") if (index := data.rfind(mark) + 1)), len(data)
        )
        data = data[:cut]
    return io.BytesIO(data)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file of rows, the column of each field, and what a row is.

    The kind is "articles", "sentences", or "" if no text column is found. `values` has the first
    value of each column, cut, and `of_annotators` the columns that may each have the labels of one
    annotator.
    """

    names: list[str]
    fields: dict[str, str]
    kind: str
    values: dict[str, str] = field(default_factory=dict, compare=False)
    of_annotators: list[str] = field(default_factory=list, compare=False)


def detect_columns(files: Iterable[InputFile], options: ReadOptions, head: int) -> Columns | None:
    """Return the columns of the first file of rows, or None if there is no such file.

    Only the first `head` bytes of a file are read.
    """
    for file in files:
        try:
            with file.open() as stream:
                found = _columns_in(stream, file, options, head)
        # The import itself says why a file can't be read.
        except (UnreadableError, LookupError, OSError, *ZIP_ERRORS):
            continue
        if found is not None:
            return found

    return None


def _columns_in(
    stream: BinaryIO, file: InputFile, options: ReadOptions, head: int
) -> Columns | None:
    kind = suffix_of(file.name)
    if kind in ARCHIVES:
        inner_files = (
            inner
            for inner in read_zip(stream, file.name, options, FileAccount())
            if isinstance(inner, InputFile) and not inner.clutter
        )
        return detect_columns(inner_files, options, head)
    if kind in COMPRESSED:
        with unpacked(stream, file) as (content, inner):
            return _columns_in(content, inner, options, head)
    if kind not in ROWS:
        return None

    with open_rows(stream, file, options, FileAccount(), head) as rows:
        return _columns_of(rows, options)


def _columns_of(rows: TableRows, options: ReadOptions) -> Columns:
    sample = take_sample(rows)
    row_fields = find_fields(sample, options)
    names = row_fields.names(sample)
    columns = [column for column in names if printable(column) == column][:MAX_COLUMNS]

    try:
        kind = detect_row_kind(rows, sample, row_fields, options, FileAccount())
    except UnreadableError:
        kind = ""

    fields = recognise_columns(columns, options.columns, row_fields.sample)
    # The labels of a tool may be in a column with a name of its own.
    for row in sample:
        used = label_columns(row, row_fields, options)
        fields |= {name: column for column, name in used.items() if name not in fields}
    annotators = find_annotator_columns(columns, [row.values for row in sample])
    return Columns(columns, fields, kind, _first_values(sample), annotators)


def _first_values(sample: Iterable[TableRow]) -> dict[str, str]:
    values: dict[str, str] = {}
    for row in sample:
        for column, value in row.values.items():
            if value not in (None, "") and column not in values:
                values[column] = printable(" ".join(str(value)[:1000].split())[:MAX_SHOWN])
    return values
