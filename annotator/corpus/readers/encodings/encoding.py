"""Detects the encoding of bytes, and decodes them."""

import codecs
import io
import itertools
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from charset_normalizer import from_bytes

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.encodings.encoding_guess import guess_encodings
from annotator.corpus.readers.encodings.wide_encodings import detect_wide
from annotator.corpus.readers.records import ReadOptions, UnreadableError
from annotator.lib.translation import gettext as _

CHUNK = 1_000_000
# The encoding is detected from this many bytes.
SAMPLE = 200_000
# Characters of a line: enough for the longest article as JSON with each letter escaped.
MAX_LINE = 8_000_000
# The longer marks first: that of UTF-32 begins like that of UTF-16.
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# The encodings that are tried, each over the whole file.
MAX_GUESSES = 6
# Begins a part in Japanese letters. Its encoding has only ASCII bytes.
JAPANESE_ESCAPE = re.compile(rb"\x1b\$[@B]")
# Python has these encodings, but no article is written in them. Punycode takes
# quadratic time: a page of 200 kB that declares it takes 4 s.
NO_ENCODINGS = frozenset(["idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"])
# With the error handler "surrogateescape", an invalid byte is decoded to one of these.
BROKEN = re.compile("[\udc80-\udcff]")


def decode_bytes(
    data: bytes, language: str, encoding: str = "", account: FileAccount | None = None
) -> str:
    """Return the text of `data`, and note its encoding.

    Raises UnreadableError if the encoding can't be detected, or if the data are binary.
    """
    options = ReadOptions(language=language, encoding=encoding)
    encoding = choose_encoding(io.BytesIO(data), options, account or FileAccount())
    return data.decode(encoding, errors="surrogateescape")


def choose_encoding(stream: BinaryIO, options: ReadOptions, account: FileAccount) -> str:
    """Return the encoding that was chosen, or is detected, and note it.

    The position in the stream changes. Raises UnreadableError.
    """
    encoding, certainty = options.encoding, Certainty.CHOSEN
    if not encoding:
        encoding, certainty = find_encoding(stream, options.language)
    account.note("encoding", encoding, certainty)
    return encoding


def is_encoding(name: str) -> bool:
    """Whether this is the name of an encoding that an article may have."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    # Python also has codecs that are no text encodings, such as base64.
    return found._is_text_encoding and found.name.replace("-", "_") not in NO_ENCODINGS


def find_encoding(stream: BinaryIO, language: str) -> tuple[str, Certainty]:
    """Return the encoding in which all of `stream` can be read, and how sure it is.

    A byte order mark decides. Otherwise it is UTF-8, if all bytes fit or all but a few do. If
    not, it is guessed from the letters; `language` is that of the text, or "". Memory is bounded.
    The position in the stream changes. Raises UnreadableError.
    """
    stream.seek(0)
    head = stream.read(SAMPLE)
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return _confirm(stream, encoding), Certainty.STATED

    unmarked = detect_wide(head[:4000])
    if unmarked:
        return _confirm(stream, unmarked), Certainty.DETECTED

    invalid = _find_invalid(stream, "utf-8")
    if invalid is None:
        if JAPANESE_ESCAPE.search(head) and _find_invalid(stream, "iso2022_jp") is None:
            return "iso2022_jp", Certainty.DETECTED
        return "utf-8", Certainty.CERTAIN
    if b"\0" in head:
        raise UnreadableError(_("binary file"))
    if _is_damaged_utf_8(stream, invalid):
        return "utf-8", Certainty.DETECTED

    return _guess(stream, invalid, language), Certainty.GUESSED


def _guess(stream: BinaryIO, invalid: int, language: str) -> str:
    """Return the likeliest encoding in which all of the stream is valid."""
    # The part around the first byte that isn't UTF-8: before it, the file may be all
    # ASCII.
    stream.seek(max(0, invalid - SAMPLE // 4))
    sample = stream.read(SAMPLE // 2)

    refusal = None
    for encoding in itertools.islice(dict.fromkeys(guess_encodings(sample, language)), MAX_GUESSES):
        try:
            return _confirm(stream, encoding)
        except UnreadableError as error:
            refusal = refusal or error

    if refusal is None:
        best = from_bytes(sample).best()
        if best is not None and is_encoding(best.encoding):
            return _confirm(stream, best.encoding)
    raise refusal or UnreadableError(_("encoding not recognised; save the file as UTF-8"))


def _is_damaged_utf_8(stream: BinaryIO, invalid: int) -> bool:
    """Whether the file is UTF-8 with a few broken bytes.

    Around the first invalid byte, most characters beyond ASCII must be valid UTF-8: in other
    encodings, hardly any is by chance. If two encodings are in one file, only the parts in the
    other one are refused.
    """
    stream.seek(max(0, invalid - SAMPLE // 2))
    text = stream.read(SAMPLE).decode("utf-8", errors="surrogateescape")
    broken = len(BROKEN.findall(text))
    whole = sum(not letter.isascii() for letter in text) - broken
    return whole > broken


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
