"""A row of a table, and the article that its fields describe."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from annotator.corpus.readers.records import (
    SPLITS,
    ArticleRecord,
    ImportedLabel,
    ReadOptions,
    ReadWarning,
    Refused,
    UnreadableError,
    check_record,
)
from annotator.lib.translation import gettext as _

LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr",
    "spanish": "es", "español": "es", "italian": "it", "portuguese": "pt", "dutch": "nl",
    "russian": "ru", "arabic": "ar", "persian": "fa", "farsi": "fa", "turkish": "tr",
    "polish": "pl", "chinese": "zh", "japanese": "ja",
}  # fmt: skip
MAX_COLUMNS = 1000
# Characters in the names of all fields of a row.
MAX_NAME_CHARACTERS = 100_000
# Characters in a date.
MAX_DATE = 100
DATE_FORMS = ("%Y-%m-%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d")


@dataclass(frozen=True, slots=True)
class RowLabel:
    """A label of a row: on the whole of it or, with a `span`, on these characters of its text.

    `content` is the text of the span as the other tool stored it, or "" if it didn't.
    """

    name: str
    annotator: str = ""
    span: tuple[int, int] | None = None
    content: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row by column, with its source: the file, and the line or item in it.

    `labels` are those that don't stand in a column, as in the tasks of other tools; None if the
    columns may have some. `warnings` say what was left out when the row was read.
    """

    source: str
    values: dict[str, Any]
    labels: tuple[RowLabel, ...] | None = None
    line: int = 0
    warnings: tuple[ReadWarning, ...] = ()


# Starts a new pass over the rows of a file each time it is called.
TableRows = Callable[[], Iterator[TableRow | Refused]]


def make_record(
    row: TableRow,
    fields: dict[str, str],
    text: str,
    stem: str,
    options: ReadOptions,
    *,
    sentences: tuple[str, ...],
    labels: tuple[ImportedLabel, ...],
    excluded: frozenset[int] = frozenset(),
    numbers: tuple[int, ...] = (),
    own_ids: tuple[str, ...] = (),
    identifier: str = "",
) -> tuple[ArticleRecord, list[ReadWarning]]:
    """Return the article of this row, and what was left out of it.

    Raises UnreadableError if a field is invalid without which there is no article.
    """
    warnings: list[ReadWarning] = []

    def line(field: str) -> str:
        return " ".join(field_text(row.values, fields, field).split())

    split = line("split").casefold()
    if split not in SPLITS:
        raise UnreadableError(
            _("unknown split “%(split)s”; must be train, validation or test")
            % {"split": split[:40]}
        )

    record = check_record(
        ArticleRecord(
            external_id=identifier or line("external_id") or _generate_identifier(stem, text),
            text=text,
            title=line("title"),
            source=line("source"),
            url=line("url"),
            published=parse_date(line("published")),
            language=LANGUAGES.get(line("language").casefold(), line("language").replace("_", "-"))
            or options.language,
            rights=line("rights"),
            group=line("group"),
            split=SPLITS[split],
            sentences=sentences,
            excluded=excluded,
            labels=labels,
            numbers=numbers,
            own_ids=own_ids,
        )
    )
    return record, warnings


def field_text(values: dict[str, Any], fields: dict[str, str], field: str) -> str:
    """Return the value of the field as text, "" if the row doesn't have it.

    Raises UnreadableError for lists and objects.
    """
    value = values.get(fields.get(field, ""))
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        # Python writes True; JSON and tables write true.
        return str(value).lower() if isinstance(value, bool) else str(value)
    raise UnreadableError(_("%(field)s isn’t text") % {"field": field})


def parse_date(text: str) -> date | None:
    """Return the day; raises UnreadableError if it is unclear, as in 03/04/2025."""
    if not text:
        return None
    if len(text) > MAX_DATE:
        raise UnreadableError(_unknown_date(f"{text[:40]}…"))

    if re.match(r"\d{4}-\d\d-\d\d", text):
        try:
            return datetime.fromisoformat(text.replace("Z", "+00:00")).date()
        except ValueError:
            pass

    for form in DATE_FORMS:
        # strptime would read 202511 as a date too.
        if form == "%Y%m%d" and not re.fullmatch(r"\d{8}", text):
            continue
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue

    try:
        # The format of feeds.
        return parsedate_to_datetime(text).date()
    except (ValueError, IndexError, TypeError, OverflowError):
        raise UnreadableError(_unknown_date(text[:40])) from None


def _unknown_date(text: str) -> str:
    return _("date “%(date)s” not recognised; use 2025-04-03") % {"date": text}


def _generate_identifier(stem: str, text: str) -> str:
    # Made from the text, so that it stays the same when rows are added above.
    return f"{stem[-480:]}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
