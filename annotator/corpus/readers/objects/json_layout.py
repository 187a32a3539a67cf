"""Where the rows of one JSON object are: it is an article, or it holds a list of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.corpus.readers.fields.columns import recognise_columns
from annotator.corpus.readers.records import SPLITS, UnreadableError
from annotator.lib.translation import gettext as _

TEXT_FIELDS = ("text", "sentence", "sentences")
# Lists of these hold parts of an article, or what belongs to it.
PARTS = re.compile(
    r"annotation|label|entit|span|comment|token|keyword|author|image|tag|prediction|relation|"
    r"media|link|option|feature|metadata",
    re.IGNORECASE,
)
# A list with this name holds articles, though a column with this name is a text.
WRAPPERS = frozenset(["data", "articles", "documents", "stories", "items", "results", "rows"])
MAX_DEPTH = 3


@dataclass(frozen=True)
class Layout:
    """Where the rows are in an object.

    `kind` is "object": it is one row; "lists": the rows are in the lists under `keys`; "ids": each
    key is the identifier of an object, of a text or of a list; "columns": each key is a column,
    an object by row; "table": the rows are lists of cells under "data"; or "inside": they
    are in the object under the only one of `keys`.
    """

    kind: str
    keys: tuple[str, ...] = ()


def find_layout(item: dict[str, Any], chosen: Mapping[str, str], depth: int = 0) -> Layout:
    """Return the layout of an object that is a whole file.

    `chosen` has the chosen column of a field. Raises UnreadableError if it can't be decided.
    """
    if "%FEATURE_STRUCTURES" in item:
        raise UnreadableError(
            _("an export of INCEpTION in UIMA CAS JSON; export it as plain text or as a table")
        )
    if _is_table(item):
        return Layout("table")
    if is_task(item) or has_text(item, chosen):
        return Layout("object")
    if _has_columns(item, chosen):
        return Layout("columns")
    if _is_by_id(item, chosen):
        return Layout("ids")

    lists = [key for key, value in item.items() if _is_list_of_objects(key, value)]
    if lists:
        return Layout("lists", tuple(_lists_of_rows(item, lists, chosen)))

    inner = [
        key for key, value in item.items() if isinstance(value, dict) and not PARTS.search(key)
    ]
    if len(inner) == 1 and depth < MAX_DEPTH and not has_text(item[inner[0]], chosen):
        value = item[inner[0]]
        found = find_layout(value, chosen, depth + 1)
        if found.kind != "object" or has_text_inside(value, chosen):
            return Layout("inside", (inner[0],))

    return Layout("object")


def lists_in_line(item: dict[str, Any], chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of the lists of a line that is a page of results, as of the API of X."""
    # Most lines are no pages.
    if WRAPPERS.isdisjoint(item) or not any(_is_page(item.get(key)) for key in WRAPPERS):
        return ()
    layout = find_layout(item, chosen)
    return layout.keys if layout.kind == "lists" else ()


def _is_page(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def is_task(item: dict[str, Any]) -> bool:
    """Whether an object is a task of Label Studio."""
    return isinstance(item.get("data"), dict) and (
        isinstance(item.get("annotations"), list) or isinstance(item.get("completions"), list)
    )


def has_text(item: dict[str, Any], chosen: Mapping[str, str]) -> bool:
    """Whether an object has a text, which may be a list of paragraphs."""
    fields = recognise_columns(item.keys(), chosen)
    return any(_is_text(fields[name], item[fields[name]]) for name in TEXT_FIELDS if name in fields)


def has_text_inside(item: dict[str, Any], chosen: Mapping[str, str]) -> bool:
    """Whether an object has a text, or an object with a text."""
    return has_text(item, chosen) or any(
        isinstance(value, dict) and has_text(value, chosen) for value in item.values()
    )


def _is_text(column: str, value: Any) -> bool:
    if isinstance(value, list):
        return not (column.casefold() in WRAPPERS and value and isinstance(value[0], dict))
    return not isinstance(value, dict)


def _is_list_of_objects(key: str, value: Any) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(item, dict) for item in value)
        and not PARTS.search(key)
    )


def _lists_of_rows(item: dict[str, Any], lists: list[str], chosen: Mapping[str, str]) -> list[str]:
    """Return those of the lists that hold the rows; raises UnreadableError if it is unclear."""
    with_text = [key for key in lists if item[key] and has_text_inside(item[key][0], chosen)]
    found = with_text or lists
    if len(found) == 1 or all(key.casefold() in SPLITS for key in found):
        return found

    names = ", ".join(f"“{key[:40]}”" for key in found[:5])
    raise UnreadableError(
        _("the object has several lists, %(names)s; put each into a file of its own")
        % {"names": names}
    )


def _is_by_id(item: dict[str, Any], chosen: Mapping[str, str]) -> bool:
    """Whether the keys are identifiers: of objects with a text, of texts, or of lists of them."""
    values = list(item.values())
    have_digits = all(any(letter.isdigit() for letter in key) for key in item)

    if values and all(isinstance(value, dict) for value in values):
        # One object with a text may also be the article itself: {"article": {"text": …}}.
        texts = sum(has_text_inside(value, chosen) for value in values)
        return 2 * texts > len(values) and (len(values) > 1 or have_digits)

    # Without objects, only keys such as a1, a2 are sure to be identifiers.
    return (
        have_digits
        and len(values) > 1
        and not recognise_columns(item.keys(), chosen)
        and (
            all(isinstance(value, str) for value in values)
            or all(_is_list_of_texts(value, chosen) for value in values)
        )
    )


def _is_list_of_texts(value: Any, chosen: Mapping[str, str]) -> bool:
    """Whether a list has the sentences or paragraphs of an article."""
    return isinstance(value, list) and all(
        isinstance(part, str)
        or (isinstance(part, dict) and "sentence" in recognise_columns(part.keys(), chosen))
        for part in value
    )


def _is_table(item: dict[str, Any]) -> bool:
    """Whether the object has rows of cells and the names of their columns, as pandas writes it."""
    names, rows = item.get("columns"), item.get("data")
    return (
        isinstance(names, list)
        and isinstance(rows, list)
        and all(isinstance(name, str) for name in names)
        and len(set(names)) == len(names)
        and all(isinstance(cells, list) and len(cells) == len(names) for cells in rows)
    )


def _has_columns(item: dict[str, Any], chosen: Mapping[str, str]) -> bool:
    """Whether each value is a column, as pandas writes it: {"text": {"0": …}}."""
    fields = recognise_columns(item.keys(), chosen)
    column = next((fields[name] for name in TEXT_FIELDS if name in fields), "")
    values = item.get(column)
    return (
        isinstance(values, dict)
        and bool(values)
        and all(isinstance(value, dict) for value in item.values())
        and not any(isinstance(value, dict | list) for value in values.values())
        and all(value.keys() == values.keys() for value in item.values())
        and not has_text(values, chosen)
    )
