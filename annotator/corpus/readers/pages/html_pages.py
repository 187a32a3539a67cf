"""Reads the article in a saved web page, without the page around it."""

import re
from dataclasses import dataclass
from datetime import date

from annotator.corpus.readers.account import Certainty
from annotator.corpus.readers.pages.html_encoding import decode_page
from annotator.corpus.readers.pages.html_parser import page_parser
from annotator.corpus.readers.records import LANGUAGE_TAG, LENGTHS, UnreadableError, clean_text
from annotator.lib.translation import gettext as _

LANGUAGE = re.compile(
    r"""<html\b[^<>]{0,2000}?\s(?:xml:)?lang\s*=\s*["']?([\w-]{2,35})""", re.IGNORECASE
)
# Browsers write the address into a page that they save.
SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(https?://[^\s<>]{1,2000}) -->")
# Some pages have the title as a heading and as a line above the picture, too.
MAX_TITLE_LINES = 3
# Stand between a title and the name of the newspaper.
SEPARATORS = "-|–—·•»:"
TAG = re.compile(r"<[a-zA-Z!/]")
# Characters at the beginning, where a page declares its language.
PREVIEW_CHARACTERS = 4096


@dataclass(frozen=True, slots=True)
class WebPage:
    """The article of a page.

    `encoding` is Python's name, and `certainty` how it was found. `replaced` counts the characters
    of the page that were damaged: “�” in its source now.
    """

    text: str
    title: str
    source: str
    url: str
    published: date | None
    language: str
    encoding: str
    certainty: Certainty
    replaced: int


def read_page(data: bytes, language: str, encoding: str = "") -> WebPage:
    """Return the article in an HTML page. Nothing is fetched.

    `language` is for pages that don't declare one. Raises UnreadableError.
    """
    page = decode_page(data, language, encoding)
    if not TAG.search(page.html):
        raise UnreadableError(_("not an HTML page"))

    found = page_parser.extract(page.html)
    if not found:
        raise UnreadableError(_("no article found on this page"))

    title = _line(found["title"])[: LENGTHS["title"]]
    head = page.html[:PREVIEW_CHARACTERS]
    saved_from = SAVED_FROM.search(head)
    return WebPage(
        text=clean_text(_without_title(found["text"], title)),
        title=title,
        source=_line(found["sitename"] or found["hostname"])[: LENGTHS["source"]],
        url=_address(found["url"]) or _address(saved_from and saved_from[1]),
        published=_date(found["date"]),
        language=_declared_language(head) or language,
        encoding=page.encoding,
        certainty=page.certainty,
        replaced=page.replaced + found["replaced"],
    )


def _declared_language(head: str) -> str:
    declared = LANGUAGE.search(head)
    # Some write it as in the names of locales.
    tag = declared[1].replace("_", "-") if declared else ""
    return tag if LANGUAGE_TAG.fullmatch(tag) else ""


def _without_title(text: str, title: str) -> str:
    """Return the text without the title in its first lines, unless nothing else is left.

    The title is shown above the article and isn't labelled, so it must not be a sentence too.
    """
    for _time in range(MAX_TITLE_LINES):
        first, _newline, rest = text.partition("\n")
        if not rest.strip() or not _is_title(_line(first).casefold(), title.casefold()):
            break
        text = rest
    return text


def _is_title(line: str, title: str) -> bool:
    # Many titles end with the name of the newspaper.
    name = title.removeprefix(line).lstrip()
    return bool(line) and title.startswith(line) and (not name or name[0] in SEPARATORS)


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
