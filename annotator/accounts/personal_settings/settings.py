"""What a person chooses for themselves. It is kept with the account, for every browser."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any, Self

from django.db.models import IntegerChoices, TextChoices
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from annotator.accounts.personal_settings.keys import STANDARD_KEYS, own_keys_from


class Theme(TextChoices):
    SYSTEM = "system", gettext_lazy("Same as the system")
    LIGHT = "light", gettext_lazy("Light")
    DARK = "dark", gettext_lazy("Dark")


class TextSize(TextChoices):
    SMALL = "small", gettext_lazy("Small")
    NORMAL = "normal", gettext_lazy("Normal")
    LARGE = "large", gettext_lazy("Large")
    LARGEST = "largest", gettext_lazy("Very large")


class LineLength(TextChoices):
    SHORT = "short", gettext_lazy("Short")
    NORMAL = "normal", gettext_lazy("Normal")
    LONG = "long", gettext_lazy("Long")


class LineSpacing(TextChoices):
    NORMAL = "normal", gettext_lazy("Normal")
    WIDE = "wide", gettext_lazy("Wide")


class Typeface(TextChoices):
    SERIF = "serif", gettext_lazy("With serifs")
    SANS = "sans", gettext_lazy("Without serifs")
    CLEAR = "clear", gettext_lazy("Distinct letters (dyslexia)")


class Desk(TextChoices):
    """The side of the desk in a wide window: where lines end, or where they begin."""

    END = "end"
    START = "start"


class SingleKeys(TextChoices):
    ON = "on", gettext_lazy("On")
    ARTICLE = "article", gettext_lazy("Only while the article has the focus")
    OFF = "off", gettext_lazy("Off")


class BreakAfter(IntegerChoices):
    """Minutes of work."""

    NEVER = 0, gettext_lazy("No reminder")
    SHORT = 25, gettext_lazy("After 25 minutes")
    LONG = 50, gettext_lazy("After 50 minutes")


@dataclass(frozen=True)
class PersonalSettings:
    theme: Theme = Theme.SYSTEM
    text_size: TextSize = TextSize.NORMAL
    line_length: LineLength = LineLength.NORMAL
    line_spacing: LineSpacing = LineSpacing.NORMAL
    typeface: Typeface = Typeface.SERIF
    desk: Desk = Desk.END
    speaks_less: bool = False
    break_after: BreakAfter = BreakAfter.NEVER
    single_keys: SingleKeys = SingleKeys.ON
    # Only those that differ from the standard ones, by command; "" is no key.
    own_keys: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_stored(cls, stored: object) -> Self:
        """Return stored settings. What isn't there or isn't valid counts as the default."""
        values = stored if isinstance(stored, dict) else {}
        standard = cls()
        return cls(
            **{name: _valid(default, values.get(name)) for name, default in standard._items()}
        )

    def to_stored(self) -> dict[str, Any]:
        """Return what differs from the defaults, so that those can change later."""
        standard = dict(PersonalSettings()._items())
        return {name: value for name, value in self._items() if value != standard[name]}

    def _items(self) -> list[tuple[str, Any]]:
        return [(item.name, getattr(self, item.name)) for item in fields(self)]

    @property
    def keys(self) -> dict[str, str]:
        """The key of each command."""
        return STANDARD_KEYS | dict(self.own_keys)

    @property
    def has_standard_keys(self) -> bool:
        return self.single_keys == SingleKeys.ON and not self.own_keys

    @property
    def html_attributes(self) -> SafeString:
        """The attributes of <html> that style sheets ask for. Defaults need none."""
        stored = self.to_stored()
        looks = ("theme", "text_size", "line_length", "line_spacing", "typeface", "desk")
        attributes = ((name.replace("_", "-"), stored[name]) for name in looks if name in stored)
        return format_html_join("", ' data-{}="{}"', attributes)

    @property
    def for_scripts(self) -> dict[str, Any]:
        """What scripts must know. They name a command by its standard key."""
        keys = {STANDARD_KEYS[name]: key for name, key in self.own_keys.items()}
        return {
            "speaks_less": self.speaks_less,
            "break_after": self.break_after,
            "single_keys": self.single_keys,
            "own_keys": keys,
        }


def _valid(default: Any, value: object) -> Any:
    if isinstance(default, Mapping):
        return own_keys_from(value)
    if isinstance(default, bool):
        return value if isinstance(value, bool) else default

    assert isinstance(default, Enum)
    try:
        return type(default)(value)
    except ValueError:
        return default
