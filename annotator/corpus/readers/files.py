"""The entry point of the readers: from files of any kind to articles, with the progress."""

import io
import itertools
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import BinaryIO

from annotator.corpus.readers.encoding import decode_bytes, is_encoding
from annotator.corpus.readers.html_pages import read_page
from annotator.corpus.readers.json_objects import object_rows
from annotator.corpus.readers.records import (
    MAX_CHARACTERS,
    ArticleRecord,
    InputFile,
    ReadArticle,
    ReadOptions,
    Refused,
    UnreadableError,
    check_record,
    clean_text,
    printable,
)
from annotator.corpus.readers.rows import (
    MAX_COLUMNS,
    PREVIEW_ROWS,
    TableRow,
    TableRows,
    articles_of,
    kind_of_rows,
)
from annotator.corpus.readers.tables import table_rows
from annotator.corpus.readers.zip_files import NOT_TO_READ, files_in
from annotator.lib.translation import gettext as _

TEXTS = (".txt",)
PAGES = (".html", ".htm", ".xhtml")
TABLES = (".csv", ".tsv")
OBJECTS = (".jsonl", ".ndjson", ".json")
ARCHIVES = (".zip",)
SUFFIXES = (*TEXTS, *PAGES, *TABLES, *OBJECTS, *ARCHIVES)
# Bytes: UTF-8 needs at most four for a character.
LARGEST_TEXT = 4 * MAX_CHARACTERS
LARGEST_PAGE = 20_000_000


class Intake:
    """The articles of some files, one at a time, as ReadArticle or Refused. `done` of `total`
    bytes have been read; `place` is the file that is being read.

    With a `head` only that many bytes of each file of rows are read.
    """

    def __init__(self, files: Iterable[InputFile], reading: ReadOptions, *, head: int = 0) -> None:
        self.files = list(files)
        self.reading = reading
        self.head = head
        self.total = sum(file.size for file in self.files)
        self._before = 0
        self._stream: BinaryIO | None = None
        self._size = 0
        # The name of the file that is being read.
        self.place = self.files[0].name if self.files else ""

    @property
    def done(self) -> int:
        stream, before = self._stream, self._before
        try:
            within = stream.tell() if stream is not None else 0
        # Closed just now, by the thread that reads.
        except ValueError:
            within = 0
        return before + min(within, self._size)

    def __iter__(self) -> Iterator[ReadArticle | Refused]:
        for file in self.files:
            self.place = file.name
            try:
                with file.open() as stream:
                    self._stream, self._size = stream, file.size
                    yield from read_file(stream, file, self.reading, self.head)
            except OSError as error:
                yield Refused(file.name, error.strerror or str(error))
            self._stream = None
            self._before += file.size


def read_file(
    stream: BinaryIO, file: InputFile, reading: ReadOptions, head: int = 0
) -> Iterator[ReadArticle | Refused]:
    """The articles of one file, whatever its kind. Files that can't be read are refused by
    name; only OSError is raised.
    """
    kind = PurePath(file.name).suffix.lower()
    if reading.encoding and not is_encoding(reading.encoding):
        yield Refused(
            file.name, _("unknown encoding “%(encoding)s”") % {"encoding": reading.encoding}
        )
        return

    try:
        if kind in ARCHIVES:
            yield from _of_archive(stream, file, reading, head)
        elif kind in TEXTS + PAGES:
            yield ReadArticle(file.name, _of_text(stream, file, kind, reading))
        elif kind in TABLES + OBJECTS:
            if head and file.size > head:
                stream = _beginning(stream, head)
            items = articles_of(rows_of(stream, file, reading), file.stem, reading)
            first = next(items, None)
            yield first or Refused(file.name, _("no articles found"))
            yield from items
        else:
            yield Refused(
                file.name,
                _("unsupported file type; use %(suffixes)s") % {"suffixes": ", ".join(SUFFIXES)},
            )
    except UnreadableError as error:
        yield Refused(file.name, str(error))
    except UnicodeError:
        yield Refused(
            file.name, _("not in the encoding %(encoding)s") % {"encoding": reading.encoding}
        )


