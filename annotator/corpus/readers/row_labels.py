"""The labels of a row, and where those on characters are in the text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from annotator.corpus.readers.records import (
    ImportedLabel,
    ReadOptions,
    ReadWarning,
    UnreadableError,
)
from annotator.corpus.readers.row_fields import RowFields
from annotator.corpus.readers.rows import RowLabel, TableRow, field_text
from annotator.lib.translation import gettext as _


@dataclass(frozen=True, slots=True)
class RowLabels:
    """The labels of a row, and what was left out: answers that are no labels."""

    labels: tuple[RowLabel, ...] = ()
    warnings: tuple[ReadWarning, ...] = ()


def read_labels(row: TableRow, fields: dict[str, str], options: ReadOptions) -> RowLabels:
    """Return the labels of the row: its own, or those in its label column.

    Raises UnreadableError if the format is unknown.
    """
    # Label Studio's tasks come with their labels.
    if row.labels:
        return RowLabels(row.labels, row.warnings)

    # doccano writes labels on characters as “entities”.
    value = row.values.get(fields.get("label", ""), row.values.get("entities"))
    labels = [
        label
        for item in (value if isinstance(value, list) else [value])
        for label in _parse_labels(item)
    ]
    # A skip takes the place of a label.
    if not labels:
        labels = list(_parse_labels(field_text(row.values, fields, "skip_reason")))
    if not labels:
        return RowLabels(warnings=row.warnings)

    annotator = field_text(row.values, fields, "annotator").strip()
    if "@" in annotator:
        raise UnreadableError(_("annotator names are published; don’t use e-mail addresses"))

    return RowLabels(tuple(replace(label, annotator=annotator) for label in labels), row.warnings)


def count_labels(rows: Iterable[TableRow], fields: RowFields, options: ReadOptions) -> int:
    """Return how many labels rows have that are refused, as far as they can be read."""
    count = 0
    for row in rows:
        try:
            found = read_labels(row, fields.of(row), options)
        except UnreadableError:
            continue
        count += len(found.labels) + sum(warning.labels for warning in found.warnings)
    return count


def _parse_labels(item: Any) -> Iterator[RowLabel]:
    match item:
        case None | "":
            return
        case str():
            if item.strip():
                yield RowLabel(item.strip())
        # Before numbers, because True is an int too.
        case bool():
            yield RowLabel(str(item).lower())
        case int() | float():
            yield RowLabel(f"{item:g}")
        case [int(start), int(end), str(name)]:
            yield RowLabel(name.strip(), span=(start, end))
        case {"label": str(name), "start_offset": int(start), "end_offset": int(end)}:
            yield RowLabel(name.strip(), span=(start, end))
        case {"labels": [*names], "start": int(start), "end": int(end)} if all(
            isinstance(name, str) for name in names
        ):
            yield from (RowLabel(name.strip(), span=(start, end)) for name in names)
        case _:
            raise UnreadableError(_("label format not recognised"))


class LabelLocator:
    """Converts offsets in a text from a file to offsets in the text as it is stored.

    The stored text has LF for every newline. The positions that matter are collected once, so
    that each label takes a binary search and not a pass over the text.
    """

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._crlf_positions = [found.start() for found in re.finditer("\r\n", raw)]

    @cached_property
    def _pair_positions(self) -> list[int]:
        """The offsets, in UTF-16 units, of the characters that take two units."""
        positions = (index for index, letter in enumerate(self._raw) if letter > "\uffff")
        return [index + pairs_before for pairs_before, index in enumerate(positions)]

    def locate(self, label: RowLabel) -> ImportedLabel:
        """Return the label with its offsets; raises UnreadableError if they don't exist."""
        assert label.span is not None
        raw = self._raw
        start, end = label.span

        # Tools in browsers count in UTF-16, where an emoji takes two units.
        if not self._has(label.content, start, end):
            start, end = (
                offset - bisect_left(self._pair_positions, offset) for offset in (start, end)
            )

        if not 0 <= start < end <= len(raw) or not self._has(label.content, start, end):
            raise UnreadableError(
                _("the label “%(label)s” is on characters that don’t exist in the text")
                % {"label": label.name[:40]}
            )

        # Each CRLF before the offset becomes one character.
        start, end = (
            offset - bisect_right(self._crlf_positions, offset - 2) for offset in (start, end)
        )
        return ImportedLabel(label.name, label.annotator, 0, start, end, label.answer)

    def _has(self, content: str, start: int, end: int) -> bool:
        return not content or (end - start == len(content) and self._raw.startswith(content, start))
