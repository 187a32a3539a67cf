"""Reads the article in a saved web page, without the page around it."""

import re
from dataclasses import dataclass
from datetime import date

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.encoding import decode_bytes, is_encoding
from annotator.corpus.readers.html_parser import page_parser
from annotator.corpus.readers.records import LANGUAGE_TAG, UnreadableError, clean_text
from annotator.lib.translation import gettext as _

DECLARED = re.compile(rb"""<meta[^<>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE)
LANGUAGE = re.compile(r"""<html\b[^<>]{0,2000}?\slang\s*=\s*["']?([\w-]{2,35})""", re.IGNORECASE)
TAG = re.compile(r"<[a-zA-Z!/]")
# Characters at the beginning, where a page declares its encoding and its language.
PREVIEW_CHARACTERS = 4096


@dataclass(frozen=True, slots=True)
class WebPage:
    text: str
    title: str
    source: str
    url: str
    published: date | None
    language: str


def read_page(
    data: bytes, language: str, encoding: str = "", account: FileAccount | None = None
) -> WebPage:
    """Return the article that trafilatura finds in an HTML page. Nothing is fetched.

    `language` is for pages that don't declare one. Raises UnreadableError.
    """
    account = account or FileAccount()
    declared_encoding = "" if encoding else _declared_encoding(data)
    html = decode_bytes(data, language, encoding or declared_encoding, account)
    if declared_encoding:
        account.note("encoding", declared_encoding, Certainty.STATED)
    if not TAG.search(html):
        raise UnreadableError(_("not an HTML page"))

    # The parser would put “�” into the text for a zero byte.
    found = page_parser.extract(html.replace("\0", ""))
    if not found:
        raise UnreadableError(_("no article found on this page"))

    title = _line(found["title"])
    declared = LANGUAGE.search(html[:PREVIEW_CHARACTERS])
    return WebPage(
        text=clean_text(_without_title(found["text"], title)),
        title=title,
        source=_line(found["sitename"] or found["hostname"])[:300],
        url=_address(found["url"]),
        published=_date(found["date"]),
        language=declared[1] if declared and LANGUAGE_TAG.fullmatch(declared[1]) else language,
    )


def _declared_encoding(data: bytes) -> str:
    """Return the encoding that the page declares and is in, or "" if it must be detected."""
    # A byte order mark decides, as in `find_encoding`.
    declared = DECLARED.search(data[:PREVIEW_CHARACTERS])
    if declared is None or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return ""

    encoding = declared[1].decode().lower()
    if encoding in ("iso-8859-1", "latin1", "latin-1"):
        # As in browsers: pages with this name often have the curly quotes of Windows.
        encoding = "cp1252"

    if not is_encoding(encoding):
        return ""

    # Pages often declare a wrong encoding.
    try:
        data.decode(encoding)
    except (UnicodeError, ValueError):
        return ""

    return encoding


def _without_title(text: str, title: str) -> str:
    # The title is shown above the article and isn't labelled, so it must not be a
    # sentence too.
    first, _, rest = text.partition("\n")
    return rest if title and _line(first).casefold() == title.casefold() and rest.strip() else text


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _address(url: str | None) -> str:
    return (
        url if url and url.lower().startswith(("http://", "https://")) and len(url) <= 2000 else ""
    )


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