def rows_of(stream: BinaryIO, file: InputFile, reading: ReadOptions) -> TableRows:
    """The rows of a file of rows, from its start as often as they are asked for."""
    read = table_rows if PurePath(file.name).suffix.lower() in TABLES else object_rows

    def rows() -> Iterator[TableRow | Refused]:
        stream.seek(0)
        return read(stream, file.name, reading)

    return rows


def columns_of(
    files: Iterable[InputFile], reading: ReadOptions, head: int
) -> tuple[list[str], str] | None:
    """The columns of the first file of rows, and what a row of it is; None where there is no such
    file.

    What a row is is empty where no column is known to hold the text.
    """
    for file in files:
        kind = PurePath(file.name).suffix.lower()
        try:
            with file.open() as stream:
                if kind in ARCHIVES:
                    inner = (
                        item for item in files_in(stream, file.name) if isinstance(item, InputFile)
                    )
                    found = columns_of(inner, reading, head)
                    if found is not None:
                        return found
                if kind in TABLES + OBJECTS:
                    rows = rows_of(_beginning(stream, head), file, reading)
                    seen = [
                        row
                        for row in itertools.islice(rows(), PREVIEW_ROWS)
                        if isinstance(row, TableRow)
                    ]
                    named = dict.fromkeys(column for row in seen for column in row.values)
                    columns = [column for column in named if printable(column) == column][
                        :MAX_COLUMNS
                    ]
                    return columns, _kind_or_nothing(rows, reading)
        except (UnreadableError, LookupError, OSError, *NOT_TO_READ):
            continue

    return None


def _kind_or_nothing(rows: TableRows, reading: ReadOptions) -> str:
    try:
        return kind_of_rows(rows, reading)
    except UnreadableError:
        return ""


def _beginning(stream: BinaryIO, size: int) -> BinaryIO:
    """The first `size` bytes or so, cut after a line or, where there is none, after a comma or a
    space.
    """
    stream.seek(0)
    data = stream.read(size)
    if stream.read(1):
        cut = next(
            (place for mark in (b"\n", b",", b" ") if (place := data.rfind(mark) + 1)), len(data)
        )
        data = data[:cut]
    return io.BytesIO(data)


def _of_text(stream: BinaryIO, file: InputFile, kind: str, reading: ReadOptions) -> ArticleRecord:
    largest = LARGEST_PAGE if kind in PAGES else LARGEST_TEXT
    if file.size > largest:
        raise UnreadableError(_("larger than %(limit)s MB") % {"limit": largest // 1_000_000})

    data = stream.read(largest + 1)
    identifier = file.stem[-500:]
    if kind in TEXTS:
        text = clean_text(
            decode_bytes(data, reading.language, reading.encoding).removeprefix("\ufeff")
        )
        return check_record(ArticleRecord(identifier, text, language=reading.language))

    page = read_page(data, reading.language, reading.encoding)
    return check_record(
        ArticleRecord(
            identifier,
            page.text,
            title=page.title,
            source=page.source,
            url=page.url,
            published=page.published,
            language=page.language,
        )
    )


def _of_archive(
    stream: BinaryIO, file: InputFile, reading: ReadOptions, head: int
) -> Iterator[ReadArticle | Refused]:
    for inner in files_in(stream, file.name):
        if isinstance(inner, Refused):
            yield inner
            continue
        if PurePath(inner.name).suffix.lower() in ARCHIVES:
            yield Refused(inner.name, _("a ZIP file inside a ZIP file can’t be imported"))
            continue

        try:
            with inner.open() as member:
                yield from read_file(member, inner, reading, head)
        # A damaged member of some kinds is an OSError.
        except (*NOT_TO_READ, OSError) as error:
            yield Refused(inner.name, _("can’t be unpacked: %(error)s") % {"error": error})
