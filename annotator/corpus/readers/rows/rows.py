"""A row of a table, and the article that its fields describe."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from annotator.corpus.readers.fields.article_fields import FieldReader
from annotator.corpus.readers.fields.missing_values import NO_TEXT
from annotator.corpus.readers.records import (
    ArticleRecord,
    ImportedLabel,
    ReadOptions,
    ReadWarning,
    Refused,
    UnreadableError,
    clean_text,
)
from annotator.lib.translation import gettext as _

MAX_COLUMNS = 1000
# Characters in the names of all fields of a row.
MAX_NAME_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class RowLabel:
    """A label of a row: on the whole of it or, with a `span`, on these characters of its text.

    `content` is the text of the span as the other tool stored it, or "" if it didn't. `answer`
    numbers the answers of a row, where a person could answer several times.
    """

    name: str
    annotator: str = ""
    span: tuple[int, int] | None = None
    content: str = ""
    answer: int = 0


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

    @property
    def characters(self) -> int:
        """The characters of all its values."""
        return sum([len(value) for value in self.values.values() if isinstance(value, str)])


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
    original_ids: tuple[str, ...] = (),
    identifier: str = "",
) -> tuple[ArticleRecord, list[ReadWarning]]:
    """Return the article of this row, and what was left out of it.

    An optional field that can't be read is left out. The language is "" if neither the row nor the
    options say it.
    """
    reader = FieldReader(row.values, fields, row.source)
    record = ArticleRecord(
        external_id=reader.identifier(identifier) or generate_identifier(stem, text),
        text=text,
        sentences=sentences,
        excluded=excluded,
        labels=labels,
        numbers=numbers,
        original_ids=original_ids,
        **reader.read(options),
    )
    return record, reader.warnings


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


def article_text(raw: str) -> str:
    """Return `raw` as the text of a row; raises UnreadableError if it can't be one."""
    if raw.strip() in NO_TEXT:
        raise UnreadableError(
            _("has no text: “%(value)s” stands for a missing value") % {"value": raw.strip()}
        )
    return clean_text(raw)


def generate_identifier(stem: str, text: str) -> str:
    """Return an identifier for an article that has none."""
    # Made from the text, so that it stays the same when rows are added above.
    return f"{stem[-480:]}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
