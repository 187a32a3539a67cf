"""The entry point of the readers: reads files of any kind, and measures the progress."""

import io
import itertools
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import BinaryIO

from annotator.corpus.readers.account import Account, FileAccount
from annotator.corpus.readers.encoding import decode_bytes, is_encoding
from annotator.corpus.readers.html_pages import read_page
from annotator.corpus.readers.json_objects import read_objects
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
from annotator.corpus.readers.row_articles import PREVIEW_ROWS, detect_row_kind, read_articles
from annotator.corpus.readers.rows import MAX_COLUMNS, TableRow, TableRows
from annotator.corpus.readers.tables import Table
from annotator.corpus.readers.zip_files import ZIP_ERRORS, read_zip
from annotator.lib.translation import gettext as _

TEXTS = (".txt",)
PAGES = (".html", ".htm", ".xhtml")
TABLES = (".csv", ".tsv", ".tab", ".psv")
OBJECTS = (".jsonl", ".ndjson", ".json")
ARCHIVES = (".zip",)
SUFFIXES = (*TEXTS, *PAGES, *TABLES, *OBJECTS, *ARCHIVES)
# Bytes. UTF-8 needs at most four for a character.
MAX_TEXT = 4 * MAX_CHARACTERS
MAX_PAGE = 20_000_000


class Intake:
    """Iterates over the articles and refused items of some files.

    `done` of `total` bytes have been read, and `current_file` is the name of the file that is
    being read. `account` says how the files so far were read; it is whole when the iteration has
    ended. With a `head`, only so many bytes of each file of rows are read.
    """

    def __init__(self, files: Iterable[InputFile], options: ReadOptions, *, head: int = 0) -> None:
        self.files = list(files)
        self.options = options
        self.head = head
        self.total = sum(file.size for file in self.files)
        # Bytes of the files before the current one.
        self._done_before = 0
        self._stream: BinaryIO | None = None
        self._size = 0
        self.current_file = self.files[0].name if self.files else ""
        self.account = Account()

    @property
    def done(self) -> int:
        stream, done_before = self._stream, self._done_before
        try:
            done_in_file = stream.tell() if stream is not None else 0
        except ValueError:
            # The thread that reads has just closed the stream.
            done_in_file = 0
        return done_before + min(done_in_file, self._size)

    def __iter__(self) -> Iterator[ReadArticle | Refused]:
        for file in self.files:
            self.current_file = file.name
            try:
                with file.open() as stream:
                    self._stream, self._size = stream, file.size
                    yield from read_file(stream, file, self.options, self.account, self.head)
            except OSError as error:
                yield Refused(file.name, error.strerror or str(error))
            self._stream = None
            self._done_before += file.size


def read_file(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: Account, head: int = 0
) -> Iterator[ReadArticle | Refused]:
    """Yield the articles of one file of any kind, and add the file to `account`.

    A file that can't be read is yielded as refused. Raises only OSError.
    """
    kind = PurePath(file.name).suffix.lower()
    if options.encoding and not is_encoding(options.encoding):
        yield Refused(
            file.name, _("unknown encoding “%(encoding)s”") % {"encoding": options.encoding}
        )
        return

    if kind in ARCHIVES:
        yield from _read_archive_or_refuse(stream, file, options, account, head)
        return

    file_account = FileAccount(file.name)
    try:
        if kind in TEXTS + PAGES:
            yield ReadArticle(file.name, _read_single(stream, file, kind, options, file_account))
        elif kind in TABLES + OBJECTS:
            if head and file.size > head:
                stream = _beginning(stream, head)
            rows = _open_rows(stream, file, options, file_account)
            items = read_articles(rows, file.stem, options, file_account)
            # A file without any article is refused, so that the result names it.
            first = next(items, None)
            yield first or Refused(file.name, _("no articles found"))
            yield from items
        else:
            yield Refused(
                file.name,
                _("unsupported file type; use %(suffixes)s") % {"suffixes": ", ".join(SUFFIXES)},
            )
    except UnreadableError as error:
        file_account.is_cut = True
        yield Refused(file.name, str(error))
    except UnicodeError:
        file_account.is_cut = True
        yield Refused(
            file.name, _("not in the encoding %(encoding)s") % {"encoding": options.encoding}
        )

    account.add(file_account)


