"""The results of reading a file: articles, or the reasons why something is refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import BinaryIO

from annotator.lib.names import name_problem, tidy_name
from annotator.lib.translation import gettext as _

# Characters of one article: the longest news feature has a tenth of them.
MAX_CHARACTERS = 2_000_000
# Control characters other than tab, newlines and form feed.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Invisible characters: spaces, marks of direction and the like.
UNSEEN = (
    "".join(filter(str.isspace, map(chr, range(0x3001))))
    + "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
LENGTHS = {
    "external_id": 500,
    "title": 2000,
    "source": 300,
    "url": 2000,
    "language": 35,
    "rights": 300,
    "group": 300,
}
SPLITS = {
    "train": "train",
    "training": "train",
    "dev": "validation",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
    "": "",
}


class UnreadableError(Exception):
    """An article or a file can't be read; the message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(printable(reason))


@dataclass(frozen=True, slots=True)
class ImportedLabel:
    """A label that came with a text, in the words of the tool it comes from.

    It is on the sentence `position` (from 1) or, where that is 0, on the characters from `start` to
    `end`.
    """

    says: str
    annotator: str = ""
    position: int = 0
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article from a file. `text` is unchanged, except that its newlines are LF.

    `sentences` is the split that came with it: strings that occur in `text` in this order, of which
    those at the positions `excluded` (from 1) are boilerplate. Empty: it is to be split.
    """

    external_id: str
    text: str
    title: str = ""
    source: str = ""
    url: str = ""
    published: date | None = None
    language: str = "en"
    rights: str = ""
    group: str = ""
    split: str = ""
    sentences: tuple[str, ...] = ()
    excluded: frozenset[int] = frozenset()
    labels: tuple[ImportedLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article, and where it stood: a file, with the line or item in it."""

    place: str
    record: ArticleRecord


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that can't be imported: its source and the reason."""

    place: str
    reason: str
    line: int = 0


@dataclass(frozen=True)
class InputFile:
    """A file to read: `name` is for messages, `stem` for the identifiers of articles that have
    none.

    `size` is in bytes. `open` returns a new seekable stream at its start, or raises
    OSError.
    """

    name: str
    stem: str
    size: int
    open: Callable[[], BinaryIO]


@dataclass(frozen=True)
class ReadOptions:
    """How files are to be read; options that are left out are detected.

    `columns` names the column of a field (empty: none) where the header
    doesn't show it.
    `rows` says what a row is: "articles", "sentences", or "" to detect it.
    `language` is the default language.
    """

    columns: dict[str, str] = field(default_factory=dict)
    rows: str = ""
    language: str = "en"
    encoding: str = ""


def clean_text(text: str) -> str:
    """`text` with LF for every newline; raises UnreadableError where it can't be an article."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")

    if not text.strip(UNSEEN):
        raise UnreadableError(_("has no text"))
    if CONTROL.search(text):
        raise UnreadableError(_("contains control characters (a binary file?)"))
    if len(text) > MAX_CHARACTERS:
        raise UnreadableError(
            _("%(count)s characters; an article can have at most %(limit)s")
            % {"count": f"{len(text):,}", "limit": f"{MAX_CHARACTERS:,}"}
        )

    check_encodes(text, "text")
    return text


def check_record(record: ArticleRecord) -> ArticleRecord:
    """`record` as it is; raises UnreadableError if a field of it is too long or invalid."""
    if not record.external_id.strip():
        raise UnreadableError(_("has no identifier"))

    for name, longest in LENGTHS.items():
        check_line(getattr(record, name), name, longest)

    if not LANGUAGE_TAG.fullmatch(record.language):
        raise UnreadableError(
            _("unknown language tag “%(tag)s”; use one such as en, de or pt-BR")
            % {"tag": record.language}
        )
    if record.url and not record.url.lower().startswith(("http://", "https://")):
        raise UnreadableError(
            _("the URL “%(url)s” doesn’t start with http:// or https://") % {"url": record.url[:80]}
        )

    return record


def check_line(text: str, what: str, longest: int) -> None:
    """Raises UnreadableError if `text` is too long, or has invalid characters."""
    if len(text) > longest:
        raise UnreadableError(
            _("%(field)s: %(count)s characters, but at most %(limit)s are allowed")
            % {"field": what, "count": f"{len(text):,}", "limit": f"{longest:,}"}
        )
    if CONTROL.search(text):
        raise UnreadableError(_("%(field)s: contains control characters") % {"field": what})
    if not text.isascii():
        check_encodes(text, what)


# The same few names are in all rows of a file.
@lru_cache(maxsize=10_000)
def clean_name(text: str, what: str, longest: int) -> str:
    """The name of a person, tidied for storage. Raises UnreadableError if it is invalid."""
    check_line(text, what, longest)
    name = tidy_name(text)
    if name_problem(name):
        raise UnreadableError(
            _("%(field)s: %(problem)s") % {"field": what, "problem": name_problem(name)}
        )
    return name


def printable(text: str) -> str:
    """`text` without characters that a database or a terminal rejects."""
    return CONTROL.sub("�", text).encode(errors="replace").decode()


def check_encodes(text: str, what: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnreadableError(
            _("%(field)s: contains bytes invalid in this encoding, or half a character")
            % {"field": what}
        ) from None
