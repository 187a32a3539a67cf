"""What a call is sent: fields that it does not know are refused, so that no change is lost in
silence.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

ItemT = TypeVar("ItemT")
MAX_NAMES = 200
UNKNOWN = "There is no such field, or it can’t be set here."


class InputSerializer(serializers.Serializer[ItemT]):
    """The base of every serializer that reads what was sent. An unknown field is an error like any
    other.
    """

    def to_internal_value(self, data: Any) -> Any:
        known = [name for name, field in self.fields.items() if not field.read_only]
        unknown = unknown_fields(data, known)
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            detail = error.detail if isinstance(error.detail, dict) else {}
            raise ValidationError({**detail, **unknown}) from error
        if unknown:
            raise ValidationError(unknown)
        return values


def refuse_unknown(data: Any, known: tuple[str, ...] = ()) -> None:
    """The same for a call that has no serializer: it takes an object or nothing. Raises
    ValidationError.
    """
    if data is not None and not isinstance(data, Mapping):
        raise ValidationError({"detail": "Send a JSON object, or nothing."})
    unknown = unknown_fields(data, known)
    if unknown:
        raise ValidationError(unknown)


def unknown_fields(data: Any, known: Any) -> dict[str, list[str]]:
    if not isinstance(data, Mapping):
        return {}
    return {ascii(name)[1:-1][:MAX_NAMES]: [UNKNOWN] for name in data if name not in known}
