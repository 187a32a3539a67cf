"""Reads the value of a label column, however a tool or a table wrote it."""

import hashlib
import json
import re
from functools import lru_cache
from typing import Any, NamedTuple

from annotator.corpus.readers.fields.missing_values import MISSING, NOBODY
from annotator.corpus.readers.records import UnreadableError
from annotator.corpus.readers.rows.rows import RowLabel
from annotator.lib.translation import gettext as _
from annotator.lib.ways import way

# Characters of a cell that may be a list written as text.
MAX_CELL = 1_000_000
# Characters of a cell whose labels are remembered.
MAX_SHORT = 100
# A list as Python and NumPy write it: ['claim', 'denial'].
QUOTED = r"(?:'[^']*'|\"[^\"]*\")"
# Possessive, because otherwise a long row of spaces would be tried in many ways.
QUOTED_LIST = re.compile(rf"\[\s*+{QUOTED}(?:\s*+,\s*+{QUOTED}|\s++{QUOTED})*+\s*+(?:,\s*+)?\]")
# doccano joins labels with “#”, other tools with “;” or “|”.
JOINED = re.compile(r"\S\s?[;|]\s?\S|\w#\w")
# Keys that name a label, and the first and last character that it is on.
NAME_KEYS = ("label", "name", "tag", "category", "value")
START_KEYS = ("start", "start_offset", "startOffset", "begin")
END_KEYS = ("end", "end_offset", "endOffset")


class UnknownFormError(UnreadableError):
    """A value is not a label in any known form."""

    def __init__(self) -> None:
        super().__init__(
            _("label format not recognised; to import without labels, choose %(way)s")
            % {"way": way("columns", "label=")}
        )


