"""Names of our own for the fields of allauth's forms."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class OwnWords:
    """Our names for the fields. Comes before the form of allauth in the list of bases."""

    words: ClassVar[Mapping[str, "_StrPromise"]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in self.words:
                field.label = self.words[name]
            # allauth repeats the label inside the field.
            field.widget.attrs.pop("placeholder", None)
