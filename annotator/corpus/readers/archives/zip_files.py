"""Reads the files in a ZIP file, within limits, without writing anything to disk."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.archives.clutter import clutter_kind
from annotator.corpus.readers.archives.zip_names import HEAD, decode_names
from annotator.corpus.readers.records import (
    InputFile,
    ReadOptions,
    Refused,
    UnreadableError,
    printable,
)
from annotator.lib.translation import gettext as _

MAX_FILES = 100_000
# Bytes in the list of files: enough for names of some 200 letters.
MAX_DIRECTORY = 30_000_000
# Begins the entry of each file in the list.
ENTRY = b"PK\x01\x02"
# Bytes of all files when unpacked.
MAX_UNPACKED = 4_000_000_000
# Text compresses to a tenth, a zip bomb to a thousandth.
MAX_RATIO = 200
# Bytes when unpacked. Smaller files do no harm, whatever their ratio.
SMALL = 1_000_000
# The errors of zipfile and of the compression modules for a damaged file.
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError,
    ValueError,
)  # fmt: skip


def read_zip(
    stream: BinaryIO, name: str, options: ReadOptions, account: FileAccount
) -> Iterator[InputFile | Refused]:
    """Yield the files of an archive in its order, named `archive.zip › path`.

    How their names were decoded is noted in `account`, that of the archive. Raises UnreadableError
    for a bad archive.
    """
    checked_stream = _DirectoryCheck(stream)
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, checked_stream))
        checked_stream.is_read = True
        files = [member for member in archive.infolist() if not member.is_dir()]
    except ZIP_ERRORS as error:
        raise UnreadableError(_("not a readable ZIP file: %(error)s") % {"error": error}) from None

    paths = decode_names(files, options, account, partial(_head, archive))
    # A path that ends so is a folder's.
    members = [
        (member, path)
        for member, path in zip(files, paths, strict=True)
        if path and not path.endswith("/")
    ]
    if all(clutter_kind(path) for _member, path in members):
        raise UnreadableError(_("the ZIP file is empty"))

    unpacked = sum(member.file_size for member, path in members if not clutter_kind(path))
    if unpacked > MAX_UNPACKED:
        raise UnreadableError(
            _("%(size)s GB when unpacked; at most %(limit)s GB can be read")
            % {"size": f"{unpacked / 1e9:.1f}", "limit": f"{MAX_UNPACKED / 1e9:.0f}"}
        )

    for member, full_path in members:
        path = _shorten(printable(full_path))
        source = f"{name} › {path}"
        clutter = clutter_kind(full_path)
        reason = "" if clutter else _refusal(member, full_path)
        # An archive can state a wrong size, but zipfile never reads more than it
        # states.
        opened = partial(_open, archive, member)
        yield (
            Refused(source, reason)
            if reason
            else InputFile(source, stem_of(path), member.file_size, opened, clutter)
        )


class _DirectoryCheck:
    """The stream of an archive, with limits for the list of its files.

    It raises UnreadableError if the list is too long.
    """

    # zipfile reads the whole list, whatever its length, and makes an object for each
    # entry, whatever number of files the archive states. So the bytes are counted while
    # it reads them.

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.is_read = False
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        # After the list, the contents of files may have these bytes too.
        if self.is_read:
            return self._stream.read(size)
        if size > MAX_DIRECTORY:
            raise UnreadableError(
                _("the list of files is larger than %(limit)s MB")
                % {"limit": MAX_DIRECTORY // 1_000_000}
            )

        data = self._stream.read(size)
        files = data.count(ENTRY)
        if files > MAX_FILES:
            raise UnreadableError(
                _("%(count)s files; at most %(limit)s can be read")
                % {"count": f"{files:,}", "limit": f"{MAX_FILES:,}"}
            )
        return data


def stem_of(path: str) -> str:
    """Return the path without its suffix, from which identifiers are made."""
    return PurePosixPath(path).with_suffix("").as_posix() if PurePosixPath(path).name else path


def _refusal(member: zipfile.ZipInfo, full_path: str) -> str:
    """Return why the file can't be read, or ""."""
    path = PurePosixPath(full_path)
    if path.is_absolute() or ".." in path.parts or any(":" in part for part in path.parts[:1]):
        return _("unsafe path in archive")
    # Bit 0 says that the file is encrypted.
    if member.flag_bits & 1:
        return _("encrypted")
    if member.file_size > max(SMALL, MAX_RATIO * member.compress_size):
        return _("more than %(ratio)s times larger when unpacked") % {"ratio": MAX_RATIO}
    return ""


def _shorten(path: str) -> str:
    # The end stays, because the suffix decides how the file is read.
    return path if len(path) <= 300 else f"{path[:150]}…{path[-149:]}"


def _head(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the beginning of a file, b"" if it can't be read."""
    try:
        with archive.open(member) as stream:
            return stream.read(HEAD)
    except (*ZIP_ERRORS, OSError):
        return b""


def _open(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, archive.open(member))))
