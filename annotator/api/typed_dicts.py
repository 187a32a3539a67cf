"""JSON schemas of the bodies that have no serializer."""

from typing import Any

from drf_spectacular.plumbing import resolve_type_hint

from annotator.labelling.annotations.entries import OUTSIDE
from annotator.labelling.choices import MAX_TARGET_RANK


def shape(hint: Any) -> dict[str, Any]:
    """Return the JSON schema of a TypedDict, or of a list of them."""
    schema: dict[str, Any] = resolve_type_hint(hint)  # type: ignore[no-untyped-call]
    return schema


ID_AND_STATE = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "state": {"type": "string"}},
}
# The call for annotations has no serializer from which this could be generated. Its
# checks are in `labelling/annotations/entries.py`.
ENTRY = {
    "type": "object",
    "required": ["submission", "sentence"],
    "additionalProperties": False,
    "properties": {
        "submission": {
            "type": "string",
            "format": "uuid",
            "description": "your id for this entry; sending it again changes nothing",
        },
        "sentence": {"type": "integer"},
        "label": {
            "type": "string",
            "nullable": True,
            "description": "key of the label; null removes the label",
        },
        "skip_reason": {"type": "string"},
        "target": {
            "nullable": True,
            "oneOf": [{"type": "integer"}, {"type": "string", "enum": [OUTSIDE]}],
            "description": f"id of the sentence, or {OUTSIDE} for “not in this article”",
        },
        "target_rank": {
            "type": "integer",
            "minimum": 0,
            "maximum": MAX_TARGET_RANK,
            "nullable": True,
            "description": "if candidates were offered: the rank of the one that was taken as "
            "the target, from 1, or 0 for another target",
        },
        "confidence": {"type": "integer", "minimum": 1, "maximum": 3, "nullable": True},
        "note": {"type": "string"},
        "seconds": {"type": "number", "minimum": 0, "nullable": True},
        "age": {"type": "number", "minimum": 0, "description": "seconds since the key was pressed"},
        "codebook_version": {"type": "integer", "nullable": True},
    },
}
FINAL = {
    "type": "boolean",
    "description": "false: it may be accepted later, so keep it and send it again",
}
REFUSED = {
    "type": "object",
    "properties": {
        "detail": {"type": "string"},
        "refused": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "index": {"type": "integer"},
                    "detail": {"type": "string"},
                    "final": FINAL,
                },
            },
        },
    },
}
DETAIL = {"type": "object", "properties": {"detail": {"type": "string"}}}
NOT_NOW = {"type": "object", "properties": {"detail": {"type": "string"}, "final": FINAL}}
