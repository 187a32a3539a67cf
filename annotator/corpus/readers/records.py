"""What readers return: articles, or refused items with a reason. And the checks of articles."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import BinaryIO

from annotator.lib.names import name_problem, tidy_name
from annotator.lib.translation import gettext as _

# Characters of one article. The longest news features have a tenth of this.
MAX_CHARACTERS = 2_000_000
# Control characters other than tab, newlines and form feed.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Spaces, direction marks and other characters that show nothing.
INVISIBLE = (
    "".join(filter(str.isspace, map(chr, range(0x3001))))
    + "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
# Characters of the ID that a file gives to a sentence.
MAX_ORIGINAL_ID = 300
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
    """A label from a file. `name` is what the file calls it.

    It is on the sentence `position` (from 1) or, if that is 0, on the characters from `start` to
    `end`. Labels with the same `answer` were given at once; a later one has a higher number.
    """

    name: str
    annotator: str = ""
    position: int = 0
    start: int = 0
    end: int = 0
    answer: int = 0


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article from a file. `text` is unchanged, except that its newlines are LF.

    `sentences` are those that came with the article: strings that occur in `text` in this order.
    The ones at the positions `excluded` (from 1) are boilerplate. If there are none, the text is
    split. `numbers` are the positions that the file gave to its sentences, and `original_ids` its
    identifiers of them, both as many as `sentences`, or none.
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
    numbers: tuple[int, ...] = ()
    original_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something that was left out or changed, with its source and the reason.

    `labels` counts the labels that were left out with it.
    """

    source: str
    reason: str
    labels: int = 0


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with its source: the file, and the line or item in it.

    `rows` counts the rows of the file that it was made of.
    """

    source: str
    record: ArticleRecord
    warnings: tuple[ReadWarning, ...] = ()
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that can't be imported, with its source and the reason.

    `line` is the line in the file. `rows` counts the rows that the item was made of, and `labels`
    those of its labels that could be read.
    """

    source: str
    reason: str
    line: int = 0
    rows: int = 1
    labels: int = 0


@dataclass(frozen=True)
class InputFile:
    """A file to read.

    `name` is for messages, and `stem` for the identifiers of articles that have none. `size` is
    in bytes. `open` returns a new seekable stream at its start, or raises OSError. A file with
    `clutter` isn't somebody's: it is passed over, and counted as clutter of this kind.
    """

    name: str
    stem: str
    size: int
    open: Callable[[], BinaryIO]
    clutter: str = ""


@dataclass(frozen=True)
class ReadOptions:
    """How to read files. What the options leave open is detected.

    `columns` has the chosen column of a field; "" means that no column has the field. `rows` is
    what a row is: "articles", "sentences", or "" to detect it. `language` is the default; ""
    to guess it. `quoting` is how a table writes quotation marks: "doubled" inside a quoted cell,
    "backslash" before them, "none" if they are letters like others, or "". `header` is whether a
    table begins with the names of its columns: "yes", "no" or "". `annotator_columns` are the
    columns that each hold the labels of one annotator. `dates` is what dates such as 03/04/2025
    begin with: "day-first", "month-first", or "". `first_line` is what becomes of a first line
    that looks like a headline: "title", "text", or "" to leave it in the text. `annotator` is
    given if a person named the annotator of labels without one; `file_annotator` is the one that
    a file is named after.
    """

    columns: dict[str, str] = field(default_factory=dict)
    rows: str = ""
    language: str = "en"
    encoding: str = ""
    delimiter: str = ""
    quoting: str = ""
    header: str = ""
    annotator_columns: tuple[str, ...] = ()
    dates: str = ""
    first_line: str = ""
    annotator: str = ""
    file_annotator: str = ""


# What may be chosen, for the options that take one of a few values.
READ_CHOICES = {
    "rows": ("articles", "sentences"),
    # By name, because a form or a shell can't well hold a tab.
    "delimiter": ("comma", "semicolon", "tab", "bar"),
    "quoting": ("doubled", "backslash", "none"),
    "header": ("yes", "no"),
    "dates": ("day-first", "month-first"),
    "first_line": ("title", "text"),
}


def clean_text(text: str) -> str:
    """Return `text` with LF for every newline; raises UnreadableError if it can't be an article."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")

    if not text.strip(INVISIBLE):
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
    """Return `record` unchanged; raises UnreadableError if a field is too long or invalid."""
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
    """Raise UnreadableError if `text` is too long, or has invalid characters."""
    if len(text) > longest:
        raise UnreadableError(
            _("%(field)s: %(count)s characters, but at most %(limit)s are allowed")
            % {"field": what, "count": f"{len(text):,}", "limit": f"{longest:,}"}
        )
    if CONTROL.search(text):
        raise UnreadableError(_("%(field)s: contains control characters") % {"field": what})
    # Most fields are ASCII, which always encodes.
    if not text.isascii():
        check_encodes(text, what)


# Cached, because the rows of a file have the same few names.
@lru_cache(maxsize=10_000)
def clean_name(text: str, what: str, longest: int) -> str:
    """Return the name of a person, tidied for storage. Raises UnreadableError if it is invalid."""
    check_line(text, what, longest)
    name = tidy_name(text)
    if name_problem(name):
        raise UnreadableError(
            _("%(field)s: %(problem)s") % {"field": what, "problem": name_problem(name)}
        )
    return name


def printable(text: str) -> str:
    """Return `text` without the characters that a database or a terminal rejects."""
    # Most texts have none of them.
    if text.isascii() and text.isprintable():
        return text
    return CONTROL.sub("�", text).encode(errors="replace").decode()


def check_encodes(text: str, what: str) -> None:
    """Raise UnreadableError if UTF-8 can't encode `text`."""
    # Readers decode invalid bytes, and half a character in JSON, to lone surrogates,
    # which can't be stored.
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnreadableError(
            _("%(field)s: contains bytes invalid in this encoding, or half a character")
            % {"field": what}
        ) from None
