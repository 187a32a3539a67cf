"""The bodies of requests. Unknown fields are errors, so that no change is lost silently."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

ItemT = TypeVar("ItemT")
# Characters of an unknown field's name that the error repeats.
MAX_NAME = 200
UNKNOWN = gettext_lazy("Unknown field, or it can’t be set here.")


class InputSerializer(serializers.Serializer[ItemT]):
    """The base of every serializer that reads a request. An unknown field is an error, too."""

    def to_internal_value(self, data: Any) -> Any:
        known = [name for name, field in self.fields.items() if not field.read_only]
        unknown = unknown_fields(data, known)
        # All errors are reported together: the client can correct them at once.
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            detail = error.detail if isinstance(error.detail, dict) else {}
            raise ValidationError({**detail, **unknown}) from error
        if unknown:
            raise ValidationError(unknown)
        return values


def refuse_unknown(data: Any, known: tuple[str, ...] = ()) -> None:
    """Check the body of a call without a serializer: an object with known fields, or nothing.
    Raises ValidationError.
    """
    if data is not None and not isinstance(data, Mapping):
        raise ValidationError({"detail": _("Send a JSON object, or nothing.")})
    unknown = unknown_fields(data, known)
    if unknown:
        raise ValidationError(unknown)


def unknown_fields(data: Any, known: Any) -> dict[str, list[str]]:
    if not isinstance(data, Mapping):
        return {}
    # Names come from the request: they can be very long, or contain control characters.
    return {ascii(name)[1:-1][:MAX_NAME]: [str(UNKNOWN)] for name in data if name not in known}
