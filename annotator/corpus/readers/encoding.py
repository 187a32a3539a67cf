"""Detects the encoding of bytes, and decodes them."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from charset_normalizer import from_bytes

from annotator.corpus.readers.records import UnreadableError
from annotator.lib.translation import gettext as _

CHUNK = 1_000_000
# The encoding is detected from this many bytes.
SAMPLE = 200_000
# Characters: room for the longest article on one line of JSON, each letter escaped.
MAX_LINE = 8_000_000
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

# A short text in an old encoding reads plausibly in several. The language says which are likely:
# they are tried first.
FAMILIES = {
    "cs hr hu pl ro sk sl": ["cp1250", "iso8859_2"],
    "be bg mk ru sr uk": ["cp1251", "koi8_r"],
    "ar fa ur": ["cp1256"],
    "el": ["cp1253"],
    "az tr": ["cp1254"],
    "he yi": ["cp1255"],
    "et lt lv": ["cp1257"],
    "ja": ["cp932", "euc_jp"],
    "ko": ["cp949"],
    "zh": ["gb18030", "big5"],
}
LIKELY = {
    language: encodings
    for languages, encodings in FAMILIES.items()
    for language in languages.split()
}
WESTERN = ["cp1252"]
ALL = [
    *WESTERN,
    *dict.fromkeys(encoding for encodings in FAMILIES.values() for encoding in encodings),
]
# Encodings of Python that no article is written in. Punycode takes quadratic time: a page of
# 200 kB that declares it takes 4 s.
NO_ENCODINGS = frozenset(["idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"])
# Python decodes an invalid byte to one of these.
BROKEN = re.compile("[\udc80-\udcff]")
WINDOWS_ONLY = re.compile(rb"[\x80-\x9f]")


def decode_bytes(data: bytes, language: str, encoding: str = "") -> str:
    """The text of `data`. Raises UnreadableError if its encoding can't be
    detected, or if it is binary.
    """
    return text_of(io.BytesIO(data), encoding or encoding_of(io.BytesIO(data), language)).read()


def is_encoding(name: str) -> bool:
    """Whether this is the name of an encoding that articles may be in."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return found._is_text_encoding and found.name.replace("-", "_") not in NO_ENCODINGS


def encoding_of(stream: BinaryIO, language: str) -> str:
    """The encoding that all of `stream` can be read in. Memory is bounded; the stream is left
    anywhere.

    A byte order mark decides; else UTF-8 where it fits, from end to end or but for a few bytes;
    else the likely ones for the language; else what charset-normalizer finds among all that are
    listed here. Raises UnreadableError.
    """
    head = stream.read(SAMPLE)
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return _confirmed(stream, encoding)

    unmarked = _utf_16(head[:1000])
    if unmarked:
        return _confirmed(stream, unmarked)

    strange = _first_unfit(stream, "utf-8")
    if strange is None:
        return "utf-8"
    if b"\0" in head:
        raise UnreadableError(_("binary file"))
    if _is_damaged_utf_8(stream, strange):
        return "utf-8"

    stream.seek(max(0, strange - SAMPLE // 2))
    sample = stream.read(SAMPLE)

    for encodings in (_likely(sample, language), ALL):
        best = from_bytes(sample, cp_isolation=encodings).best()
        if best is not None:
            return _confirmed(stream, best.encoding)

    raise UnreadableError(_("encoding not recognised; save the file as UTF-8"))


def _is_damaged_utf_8(stream: BinaryIO, strange: int) -> bool:
    """Whether what is beyond ASCII around the first unfit byte is mostly whole UTF-8: a few bytes
    of it are broken.
    """
    stream.seek(max(0, strange - SAMPLE // 2))
    text = stream.read(SAMPLE).decode("utf-8", errors="surrogateescape")
    broken = len(BROKEN.findall(text))
    whole = sum(not letter.isascii() for letter in text) - broken
    return whole > 3 * broken


def _likely(sample: bytes, language: str) -> list[str]:
    encodings = LIKELY.get(language[:2].lower(), WESTERN)
    # The two of Central Europe differ in a few letters, which Windows keeps at bytes that ISO
    # leaves to control codes.
    return [
        name for name in encodings if name.startswith("iso") != bool(WINDOWS_ONLY.search(sample))
    ] or encodings


def text_of(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """`stream` from its start as text, newlines as they are. It stays open when the text goes.

    A byte that does not fit becomes half a character, which no article may hold: only its row is
    refused.
    """
    stream.seek(0)
    raw = cast(BinaryIO, _Shield(stream))
    return io.TextIOWrapper(raw, encoding=encoding, errors="surrogateescape", newline="")


def bounded_lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of `text` with their ends; raises UnreadableError for one that would fill the
    memory.
    """
    number = 0
    while line := text.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            raise UnreadableError(
                _("line %(line)s is longer than %(limit)s characters")
                % {"line": f"{number:,}", "limit": f"{MAX_LINE:,}"}
            )

        yield line


def _utf_16(head: bytes) -> str:
    """UTF-16 without its mark, detected by the positions of zero bytes; empty for others."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 > 5 * even:
        return "utf-16-le"
    if even > len(head) // 5 > 5 * odd:
        return "utf-16-be"
    return ""


def _confirmed(stream: BinaryIO, encoding: str) -> str:
    strange = _first_unfit(stream, encoding)
    if strange is not None:
        raise UnreadableError(
            _(
                "the encoding looks like %(encoding)s, but byte %(position)s doesn’t fit; save the "
                "file as UTF-8"
            )
            % {"encoding": encoding, "position": f"{strange:,}"}
        )
    return encoding


def _first_unfit(stream: BinaryIO, encoding: str) -> int | None:
    """Where about in `stream` (in bytes) the encoding does not fit, None where it fits
    throughout.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    position = 0

    while chunk := stream.read(CHUNK):
        try:
            decoder.decode(chunk)
        except UnicodeError as error:
            return position + getattr(error, "start", 0)
        position += len(chunk)

    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        return position

    return None


class _Shield(io.RawIOBase):
    """A stream that is not closed with the text layer over it: whoever opened it reads it again, or
    closes it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()
