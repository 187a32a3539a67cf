"""The form of the settings page."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from annotator.accounts.personal_settings.keys import (
    COMMANDS,
    STANDARD_KEYS,
    Command,
    key_problem,
    shared_keys,
    tidy_key,
)
from annotator.accounts.personal_settings.settings import (
    BreakAfter,
    Desk,
    LineLength,
    LineSpacing,
    PersonalSettings,
    SingleKeys,
    TextSize,
    Theme,
    Typeface,
)


class KeyField(forms.CharField):
    """A key that types one character. Empty: the command has no key."""

    def __init__(self, command: Command) -> None:
        attributes = {
            "autocapitalize": "none",
            "autocomplete": "off",
            "class": "key",
            "spellcheck": "false",
        }
        super().__init__(
            label=command.title,
            required=False,
            max_length=1,
            strip=False,
            widget=forms.TextInput(attrs=attributes),
        )

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if problem := key_problem(typed):
            raise forms.ValidationError(problem)
        return tidy_key(typed)


class SettingsForm(forms.Form):
    theme = forms.ChoiceField(label=gettext_lazy("Colours"), choices=Theme.choices)
    text_size = forms.ChoiceField(label=gettext_lazy("Text size"), choices=TextSize.choices)
    line_length = forms.ChoiceField(label=gettext_lazy("Line length"), choices=LineLength.choices)
    line_spacing = forms.ChoiceField(
        label=gettext_lazy("Line spacing"), choices=LineSpacing.choices
    )
    typeface = forms.ChoiceField(label=gettext_lazy("Typeface"), choices=Typeface.choices)
    desk = forms.ChoiceField(
        label=gettext_lazy("Side of the buttons"),
        choices=Desk.choices,
        help_text=gettext_lazy("In wide windows; in narrow ones they are below the article."),
    )
    speaks_less = forms.BooleanField(
        label=gettext_lazy("Say less to screen readers"),
        required=False,
        help_text=gettext_lazy("After each key only the result and the sentence’s number."),
    )
    break_after = forms.TypedChoiceField(
        label=gettext_lazy("Reminder of breaks"),
        choices=BreakAfter.choices,
        coerce=lambda value: BreakAfter(int(value)),
        help_text=gettext_lazy("A line above the buttons, once for each stretch of work."),
    )
    single_keys = forms.ChoiceField(
        label=gettext_lazy("Single keys"),
        choices=SingleKeys.choices,
        help_text=gettext_lazy(
            "Turn them off if you speak to your computer, or hit keys by accident. "
            "Arrows, Enter, Escape and Ctrl+Z always work."
        ),
    )

    def __init__(self, data: Any = None, *, settings: PersonalSettings) -> None:
        initial = {name: getattr(settings, name) for name in self.base_fields}
        super().__init__(data, initial=initial)

        self.fields["desk"].choices = desk_choices()  # type: ignore[attr-defined]
        for command in COMMANDS:
            self.fields[key_name(command)] = KeyField(command)
            self.initial[key_name(command)] = settings.keys[command.name].upper()

    @property
    def key_rows(self) -> Iterator[tuple[Command, BoundField]]:
        for command in COMMANDS:
            yield command, self[key_name(command)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        keys = {command.name: cleaned.get(key_name(command), "") for command in COMMANDS}

        for key, commands in shared_keys(keys).items():
            for command in commands:
                others = ", ".join(
                    _("“%(text)s”") % {"text": other.title}
                    for other in commands
                    if other != command
                )
                text = _("%(key)s is also the key of %(others)s.")
                self.add_error(key_name(command), text % {"key": key.upper(), "others": others})
        return cleaned

    def settings(self) -> PersonalSettings:
        values = {name: self.cleaned_data[name] for name in self.base_fields}
        keys = {command.name: self.cleaned_data[key_name(command)] for command in COMMANDS}
        own = {name: key for name, key in keys.items() if key != STANDARD_KEYS[name]}
        return PersonalSettings.from_stored(values | {"own_keys": own})


def key_name(command: Command) -> str:
    return f"key_{command.name}"


def desk_choices() -> list[tuple[str, str]]:
    """Name the sides as they are on this page: lines end on the left in Arabic."""
    sides = [_("Right"), _("Left")]
    if get_language_bidi():
        sides.reverse()
    return list(zip(Desk.values, sides, strict=True))
