"""The entry point of the readers: reads files of any kind, and measures the progress."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO

from annotator.corpus.readers.account import Account, Certainty, FileAccount
from annotator.corpus.readers.archives.compressed_files import COMPRESSED, unpacked
from annotator.corpus.readers.archives.zip_files import ZIP_ERRORS, read_zip
from annotator.corpus.readers.encodings.encoding import is_encoding
from annotator.corpus.readers.file_annotators import find_annotators
from annotator.corpus.readers.file_kinds import (
    ARCHIVES,
    DOCUMENTS,
    OBJECTS,
    PAGES,
    ROWS,
    TABLES,
    TEXTS,
    suffix_of,
)
from annotator.corpus.readers.records import (
    InputFile,
    ReadArticle,
    ReadOptions,
    Refused,
    UnreadableError,
)
from annotator.corpus.readers.row_files import open_rows
from annotator.corpus.readers.rows.row_articles import read_articles
from annotator.corpus.readers.single_files import read_single
from annotator.corpus.readers.unsupported_files import (
    unsupported_compressed_reason,
    unsupported_reason,
)
from annotator.lib.translation import gettext as _

Items = Iterator[ReadArticle | Refused]


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

    def __iter__(self) -> Items:
        annotators = find_annotators(self.files, self.options)
        for file in self.files:
            self.current_file = file.name
            options = _for_annotator(file, annotators, self.options)
            try:
                with file.open() as stream:
                    self._stream, self._size = stream, file.size
                    yield from read_file(stream, file, options, self.account, self.head)
            except OSError as error:
                yield Refused(file.name, error.strerror or str(error), rows=0)
            self._stream = None
            self._done_before += file.size


def _is_passed_over(file: InputFile, account: Account) -> bool:
    if file.clutter:
        account.pass_over(file.clutter)
    return bool(file.clutter)


def _for_annotator(
    file: InputFile, annotators: Mapping[str, str], options: ReadOptions
) -> ReadOptions:
    """Return the options for a file that may be named after its annotator."""
    name = annotators.get(file.name, "")
    return replace(options, file_annotator=name) if name else options


def read_file(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: Account, head: int = 0
) -> Items:
    """Yield the articles of one file of any kind, and add the file to `account`.

    A file that can't be read is yielded as refused. Raises only OSError.
    """
    kind = suffix_of(file.name)
    if options.encoding and not is_encoding(options.encoding):
        yield Refused(
            file.name,
            _("unknown encoding “%(encoding)s”") % {"encoding": options.encoding},
            rows=0,
        )
    elif kind in ARCHIVES:
        yield from _read_archive(stream, file, options, account, head)
    elif kind in COMPRESSED:
        yield from _read_compressed(stream, file, options, account, head)
    else:
        file_account = account.unfinished = FileAccount(file.name)
        try:
            yield from _read_or_refuse(stream, file, options, file_account, head)
        except Exception:
            file_account.is_cut = True
            raise
        # A preview stops in the middle of a file, and says how it was read until there.
        finally:
            account.add(file_account)


def _read_or_refuse(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: FileAccount, head: int
) -> Items:
    """Yield the items of a file. One that can't be read to its end ends with a refusal."""
    rows = 0
    try:
        for item in _read(stream, file, options, account, head):
            rows += item.rows
            yield item
        return
    except UnreadableError as error:
        reason = str(error)
    except UnicodeError:
        reason = _("not in the encoding %(encoding)s") % {"encoding": options.encoding}

    account.is_cut = True
    # The rows that were read, but are in no item, are refused with the file.
    yield Refused(file.name, reason, rows=account.rows - rows)


def _read(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: FileAccount, head: int
) -> Items:
    kind = suffix_of(file.name)
    if kind in TEXTS + PAGES + DOCUMENTS:
        yield read_single(stream, file, options, account)
    elif kind in ROWS:
        with open_rows(stream, file, options, account, head) as rows:
            yield from _read_rows(read_articles(rows, file.stem, options, account), file, options)
            if options.file_annotator:
                account.note("annotator", options.file_annotator, Certainty.GUESSED)
    else:
        yield Refused(file.name, unsupported_reason(stream, kind), rows=0)


def _read_rows(items: Items, file: InputFile, options: ReadOptions) -> Items:
    # A file without any article is refused, so that the result names it.
    first = next(items, None)
    if first is None:
        yield Refused(file.name, _("no articles found"), rows=0)
        return

    yield _attribute(first, options.file_annotator)
    for item in items:
        yield _attribute(item, options.file_annotator)


def _attribute(item: ReadArticle | Refused, annotator: str) -> ReadArticle | Refused:
    """Return the article with this annotator of the labels that name nobody."""
    if not annotator or isinstance(item, Refused):
        return item

    labels = tuple(
        label if label.annotator else replace(label, annotator=annotator)
        for label in item.record.labels
    )
    return replace(item, record=replace(item.record, labels=labels))


def _read_compressed(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: Account, head: int
) -> Items:
    """Yield the articles of a file such as articles.csv.gz."""
    with unpacked(stream, file) as (content, inner):
        inner_kind = suffix_of(inner.name)
        if inner_kind in TEXTS + PAGES + TABLES + OBJECTS:
            yield from read_file(content, inner, options, account, head)
        else:
            yield Refused(file.name, unsupported_compressed_reason(inner_kind), rows=0)


def _read_archive(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: Account, head: int
) -> Items:
    archive_account = FileAccount(file.name, "archive")
    try:
        members = list(read_zip(stream, file.name, options, archive_account))
    except UnreadableError as error:
        yield Refused(file.name, str(error), rows=0)
        return

    files = [member for member in members if isinstance(member, InputFile) and not member.clutter]
    annotators = find_annotators(files, options)
    for member in members:
        if isinstance(member, Refused):
            yield replace(member, rows=0)
        elif not _is_passed_over(member, account):
            inner_options = _for_annotator(member, annotators, options)
            yield from _read_member(member, inner_options, account, head)

    if archive_account.facts:
        account.add(archive_account)


def _read_member(member: InputFile, options: ReadOptions, account: Account, head: int) -> Items:
    if suffix_of(member.name) in ARCHIVES:
        yield Refused(member.name, _("a ZIP file inside a ZIP file can’t be imported"), rows=0)
        return

    try:
        with member.open() as stream:
            yield from read_file(stream, member, options, account, head)
    # Some kinds of damage are an OSError.
    except (*ZIP_ERRORS, OSError) as error:
        reason = _("can’t be unpacked: %(error)s") % {"error": error}
        yield Refused(member.name, reason, rows=0)
