"""The field of a form for a list of checkboxes whose values are ids."""

from typing import Any

from django import forms


class NumbersField(forms.Field):
    """The whole numbers in a list of checkboxes; anything else is ignored."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[int]:
        return [int(number) for number in value or [] if number.isdecimal() and len(number) < 19]
