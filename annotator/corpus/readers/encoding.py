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
# Characters of a line: enough for the longest article as JSON with each letter escaped.
MAX_LINE = 8_000_000
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

# A short text in an old encoding looks plausible in several. Those that are usual for
# the language are tried first.
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
# Python has these encodings, but no article is written in them. Punycode takes
# quadratic time: a page of 200 kB that declares it takes 4 s.
NO_ENCODINGS = frozenset(["idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"])
# With the error handler "surrogateescape", an invalid byte is decoded to one of these.
BROKEN = re.compile("[\udc80-\udcff]")
WINDOWS_ONLY = re.compile(rb"[\x80-\x9f]")


def decode_bytes(data: bytes, language: str, encoding: str = "") -> str:
    """Return the text of `data`.

    Raises UnreadableError if the encoding can't be detected, or if the data are binary.
    """
    encoding = encoding or detect_encoding(io.BytesIO(data), language)
    return open_text(io.BytesIO(data), encoding).read()


def is_encoding(name: str) -> bool:
    """Whether this is the name of an encoding that an article may have."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    # Python also has codecs that are no text encodings, such as base64.
    return found._is_text_encoding and found.name.replace("-", "_") not in NO_ENCODINGS


def detect_encoding(stream: BinaryIO, language: str) -> str:
    """Return the encoding in which all of `stream` can be read.

    A byte order mark decides. Otherwise it is UTF-8, if all bytes fit or all but a few do. If
    not, charset-normalizer tries the usual encodings of the language, and then all that are
    listed here. Memory is bounded. The position in the stream changes. Raises UnreadableError.
    """
    head = stream.read(SAMPLE)
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return _confirm(stream, encoding)

    unmarked = _detect_utf_16(head[:1000])
    if unmarked:
        return _confirm(stream, unmarked)

    invalid = _find_invalid(stream, "utf-8")
    if invalid is None:
        return "utf-8"
    if b"\0" in head:
        raise UnreadableError(_("binary file"))
    if _is_damaged_utf_8(stream, invalid):
        return "utf-8"

    # The part around the first byte that isn't UTF-8: before it, the file may be all
    # ASCII.
    stream.seek(max(0, invalid - SAMPLE // 2))
    sample = stream.read(SAMPLE)

    for encodings in (_likely(sample, language), ALL):
        best = from_bytes(sample, cp_isolation=encodings).best()
        if best is not None:
            return _confirm(stream, best.encoding)

    raise UnreadableError(_("encoding not recognised; save the file as UTF-8"))


def _is_damaged_utf_8(stream: BinaryIO, invalid: int) -> bool:
    """Whether the file is UTF-8 with a few broken bytes.

    Around the first invalid byte, most characters beyond ASCII must be valid UTF-8.
    """
    stream.seek(max(0, invalid - SAMPLE // 2))
    text = stream.read(SAMPLE).decode("utf-8", errors="surrogateescape")
    broken = len(BROKEN.findall(text))
    whole = sum(not letter.isascii() for letter in text) - broken
    return whole > 3 * broken


def _likely(sample: bytes, language: str) -> list[str]:
    encodings = LIKELY.get(language[:2].lower(), WESTERN)
    # The two encodings of Central Europe differ in a few letters. Windows has these at
    # bytes that are control codes in ISO, so one such byte decides.
    return [
        name for name in encodings if name.startswith("iso") != bool(WINDOWS_ONLY.search(sample))
    ] or encodings


def open_text(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Return `stream` from its start as text, with unchanged newlines.

    Closing the text doesn't close the stream.
    """
    stream.seek(0)
    raw = cast(BinaryIO, _UnclosedStream(stream))
    # An invalid byte becomes half a character. No article may have one, so only its row
    # is refused, not the file.
    return io.TextIOWrapper(raw, encoding=encoding, errors="surrogateescape", newline="")


def bounded_lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield the lines of `text` with their newlines; raises UnreadableError for a very long one."""
    number = 0
    while line := text.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            raise UnreadableError(
                _("line %(line)s is longer than %(limit)s characters")
                % {"line": f"{number:,}", "limit": f"{MAX_LINE:,}"}
            )

        yield line


def _detect_utf_16(head: bytes) -> str:
    """Return the variant of UTF-16 without a byte order mark, or "" if it isn't UTF-16."""
    # Letters of most European languages have a zero byte first or second.
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 > 5 * even:
        return "utf-16-le"
    if even > len(head) // 5 > 5 * odd:
        return "utf-16-be"
    return ""


def _confirm(stream: BinaryIO, encoding: str) -> str:
    """Return `encoding`; raises UnreadableError if not all of the stream is in it."""
    invalid = _find_invalid(stream, encoding)
    if invalid is not None:
        raise UnreadableError(
            _(
                "the encoding looks like %(encoding)s, but byte %(position)s doesn’t fit; save the "
                "file as UTF-8"
            )
            % {"encoding": encoding, "position": f"{invalid:,}"}
        )
    return encoding


def _find_invalid(stream: BinaryIO, encoding: str) -> int | None:
    """Return about where, in bytes, the stream is first invalid in the encoding, or None."""
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


class _UnclosedStream(io.RawIOBase):
    """A stream that stays open when the text layer on top of it is closed.

    The code that opened it reads it again, and closes it.
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