def detect_columns(
    files: Iterable[InputFile], options: ReadOptions, head: int
) -> tuple[list[str], str] | None:
    """Return the columns of the first file of rows, and the kind of its rows.

    The kind is "articles", "sentences", or "" if no text column is found. Return None if there
    is no such file. Only the first `head` bytes of a file are read.
    """
    for file in files:
        kind = PurePath(file.name).suffix.lower()
        try:
            with file.open() as stream:
                if kind in ARCHIVES:
                    inner = (
                        item
                        for item in read_zip(stream, file.name, options, FileAccount())
                        if isinstance(item, InputFile)
                    )
                    found = detect_columns(inner, options, head)
                    if found is not None:
                        return found
                if kind in TABLES + OBJECTS:
                    rows = _open_rows(_beginning(stream, head), file, options, FileAccount())
                    head_rows = [
                        row
                        for row in itertools.islice(rows(), PREVIEW_ROWS)
                        if isinstance(row, TableRow)
                    ]
                    # Objects may have different keys, so all of the first ones count.
                    names = dict.fromkeys(column for row in head_rows for column in row.values)
                    columns = [column for column in names if printable(column) == column]
                    return columns[:MAX_COLUMNS], _detect_kind_or_none(rows, options)
        # The import itself says why a file can't be read.
        except (UnreadableError, LookupError, OSError, *ZIP_ERRORS):
            continue

    return None


def _detect_kind_or_none(rows: TableRows, options: ReadOptions) -> str:
    try:
        return detect_row_kind(rows, options)
    except UnreadableError:
        return ""


def _open_rows(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: FileAccount
) -> TableRows:
    is_table = PurePath(file.name).suffix.lower() in TABLES
    account.kind = "table" if is_table else "objects"
    if is_table:
        return Table(stream, file.name, options, account).rows

    def rows() -> Iterator[TableRow | Refused]:
        stream.seek(0)
        return read_objects(stream, file.name, options, account)

    return rows


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


def _read_single(
    stream: BinaryIO, file: InputFile, kind: str, options: ReadOptions, account: FileAccount
) -> ArticleRecord:
    """Return the article of a file with one article: a text or a web page."""
    account.kind, account.rows = ("page" if kind in PAGES else "text"), 1
    limit = MAX_PAGE if kind in PAGES else MAX_TEXT
    if file.size > limit:
        raise UnreadableError(_("larger than %(limit)s MB") % {"limit": limit // 1_000_000})

    data = stream.read(limit + 1)
    identifier = file.stem[-500:]
    if kind in TEXTS:
        text = clean_text(
            decode_bytes(data, options.language, options.encoding, account).removeprefix("\ufeff")
        )
        return check_record(ArticleRecord(identifier, text, language=options.language))

    page = read_page(data, options.language, options.encoding, account)
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


def _read_archive_or_refuse(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: Account, head: int
) -> Iterator[ReadArticle | Refused]:
    try:
        yield from _read_archive(stream, file, options, account, head)
    except UnreadableError as error:
        yield Refused(file.name, str(error))


def _read_archive(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: Account, head: int
) -> Iterator[ReadArticle | Refused]:
    archive_account = FileAccount(file.name, "archive")
    for inner in read_zip(stream, file.name, options, archive_account):
        if isinstance(inner, Refused):
            yield inner
            continue
        if PurePath(inner.name).suffix.lower() in ARCHIVES:
            yield Refused(inner.name, _("a ZIP file inside a ZIP file can’t be imported"))
            continue

        try:
            with inner.open() as member:
                yield from read_file(member, inner, options, account, head)
        # Some kinds of damage are an OSError.
        except (*ZIP_ERRORS, OSError) as error:
            yield Refused(inner.name, _("can’t be unpacked: %(error)s") % {"error": error})

    if archive_account.facts:
        account.add(archive_account)
