"""Reads labels that a row has as a list of objects, as in doccano's exports.

The formats: `entities` with offsets; `annotations` of doccano before 1.0, with the user of each.
Other things have these names too: tweets have `entities` that are hashtags and addresses.
"""

from dataclasses import replace
from typing import Any

from annotator.corpus.readers.labels.label_values import (
    END_KEYS,
    START_KEYS,
    FoundLabels,
    annotator_name,
    parse_labels,
)
from annotator.corpus.readers.records import UnreadableError
from annotator.corpus.readers.rows.rows import RowLabel
from annotator.lib.translation import gettext as _
from annotator.lib.ways import way

COLUMNS = ("entities", "annotations", "annotators")
USER_KEYS = ("user", "annotator", "annotator_id", "user_id", "annotated_by", "created_by")
LABEL_KEYS = ("label", "labels", "tag", "choices")


def read_label_list(values: dict[str, Any], fields: dict[str, str]) -> FoundLabels | None:
    """Return the labels of the first column that has such a list, or None.

    A label column comes first. Raises UnreadableError if a label is a number of doccano's database.
    """
    if values.get(fields.get("label", "")) not in (None, "", []):
        return None

    for column in COLUMNS:
        items = values.get(column)
        if isinstance(items, list) and items and all(map(_is_label, items)):
            labels = [label for item in items for label in _read_item(item)]
            return FoundLabels(tuple(labels), used={column: "label"})
    return None


def _is_label(item: Any) -> bool:
    return isinstance(item, dict) and any(item.get(key) is not None for key in LABEL_KEYS)


def _read_item(item: dict[str, Any]) -> list[RowLabel]:
    has_offsets = any(key in item for key in (*START_KEYS, *END_KEYS))
    # doccano before 1.0 wrote the number that a label has in its database.
    if isinstance(item.get("label"), int) and ("user" in item or has_offsets):
        raise UnreadableError(
            _(
                "its labels are numbers, not names; export from doccano as JSONL with text labels, "
                "or choose %(way)s"
            )
            % {"way": way("columns", "label=")}
        )

    annotator = next((annotator_name(item[key]) for key in USER_KEYS if key in item), "")
    return [replace(label, annotator=annotator) for label in parse_labels(item)]
