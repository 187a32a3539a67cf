"""The labels of a row, and where those on characters are in the text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from annotator.corpus.readers.fields.columns import OPTIONS
from annotator.corpus.readers.fields.missing_values import NOBODY
from annotator.corpus.readers.labels.annotator_columns import read_annotator_columns
from annotator.corpus.readers.labels.argilla import read_responses
from annotator.corpus.readers.labels.doccano import read_label_list
from annotator.corpus.readers.labels.label_studio import read_flat_task
from annotator.corpus.readers.labels.label_values import (
    FoundLabels,
    UnknownFormError,
    count_unknown,
    drop_missing,
    parse_labels,
)
from annotator.corpus.readers.labels.parallel_lists import read_parallel_lists
from annotator.corpus.readers.labels.prodigy import read_answer
from annotator.corpus.readers.labels.row_states import doubt, refusal, state_columns
from annotator.corpus.readers.labels.user_answers import (
    BY_ANNOTATOR,
    read_by_annotator,
    read_options,
    read_user_answers,
)
from annotator.corpus.readers.records import (
    ImportedLabel,
    ReadOptions,
    ReadWarning,
    UnreadableError,
)
from annotator.corpus.readers.rows.row_fields import RowFields
from annotator.corpus.readers.rows.rows import RowLabel, TableRow, field_text
from annotator.lib.translation import gettext as _

# Each returns the labels of a row as one tool writes them, or None for other rows.
TOOLS = (
    read_answer,
    read_responses,
    read_parallel_lists,
    read_label_list,
    read_user_answers,
    read_flat_task,
)
# A row without any of these columns is no tool's.
TOOL_COLUMNS = frozenset(
    [
        "answer",
        "accept",
        "entities",
        "annotations",
        "annotation_sets",
        "annotator_ids",
        "annotator_names",
        "annotators",
        "label_annotations",
        "responses",
        "_server_id",
        "annotation_id",
        "lead_time",
    ]
)
NO_LABELS = FoundLabels()
LABEL_FIELDS = frozenset(["label", "annotator", "skip_reason"])


@dataclass(frozen=True, slots=True)
class RowLabels:
    """The labels of a row, and what was left out: answers that are no labels.

    `used` has the field of each column that the labels were read from, if it isn't the field's
    usual one.
    """

    labels: tuple[RowLabel, ...] = ()
    warnings: tuple[ReadWarning, ...] = ()
    used: dict[str, str] | None = None

    def used_columns(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Return the field of each column of the row that was used, in labels or elsewhere."""
        if self.used is None:
            return {column: name for name, column in fields.items()}
        # A column of labels may be there and not be read.
        others = {column: name for name, column in fields.items() if name not in LABEL_FIELDS}
        return others | self.used


def read_labels(row: TableRow, fields: dict[str, str], options: ReadOptions) -> RowLabels:
    """Return the labels of the row: its own, or those in its columns.

    With `options.annotator_columns`, each of these columns has the labels of one annotator. If
    the column of the label was chosen to be none, there are no labels. Raises UnreadableError if
    the format is unknown.
    """
    found = _read_special(row, fields, options)
    if found is None:
        found = _read_columns(row, fields, is_chosen="label" in options.columns)
        if found is NO_LABELS:
            return RowLabels((), row.warnings)

    kept, missing = drop_missing(found.labels)
    if not missing and not found.left_out:
        return RowLabels(kept, row.warnings, found.used)

    left_out = (*found.left_out, *missing)
    warnings = (ReadWarning(row.source, reason, count) for reason, count in left_out)
    return RowLabels(kept, (*row.warnings, *warnings), found.used)


def _read_special(
    row: TableRow, fields: dict[str, str], options: ReadOptions
) -> FoundLabels | None:
    """Return the labels that aren't in the usual column, or None."""
    values = row.values
    if options.annotator_columns and any(name in values for name in options.annotator_columns):
        return read_annotator_columns(values, options.annotator_columns)

    chosen = options.columns.get("label")
    if chosen == "":
        return FoundLabels(used={})

    by_tool = _read_tool(row, fields)
    # A person may have chosen another column than the one that the tool wrote.
    if by_tool is None or (chosen in values and chosen not in (by_tool.used or ())):
        return None
    return by_tool


def _read_tool(row: TableRow, fields: dict[str, str]) -> FoundLabels | None:
    if row.labels is not None:
        return FoundLabels(row.labels, used={})

    # Potato's tables have a column for each option, and objects may have a key for each person.
    if OPTIONS in fields:
        return read_options(row.values, fields)
    if BY_ANNOTATOR in fields:
        return read_by_annotator(row.values, fields)

    # Most rows are no tool's, and there are many.
    value = row.values.get(fields.get("label", ""))
    has_objects = isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    if not has_objects and TOOL_COLUMNS.isdisjoint(row.values):
        return None
    return next((found for read in TOOLS if (found := read(row.values, fields)) is not None), None)


def _read_columns(row: TableRow, fields: dict[str, str], *, is_chosen: bool) -> FoundLabels:
    """Return the labels in the column of the label, or the skip that takes their place.

    What is no label in any form is left out, unless the column was chosen by a person.
    """
    value = row.values.get(fields.get("label", ""))
    try:
        labels = parse_labels(value)
    except UnknownFormError:
        count = 0 if is_chosen else count_unknown(value)
        if not count:
            raise
        column = fields["label"][:40]
        reason = _("the values of “%(column)s” aren’t labels, so they are left out") % {
            "column": column
        }
        return FoundLabels(left_out=((reason, count),), used={})

    if not labels and "skip_reason" in fields:
        labels = parse_labels(field_text(row.values, fields, "skip_reason"))
    if not labels:
        return NO_LABELS
    remarks: tuple[tuple[str, int], ...] = ()
    if state_columns(tuple(row.values)):
        if reason := refusal(row.values):
            return FoundLabels(left_out=((reason, len(labels)),))
        if reason := doubt(row.values):
            remarks = ((reason, 0),)

    annotator = field_text(row.values, fields, "annotator").strip()
    if annotator in NOBODY:
        return FoundLabels(tuple(labels), remarks)
    if "@" in annotator:
        raise UnreadableError(_("annotator names are published; don’t use e-mail addresses"))
    # Much faster than `replace`, and there is one for each row.
    named = tuple(
        RowLabel(label.name, annotator, label.span, label.content, label.answer) for label in labels
    )
    return FoundLabels(named, remarks)


def may_differ(row: TableRow, fields: Mapping[str, str]) -> bool:
    """Whether another row with the same columns may have its labels in others of them."""
    return (
        row.labels is not None
        or OPTIONS in fields
        or BY_ANNOTATOR in fields
        or not TOOL_COLUMNS.isdisjoint(row.values)
        or not all(isinstance(value, str | None) for value in row.values.values())
    )


def label_columns(row: TableRow, fields: RowFields, options: ReadOptions) -> dict[str, str]:
    """Return the field of each column that the labels of a row are read from."""
    found = fields.of(row)
    try:
        used = read_labels(row, found, options).used_columns(found)
    except UnreadableError:
        used = {column: name for name, column in found.items()}
    return {column: name for column, name in used.items() if name in LABEL_FIELDS}


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


class LabelLocator:
    """Converts offsets in a text from a file to offsets in the text as it is stored.

    The stored text has LF for every newline. The positions that matter are collected once, so
    that each label takes a binary search and not a pass over the text.
    """

    def __init__(self, raw: str) -> None:
        self._raw = raw

    @cached_property
    def _crlf_positions(self) -> list[int]:
        return [found.start() for found in re.finditer("\r\n", self._raw)]

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
