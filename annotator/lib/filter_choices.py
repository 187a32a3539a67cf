"""What the forms that filter share."""

from collections.abc import Iterable, Sequence

from django import forms

MAX_NAMED = 12  # values that an error names


def set_choices(
    form: forms.Form, name: str, values: Iterable[str], *, everything: str = ""
) -> None:
    """Let the field offer these values; `everything` is what choosing none of them is called."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    offered = list(values)
    field.choices = [
        *([("", everything)] if everything else []),
        *((value, value) for value in offered),
    ]
    field.error_messages["invalid_choice"] = (
        f"There is no “%(value)s”. {choices_text(offered).replace('%', '%%')}"
    )


def choices_text(values: Sequence[str]) -> str:
    """What can be chosen instead of something that is not there."""
    if not values:
        return "There is nothing to choose."
    more = f" and {len(values) - MAX_NAMED} more" if len(values) > MAX_NAMED else ""
    return f"Choose from: {', '.join(values[:MAX_NAMED])}{more}."
