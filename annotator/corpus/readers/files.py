"""The entry point of the readers: reads files of any kind, and measures the progress."""

import io
import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import BinaryIO

from annotator.corpus.readers.account import Account, Certainty, FileAccount
from annotator.corpus.readers.compressed_files import COMPRESSED, unpacked
from annotator.corpus.readers.documents import read_document, read_saved_page
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
from annotator.corpus.readers.spreadsheets import open_sheet
from annotator.corpus.readers.tables import read_table
from annotator.corpus.readers.unsupported_files import (
    unsupported_compressed_reason,
    unsupported_reason,
)
from annotator.corpus.readers.zip_files import ZIP_ERRORS, read_zip
from annotator.lib.translation import gettext as _

TEXTS = (".txt", ".text")
SAVED_PAGES = (".mhtml", ".mht")
PAGES = (".html", ".htm", ".xhtml", *SAVED_PAGES)
TABLES = (".csv", ".tsv")
OBJECTS = (".jsonl", ".ndjson", ".json")
DOCUMENTS = (".docx", ".odt", ".pdf")
SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
ARCHIVES = (".zip",)
SUFFIXES = (
    *TEXTS, *PAGES, *DOCUMENTS, *TABLES, *SPREADSHEETS, *OBJECTS, *ARCHIVES, *COMPRESSED
)  # fmt: skip
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
        self.account = Account()
        self.files = [file for file in files if not _is_passed_over(file, self.account)]
        self.options = options
        self.head = head
        self.total = sum(file.size for file in self.files)
        # Bytes of the files before the current one.
        self._done_before = 0
        self._stream: BinaryIO | None = None
        self._size = 0
        self.current_file = self.files[0].name if self.files else ""

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


def _is_passed_over(file: InputFile, account: Account) -> bool:
    if file.clutter:
        account.pass_over(file.clutter)
    return bool(file.clutter)


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
    if kind in COMPRESSED:
        yield from _read_compressed(stream, file, options, account, head)
        return

    file_account = FileAccount(file.name)
    try:
        if kind in TEXTS + PAGES:
            yield ReadArticle(file.name, _read_single(stream, file, kind, options, file_account))
        elif kind in DOCUMENTS:
            yield _read_document(stream, file, kind, options, file_account)
        elif kind in TABLES + SPREADSHEETS + OBJECTS:
            with _open_rows(stream, file, options, file_account, head) as rows:
                items = read_articles(rows, file.stem, options, file_account)
                # A file without any article is refused, so that the result names it.
                first = next(items, None)
                yield first or Refused(file.name, _("no articles found"))
                yield from items
        else:
            yield Refused(file.name, unsupported_reason(stream, kind))
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
                        for item in read_zip(stream, file.name)
                        if isinstance(item, InputFile) and not item.clutter
                    )
                    found = detect_columns(inner, options, head)
                    if found is not None:
                        return found
                if kind in COMPRESSED:
                    with unpacked(stream, file) as (content, inner_file):
                        found = _columns_of(content, inner_file, options, head)
                else:
                    found = _columns_of(stream, file, options, head)
                if found is not None:
                    return found
        # The import itself says why a file can't be read.
        except (UnreadableError, LookupError, OSError, *ZIP_ERRORS):
            continue

    return None


def _columns_of(
    stream: BinaryIO, file: InputFile, options: ReadOptions, head: int
) -> tuple[list[str], str] | None:
    if PurePath(file.name).suffix.lower() not in TABLES + SPREADSHEETS + OBJECTS:
        return None

    with _open_rows(stream, file, options, FileAccount(), head) as rows:
        head_rows = [
            row for row in itertools.islice(rows(), PREVIEW_ROWS) if isinstance(row, TableRow)
        ]
        # Objects may have different keys, so all of the first ones count.
        names = dict.fromkeys(column for row in head_rows for column in row.values)
        columns = [column for column in names if printable(column) == column]
        return columns[:MAX_COLUMNS], _detect_kind_or_none(rows, options)


def _detect_kind_or_none(rows: TableRows, options: ReadOptions) -> str:
    try:
        return detect_row_kind(rows, options)
    except UnreadableError:
        return ""


@contextmanager
def _open_rows(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: FileAccount, head: int
) -> Iterator[TableRows]:
    """Give the rows of the file or, with a `head`, those in its first bytes."""
    kind = PurePath(file.name).suffix.lower()
    account.kind = "objects" if kind in OBJECTS else "table"
    if kind in SPREADSHEETS:
        with open_sheet(stream, file, options.columns) as sheet:
            sheet.note(account)
            yield lambda: sheet.rows(account)
        return

    read = read_table if kind in TABLES else read_objects
    content = _beginning(stream, head) if head else stream

    def rows() -> Iterator[TableRow | Refused]:
        content.seek(0)
        return read(content, file.name, options, account)

    yield rows


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
    # The size of a compressed file isn't known before.
    if len(data) > limit:
        raise UnreadableError(_("larger than %(limit)s MB") % {"limit": limit // 1_000_000})
    identifier = file.stem[-500:]
    if kind in TEXTS:
        text = clean_text(
            decode_bytes(data, options.language, options.encoding).removeprefix("\ufeff")
        )
        return check_record(ArticleRecord(identifier, text, language=options.language))

    stated = address = ""
    if kind in SAVED_PAGES:
        data, stated, address = read_saved_page(data)
    page = read_page(data, options.language, options.encoding or stated)
    return check_record(
        ArticleRecord(
            identifier,
            page.text,
            title=page.title,
            source=page.source,
            url=page.url or address,
            published=page.published,
            language=page.language,
        )
    )


def _read_document(
    stream: BinaryIO, file: InputFile, kind: str, options: ReadOptions, account: FileAccount
) -> ReadArticle:
    account.kind, account.rows = "document", 1
    document = read_document(stream, file, kind)

    # Words of another language than the default one were marked by somebody, or by the
    # program that checked their spelling.
    language = document.language or options.language or document.default_language
    if language and language != options.language:
        account.note("language", language, Certainty.STATED)
    record = ArticleRecord(file.stem[-500:], document.text, title=document.title, language=language)
    return ReadArticle(file.name, check_record(record), document.warnings)


def _read_compressed(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: Account, head: int
) -> Iterator[ReadArticle | Refused]:
    """Yield the articles of a file such as articles.csv.gz."""
    with unpacked(stream, file) as (content, inner):
        inner_kind = PurePath(inner.name).suffix.lower()
        if inner_kind in TEXTS + PAGES + TABLES + OBJECTS:
            yield from read_file(content, inner, options, account, head)
        else:
            yield Refused(file.name, unsupported_compressed_reason(inner_kind))


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
    for inner in read_zip(stream, file.name):
        if isinstance(inner, Refused):
            yield inner
            continue
        if _is_passed_over(inner, account):
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
