"""Reads single files that were compressed (.gz, .bz2, .xz), within limits and in one stream."""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import BinaryIO, cast

from annotator.corpus.readers.archives.zip_files import MAX_RATIO, MAX_UNPACKED, SMALL, stem_of
from annotator.corpus.readers.records import InputFile, UnreadableError
from annotator.lib.translation import gettext as _

COMPRESSED = (".gz", ".bz2", ".xz")
# Bytes of memory for unpacking: an .xz file may ask for gigabytes. The highest usual
# setting needs 65 MB.
MAX_MEMORY = 200_000_000
CHUNK = 16_000
Decompressor = bz2.BZ2Decompressor | lzma.LZMADecompressor
# A bad .gz or .bz2 file is an OSError.
UNPACKING_ERRORS = (zlib.error, lzma.LZMAError, EOFError, OSError)


@contextmanager
def unpacked(stream: BinaryIO, file: InputFile) -> Iterator[tuple[BinaryIO, InputFile]]:
    """Give the content of a compressed file, and the file that it is, `a.csv.gz › a.csv`.

    Reading raises UnreadableError if the content is damaged, or too large.
    """
    # In an archive, the name says which: `a.zip › b.csv.gz`.
    name = PurePath(file.name.rpartition("› ")[2]).with_suffix("").name
    raw = _Unpacked(stream, PurePath(file.name).suffix.lower(), file.size)

    with io.BufferedReader(raw) as content:
        inner_stream = cast(BinaryIO, content)
        # The size when unpacked isn't known.
        yield (
            inner_stream,
            InputFile(f"{file.name} › {name}", stem_of(file.stem), 0, lambda: inner_stream),
        )


class _Unpacked(io.RawIOBase):
    """The content of a compressed stream. To go back, it is unpacked again from its start."""

    def __init__(self, stream: BinaryIO, kind: str, size: int) -> None:
        self._stream = stream
        self._kind = kind
        self._limit = min(MAX_UNPACKED, max(SMALL, MAX_RATIO * size))
        self._position = 0
        self._source = self._open()

    def _open(self) -> BinaryIO:
        self._stream.seek(0)
        if self._kind == ".gz":
            return cast(BinaryIO, gzip.GzipFile(fileobj=self._stream))
        make = bz2.BZ2Decompressor if self._kind == ".bz2" else _xz_decompressor
        return cast(BinaryIO, _Members(self._stream, make))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = 0) -> int:
        target = offset + (self._position if whence == io.SEEK_CUR else 0)
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("the end isn't known")
        if target < self._position:
            self._source, self._position = self._open(), 0

        while self._position < target and self._read(min(CHUNK, target - self._position)):
            pass
        return self._position

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _read(self, size: int) -> bytes:
        try:
            data = self._source.read(size)
        except UNPACKING_ERRORS as error:
            raise UnreadableError(
                _("can’t be unpacked: %(error)s") % {"error": error or type(error).__name__}
            ) from None

        self._position += len(data)
        if self._position > self._limit:
            if self._limit == MAX_UNPACKED:
                raise UnreadableError(
                    _("more than %(limit)s GB when unpacked") % {"limit": MAX_UNPACKED // 10**9}
                )
            raise UnreadableError(
                _("more than %(ratio)s times larger when unpacked") % {"ratio": MAX_RATIO}
            )
        return data


def _xz_decompressor() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(memlimit=MAX_MEMORY)


class _Members:
    """Reads a stream of one or more compressed members, as `cat a.xz b.xz` makes."""

    def __init__(self, stream: BinaryIO, make: Callable[[], Decompressor]) -> None:
        self._stream = stream
        self._make = make
        self._decompressor = make()

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, none at the end. Raises EOFError if the end is missing."""
        while True:
            if self._decompressor.eof:
                rest = self._decompressor.unused_data or self._stream.read(CHUNK)
                # Some programs fill a file up with zeros.
                if not rest.strip(b"\0"):
                    return b""
                self._decompressor = self._make()
            elif self._decompressor.needs_input:
                rest = self._stream.read(CHUNK)
                if not rest:
                    raise EOFError(_("the end is missing"))
            else:
                rest = b""

            data = self._decompressor.decompress(rest, size)
            if data:
                return data
