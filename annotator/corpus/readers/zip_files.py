"""Reads the files of a ZIP file, within limits. Nothing is written to disk, so unsafe paths do no
harm.
"""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from annotator.corpus.readers.records import InputFile, Refused, UnreadableError, printable
from annotator.lib.translation import gettext as _

MAX_FILES = 100_000
# Bytes of the list of the files: names of some 200 letters.
LARGEST_DIRECTORY = 30_000_000
# Begins each file's entry in the list.
ENTRY = b"PK\x01\x02"
# Bytes of all files when unpacked.
LARGEST = 4_000_000_000
# Text compresses to a tenth, a zip bomb to a thousandth.
RATIO = 200
# Bytes when unpacked: smaller files do no harm, whatever their ratio.
SMALL = 1_000_000
NOT_TO_READ = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError,
    ValueError,
)  # fmt: skip


def files_in(stream: BinaryIO, name: str) -> Iterator[InputFile | Refused]:
    """The files of an archive in its order, named `archive.zip › path`. Raises UnreadableError for
    a bad archive.
    """
    directory = _Directory(stream)
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, directory))
        directory.is_open = True
        members = [
            member
            for member in archive.infolist()
            if not member.is_dir() and not _is_clutter(member.filename)
        ]
    except NOT_TO_READ as error:
        raise UnreadableError(_("not a readable ZIP file: %(error)s") % {"error": error}) from None

    if not members:
        raise UnreadableError(_("the ZIP file is empty"))

    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST:
        raise UnreadableError(
            _("%(size)s GB when unpacked; at most %(limit)s GB can be read")
            % {"size": f"{unpacked / 1e9:.1f}", "limit": f"{LARGEST / 1e9:.0f}"}
        )

    for member in members:
        path = _shortened(printable(member.filename))
        place = f"{name} › {path}"
        reason = _objection(member)
        # The size comes from the archive. zipfile reads no more than that, and checks the
        # checksum.
        opened = partial(_opened, archive, member)
        yield (
            Refused(place, reason)
            if reason
            else InputFile(place, stem_of(path), member.file_size, opened)
        )


class _Directory:
    """An archive's stream, which raises UnreadableError when the list of its files would fill the
    memory.

    zipfile reads the whole list, however long it says it is, and makes an object for each entry,
    however many the archive says there are. So the bytes themselves are looked at on their way
    there.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.is_open = False
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        if self.is_open:
            return self._stream.read(size)
        if size > LARGEST_DIRECTORY:
            raise UnreadableError(
                _("the list of files is larger than %(limit)s MB")
                % {"limit": LARGEST_DIRECTORY // 1_000_000}
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
    """The path without its suffix, from which identifiers are made."""
    return PurePosixPath(path).with_suffix("").as_posix() if PurePosixPath(path).name else path


def _objection(member: zipfile.ZipInfo) -> str:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or any(":" in part for part in path.parts[:1]):
        return _("unsafe path in archive")
    if member.flag_bits & 1:
        return _("encrypted")
    if member.file_size > max(SMALL, RATIO * member.compress_size):
        return _("more than %(ratio)s times larger when unpacked") % {"ratio": RATIO}
    return ""


def _shortened(path: str) -> str:
    """A path for messages: its middle left out where it is very long, its end, which tells its
    kind, kept.
    """
    return path if len(path) <= 300 else f"{path[:150]}…{path[-149:]}"


def _is_clutter(path: str) -> bool:
    """What systems put into archives by themselves."""
    parts = PurePosixPath(path).parts
    return (
        not parts
        or parts[0] == "__MACOSX"
        or parts[-1] in (".DS_Store", "Thumbs.db")
        or parts[-1].startswith("._")
    )


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, archive.open(member))))
