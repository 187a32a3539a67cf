"""Where the rows of one JSON object are: it is an article, or it holds a list of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.corpus.readers.columns import recognise_columns
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
    """Where the rows are.

    `kind` is "object": it is one row; "list": they are in lists, whose keys are `paths`; "ids": a
    row for each key, which is its identifier; "texts": the same, with a text for each key; or
    "columns": an object for each column, by row.
    """

    kind: str
    paths: tuple[tuple[str, ...], ...] = ()


def find_layout(item: dict[str, Any], chosen: Mapping[str, str], depth: int = 0) -> Layout:
    """Return the layout of an object that is a whole file.

    `chosen` has the chosen column of a field. Raises UnreadableError if it can't be decided.
    """
    if "%FEATURE_STRUCTURES" in item:
        raise UnreadableError(
            _("an export of INCEpTION in UIMA CAS JSON; export it as plain text or as a table")
        )
    if is_task(item) or has_text(item, chosen):
        return Layout("object")
    if _has_columns(item, chosen):
        return Layout("columns")
    if _is_texts_by_id(item, chosen):
        return Layout("texts")

    lists = [key for key, value in item.items() if _is_list_of_objects(key, value)]
    if lists:
        return Layout("list", tuple((key,) for key in _lists_of_rows(item, lists, chosen)))
    if _is_by_id(item, chosen):
        return Layout("ids")

    inner = [
        key for key, value in item.items() if isinstance(value, dict) and not PARTS.search(key)
    ]
    if len(inner) == 1 and depth < MAX_DEPTH:
        found = find_layout(item[inner[0]], chosen, depth + 1)
        if found.kind == "list":
            return Layout("list", tuple((inner[0], *path) for path in found.paths))

    return Layout("object")


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
    """Whether most values are objects with a text, and the keys may be identifiers."""
    texts = sum(
        isinstance(value, dict) and has_text_inside(value, chosen) for value in item.values()
    )
    if 2 * texts <= len(item) or not all(isinstance(value, dict) for value in item.values()):
        return False
    # One object with a text may also be the article itself: {"article": {"text": …}}.
    return len(item) > 1 or any(letter.isdigit() for letter in next(iter(item)))


def _is_texts_by_id(item: dict[str, Any], chosen: Mapping[str, str]) -> bool:
    """Whether each value is a text, and each key an identifier."""
    return (
        len(item) > 1
        and not recognise_columns(item.keys(), chosen)
        and all(isinstance(value, str) for value in item.values())
        and all(any(letter.isdigit() for letter in key) for key in item)
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
