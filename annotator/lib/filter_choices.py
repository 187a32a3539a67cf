"""Helpers for forms that filter."""

from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# An error message names this many of the possible values.
MAX_NAMED = 12


def set_choices(
    form: forms.Form, name: str, values: Iterable[str], *, everything: str = ""
) -> None:
    """Let the field offer these values. `everything` is the name of the empty choice."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    offered = list(values)
    field.choices = [
        *([("", everything)] if everything else []),
        *((value, value) for value in offered),
    ]

    # Django fills in the value, so every other percent sign must be doubled.
    unknown = _("There is no “%(value)s”.")
    field.error_messages["invalid_choice"] = f"{unknown} {choices_text(offered).replace('%', '%%')}"


def choices_text(values: Sequence[str]) -> str:
    """A sentence with the possible values, for the error about an unknown one."""
    if not values:
        return _("There is nothing to choose from.")

    names = ", ".join(values[:MAX_NAMED])
    more = len(values) - MAX_NAMED
    if more <= 0:
        return _("Choose from: %(names)s.") % {"names": names}
    text = ngettext(
        "Choose from: %(names)s and %(count)s more.",
        "Choose from: %(names)s and %(count)s more.",
        more,
    )
    return text % {"names": names, "count": more}