class FoundLabels(NamedTuple):
    """The labels of a row, and where they were.

    `left_out` has the reasons for which labels were left out, each with how many. `used` has
    the field of each column that was read; None if these are the usual ones.
    """

    labels: tuple[RowLabel, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    used: dict[str, str] | None = None


def parse_labels(value: Any) -> list[RowLabel]:
    """Return the labels in a value: on the whole row, or with a span.

    Raises UnreadableError if the format is unknown, or if a cell has several labels.
    """
    if value is None or value == "":
        return []
    if not isinstance(value, list) or _span(value) is not None:
        return _parse_item(value)

    labels: list[RowLabel] = []
    for item in value:
        labels += _parse_item(item)
    return labels


def count_unknown(value: Any) -> int:
    """Return how many items a value has, if it is an object or a list with no label among them.

    Return 0 if it has labels, too, or is a cell of a table.
    """
    items = value if isinstance(value, list) else [value]
    if isinstance(value, str) or not all(map(_is_unknown, items)):
        return 0
    return len(items)


def _is_unknown(item: Any) -> bool:
    try:
        _parse_item(item)
    except UnknownFormError:
        return True
    except UnreadableError:
        pass
    return False


def drop_missing(
    labels: tuple[RowLabel, ...],
) -> tuple[tuple[RowLabel, ...], list[tuple[str, int]]]:
    """Return the labels that have a name, and why the others don't count."""
    if all(label.name and label.name not in MISSING for label in labels):
        return labels, []

    left_out = []
    for name in dict.fromkeys(label.name for label in labels):
        count = sum(label.name == name for label in labels)
        if not name:
            left_out.append((_("a label has no name, so it is left out"), count))
        if name in MISSING:
            reason = _("“%(value)s” stands for a missing value, so it isn’t a label")
            left_out.append((reason % {"value": name}, count))

    kept = tuple(label for label in labels if label.name and label.name not in MISSING)
    return kept, left_out


def annotator_name(value: Any) -> str:
    """Return a name for the annotator that doesn't reveal their e-mail address."""
    if isinstance(value, dict):
        value = value.get("id", value.get("username", value.get("email")))
    if isinstance(value, str) and "@" in value:
        return hashlib.sha256(value.casefold().encode(errors="replace")).hexdigest()[:8]
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        name = number_text(value) if isinstance(value, int | float) else value.strip()
        return "" if name in NOBODY else name
    return ""


def number_text(number: float) -> str:
    """Return the digits: 1 for 1.0."""
    return str(int(number)) if isinstance(number, float) and number.is_integer() else str(number)


def _parse_item(item: Any) -> list[RowLabel]:
    if isinstance(item, str):
        return list(_parse_short(item)) if len(item) < MAX_SHORT else _parse_text(item)
    # Before numbers, because True is an int too.
    if isinstance(item, bool):
        return [RowLabel(str(item).lower())]
    if isinstance(item, int | float):
        return [RowLabel(number_text(item))]
    if isinstance(item, dict):
        return _parse_object(item)
    if item is None:
        return []

    span = _span(item) if isinstance(item, list) else None
    if span is None:
        raise UnknownFormError()
    return [span]


# Cached, because the rows of a file have the same few labels.
@lru_cache(maxsize=10_000)
def _parse_short(text: str) -> tuple[RowLabel, ...]:
    return tuple(_parse_text(text))


def _parse_text(text: str) -> list[RowLabel]:
    text = text.strip()
    if not text:
        return []
    # Tables hold lists and objects as text.
    if text[0] in "[{" and text[-1] in "]}":
        return _parse_cell(text)
    if JOINED.search(text):
        raise UnreadableError(several_labels(text))
    return [RowLabel(text)]


def _parse_cell(text: str) -> list[RowLabel]:
    value = cell_value(text)
    if value is None:
        # Square brackets may belong to the name of a label.
        if text.startswith("{"):
            raise UnknownFormError()
        return [RowLabel(text)]

    labels = parse_labels(value)
    if sum(label.span is None for label in labels) > 1:
        raise UnreadableError(several_labels(text))
    return labels


def cell_value(text: str) -> Any:
    """Return the list or object that a cell holds, or None."""
    if len(text) > MAX_CELL:
        return None
    try:
        return json.loads(text, parse_int=parse_int)
    except (ValueError, RecursionError):
        pass
    if QUOTED_LIST.fullmatch(text):
        return [quoted[1:-1] for quoted in re.findall(QUOTED, text)]
    return None


def parse_int(digits: str) -> int | str:
    # So many digits are an identifier, and Python refuses to convert very many.
    return int(digits) if len(digits) < 19 else digits


def _span(item: list[Any]) -> RowLabel | None:
    """Return the label of [0, 8, "claim"] or ["claim", 0, 8], or None."""
    if len(item) != 3:
        return None
    match item:
        case [start, end, str(name)] | [str(name), start, end] if _is_place(start, end):
            return RowLabel(name.strip(), span=(start, end))
    return None


def _parse_object(item: dict[str, Any]) -> list[RowLabel]:
    names = _names(item)
    start, end = _first(item, START_KEYS), _first(item, END_KEYS)

    if start is None and end is None:
        return [RowLabel(name) for name in names]
    if not _is_place(start, end):
        raise UnknownFormError()

    content = _content(item.get("text"), start, end)
    return [RowLabel(name, span=(start, end), content=content) for name in names]


def _names(item: dict[str, Any]) -> list[str]:
    """Return the names of the labels in an object; raises UnreadableError."""
    given = [item[key] for key in ("labels", "choices") if key in item]
    given = given or [item[key] for key in NAME_KEYS if item.get(key) is not None][:1]
    if len(given) != 1 and item:
        raise UnknownFormError()

    names = []
    for value in given:
        for name in value if isinstance(value, list) else [value]:
            if isinstance(name, bool) or not isinstance(name, str | int | float):
                raise UnknownFormError()
            names.append(name.strip() if isinstance(name, str) else number_text(name))
    return names


def _first(item: dict[str, Any], keys: tuple[str, ...]) -> Any:
    return next((item[key] for key in keys if item.get(key) is not None), None)


def _is_place(start: Any, end: Any) -> bool:
    return all(isinstance(place, int) and not isinstance(place, bool) for place in (start, end))


def _content(text: Any, start: int, end: int) -> str:
    """Return the text of a span if it fits the offsets, in characters or in UTF-16."""
    if not isinstance(text, str):
        return ""
    pairs = sum(letter > "\uffff" for letter in text)
    return text if end - start in (len(text), len(text) + pairs) else ""


def several_labels(text: str) -> str:
    """Return the reason for refusing a cell with several labels."""
    return _(
        "several labels in one cell, “%(text)s”, but a sentence has one label of each annotator: "
        "keep one of them, or choose %(way)s"
    ) % {"text": text[:40], "way": way("columns", "label=")}
