"""Reading labels from a file: CSV with a header, or a JSON list of objects, as the API has them."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotator.projects.labels.changing import CHANGEABLE, MOST_ACTIVE
from annotator.projects.labels.defaults import new_label
from annotator.projects.labels.keys import refuse_missing_values
from annotator.projects.models import Label, Project

FIELDS = ("key", *CHANGEABLE)
# What the API says of a label besides these; the order in the file is the order of the labels.
IGNORED = {"position", "retired_at"}
YES = {"1", "true", "yes", "x"}
NO = {"", "0", "false", "no"}


@dataclass(frozen=True)
class LabelRow:
    """A label of a file, with where it stands there; fields that are missing get their default."""

    where: str
    fields: Mapping[str, Any]


def rows_of_keys(keys: Sequence[str]) -> list[LabelRow]:
    """Return rows with nothing but keys."""
    return [LabelRow(f"“{key}”", {"key": key}) for key in keys]


def read_labels(text: str) -> list[LabelRow]:
    """Read the labels. Raises ValidationError, which names the row and the field."""
    text = text.removeprefix("\ufeff")
    rows = _json_rows(text) if text.lstrip().startswith("[") else _csv_rows(text)
    if not rows:
        raise ValidationError(_("The file has no labels."))
    return rows


def labels_from_rows(project: Project, rows: Sequence[LabelRow]) -> list[Label]:
    """Return unsaved labels in the order of the rows. Raises ValidationError."""
    keys = [str(row.fields.get("key", "")) for row in rows]
    if not keys or len(set(keys)) < len(keys) or len(keys) > MOST_ACTIVE:
        raise ValidationError({"labels": _("Enter one to nine different labels.")})
    refuse_missing_values(keys)

    labels = []
    for position, (key, row) in enumerate(zip(keys, rows, strict=True), start=1):
        label = new_label(project, key, position)
        for name, value in row.fields.items():
            # An empty cell of a table says nothing.
            if value not in ("", None):
                setattr(label, name, value)
        labels.append(label)

    shortcuts = [label.shortcut for label in labels]
    if len(set(shortcuts)) < len(shortcuts):
        raise ValidationError({"labels": _("Two labels have the same shortcut.")})
    for label, row in zip(labels, rows, strict=True):
        _check(label, row)
    return labels


def _check(label: Label, row: LabelRow) -> None:
    try:
        label.clean_fields(exclude=["project"])
    except ValidationError as error:
        problems = "; ".join(
            f"{name}: {' '.join(reasons)}" for name, reasons in error.message_dict.items()
        )
        raise ValidationError({"labels": f"{row.where}: {problems}"}) from error


def _json_rows(text: str) -> list[LabelRow]:
    try:
        items = json.loads(text)
    except ValueError as error:
        raise ValidationError(_("This isn’t JSON: %(error)s") % {"error": error}) from error

    rows = []
    for number, item in enumerate(items, start=1):
        where = _("label %(number)s") % {"number": number}
        if not isinstance(item, dict):
            raise ValidationError(_("%(where)s: not an object") % {"where": where})
        rows.append(_row(where, item))
    return rows


def _csv_rows(text: str) -> list[LabelRow]:
    try:
        dialect = csv.Sniffer().sniff(text.splitlines()[0] if text.strip() else "", ",;\t")
    except csv.Error:
        dialect = csv.excel
    reader = csv.DictReader(io.StringIO(text, newline=""), dialect=dialect)
    return [
        _row(_("line %(number)s") % {"number": reader.line_num}, item, is_text=True)
        for item in reader
    ]


def _row(where: str, item: Mapping[Any, Any], *, is_text: bool = False) -> LabelRow:
    unknown = [str(name) for name in item if name not in FIELDS and name not in IGNORED]
    if unknown:
        raise ValidationError(
            _("%(where)s: unknown field: %(names)s. Known: %(known)s")
            % {"where": where, "names": ", ".join(unknown)[:200], "known": ", ".join(FIELDS)}
        )

    fields = {name: value for name, value in item.items() if name in FIELDS}
    if not str(fields.get("key") or "").strip():
        raise ValidationError(_("%(where)s: it has no key") % {"where": where})
    for name, value in fields.items():
        fields[name] = _value(where, name, value, is_text=is_text)
    return LabelRow(where, fields)


def _value(where: str, name: str, value: Any, *, is_text: bool) -> Any:
    """Return the value of a field. Raises ValidationError for one of another type."""
    kind = _kind_of(name)
    if value is None:
        return None
    if is_text and kind is bool:
        word = value.strip().casefold()
        if word in YES | NO:
            return word in YES
    elif is_text and kind is dict:
        # A table has the other languages in no column.
        raise ValidationError(
            _("%(where)s: %(name)s: only in JSON") % {"where": where, "name": name}
        )
    elif isinstance(value, kind):
        return value.strip() if isinstance(value, str) else value
    raise ValidationError(
        _("%(where)s: %(name)s: “%(value)s” can’t be used")
        % {"where": where, "name": name, "value": str(value)[:60]}
    )


def _kind_of(name: str) -> type:
    if name == "takes_target":
        return bool
    return dict if name in ("names", "definitions", "questions") else str
