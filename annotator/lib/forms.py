"""What the forms that filter share."""

from collections.abc import Iterable

from django import forms


def offer(form: forms.Form, name: str, values: Iterable[str], *, everything: str = "") -> None:
    """Let the field offer these values; `everything` is what choosing none of them is called."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [*([("", everything)] if everything else []), *((value, value) for value in values)]
