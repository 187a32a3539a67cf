"""The single keys of commands, and the keys that a person chooses in their place."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Command:
    """A command that has a single key. Its name is what is stored."""

    name: str
    text: Promise
    key: str
    number: int = 0

    @property
    def title(self) -> str:
        return str(self.text) % {"number": self.number}


_CHOICE = gettext_lazy("Label, reason or confidence %(number)s")
_OFFERED = gettext_lazy("Offered target %(number)s")

# Scripts know a command by its standard key. static/labelling/shortcuts.js has them, too.
COMMANDS = (
    *(Command(f"choice_{number}", _CHOICE, str(number), number) for number in range(1, 10)),
    Command("skip", gettext_lazy("Skip"), "s"),
    Command("skip_rest", gettext_lazy("Skip the rest as boilerplate"), "b"),
    Command("previous", gettext_lazy("Previous sentence"), "k"),
    Command("next", gettext_lazy("Next sentence"), "j"),
    Command("undo", gettext_lazy("Undo"), "u"),
    Command("note", gettext_lazy("Note"), "n"),
    Command("target", gettext_lazy("Target"), "t"),
    *(
        Command(f"offered_{number}", _OFFERED, key, number)
        for number, key in enumerate("xyz", start=1)
    ),
    Command("outside", gettext_lazy("Target not in this article"), "0"),
    Command("confidence", gettext_lazy("Confidence"), "c"),
    Command("paragraph", gettext_lazy("Label the rest of this paragraph"), "p"),
    Command("majority", gettext_lazy("Take the majority (when adjudicating)"), "m"),
    Command("review", gettext_lazy("Next one to review"), "v"),
    Command("find", gettext_lazy("Find"), "f"),
    Command("codebook", gettext_lazy("Codebook"), "g"),
    Command("shortcuts", gettext_lazy("Keyboard shortcuts"), "?"),
)
_QUESTION_MARKS = str.maketrans("؟՞", "??")
STANDARD_KEYS = {command.name: command.key for command in COMMANDS}


def tidy_key(typed: str) -> str:
    """Return a typed character as the scripts name it, or "" if it can't be the key of a command.

    Capital letters, digits and question marks of other scripts, and wide letters count as the
    plain ones, as in static/keys.js.
    """
    key = unicodedata.normalize("NFKC", typed).lower().translate(_QUESTION_MARKS)
    if len(key) != 1 or key.isspace() or not key.isprintable():
        return ""

    return str(unicodedata.digit(key)) if key.isdecimal() else key


def key_problem(typed: str) -> str:
    """Return why this can't be the key of a command, or ""."""
    if not typed or tidy_key(typed):
        return ""
    if typed.isspace():
        return _("The space bar scrolls the page. Choose another key.")
    return _("Choose a key that types one character.")


def shared_keys(keys: Mapping[str, str]) -> dict[str, list[Command]]:
    """Return the keys that several commands have, with these commands."""
    by_key = defaultdict(list)
    for command in COMMANDS:
        if key := keys[command.name]:
            by_key[key].append(command)

    return {key: commands for key, commands in by_key.items() if len(commands) > 1}


def own_keys_from(stored: object) -> dict[str, str]:
    """Return the keys that differ from the standard ones, by command; "" is no key.

    What isn't valid counts as the standard key. A standard key gives way to an own one: a later
    version may bring a command whose key somebody uses already.
    """
    values = stored if isinstance(stored, dict) else {}
    chosen = {name: key for name, key in values.items() if _is_own_key(name, key)}
    own: dict[str, str] = {}
    for name, key in chosen.items():
        if key == "" or key not in own.values():
            own[name] = key

    taken = set(own.values()) - {""}
    for name, key in STANDARD_KEYS.items():
        if name not in own and key in taken:
            own[name] = ""
    return own


def _is_own_key(name: object, key: object) -> bool:
    if not isinstance(name, str) or not isinstance(key, str):
        return False
    return name in STANDARD_KEYS and key != STANDARD_KEYS[name] and key in ("", tidy_key(key))
