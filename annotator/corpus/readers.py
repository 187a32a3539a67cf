"""Bytes in, text out. Pure: nothing here knows of a database or a request."""

import re
from dataclasses import dataclass
from datetime import date

from charset_normalizer import from_bytes

LONGEST = 2_000_000  # characters of one article: the longest news feature has a tenth of them
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")  # what no text has, but for tab, newlines and form feed
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class UnreadableError(Exception):
    """This is no text that could be an article; the message says why."""


@dataclass(frozen=True)
class ArticleRecord:
    """An article as it comes in. `text` keeps every character; only its newlines are made LF."""

    external_id: str
    text: str
    title: str = ""
    source: str = ""
    url: str = ""
    published: date | None = None
    language: str = "en"
    rights: str = ""


def read_text(data: bytes) -> str:
    """The text of a plain text file. Raises UnreadableError for empty, binary and oversized ones."""
    return checked_text(_decoded(data))


def checked_text(text: str) -> str:
    """`text` with LF for every newline; raises UnreadableError where it can't be an article."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableError("it is empty")
    if CONTROL.search(text):
        raise UnreadableError("it holds control characters: a binary file?")
    if len(text) > LONGEST:
        raise UnreadableError(f"it has {len(text):,} characters; an article may have {LONGEST:,}")
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decoded_as(data, encoding)
    if b"\0" in data:
        raise UnreadableError("it is a binary file")
    try:
        return data.decode()
    except UnicodeDecodeError:
        best = from_bytes(data).best()
        if best is None:
            raise UnreadableError("its encoding could not be found out: save it as UTF-8") from None
        return str(best)


def _decoded_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableError(f"it begins as {encoding} but is not") from None
