"""The languages of the interface: English, and those whose catalogue says that it is complete.

The header `X-State` of `annotator/locale/<language>/LC_MESSAGES/django.po` says how far a
translation is. docs/translations.md describes how it changes.
"""

import gettext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent.parent / "locale"

# Each by its own name, because people look for the language that they can read.
NAMES = {
    "en": "English",
    "ar": "العربية",
    "de": "Deutsch",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "pt": "Português",
    "tr": "Türkçe",
    "uk": "Українська",
}

# The values of `X-State`. A draft is complete, but no native reader has checked it yet.
INCOMPLETE, DRAFT, REVIEWED = "incomplete", "draft", "reviewed"


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    is_draft: bool = False


def offered_languages(folder: Path = LOCALE, *, with_incomplete: bool = False) -> list[Language]:
    """Return English, and the languages whose catalogue is complete.

    Translators also want to see those that aren't: `with_incomplete`.
    """
    states = {code: catalogue_state(code, folder) for code in NAMES if code != "en"}
    wanted = {DRAFT, REVIEWED} | ({INCOMPLETE} if with_incomplete else set())

    return [Language("en", NAMES["en"])] + [
        Language(code, NAMES[code], is_draft=state != REVIEWED)
        for code, state in states.items()
        if state in wanted
    ]


def catalogue_state(code: str, folder: Path = LOCALE) -> str:
    """Return the state that the compiled catalogue states, or "" if there is none."""
    path = folder / code / "LC_MESSAGES" / "django.mo"
    if not path.exists():
        return ""

    with path.open("rb") as file:
        return gettext.GNUTranslations(file).info().get("x-state", INCOMPLETE)


@cache
def is_draft(code: str, folder: Path = LOCALE) -> bool:
    return catalogue_state(code, folder) in {INCOMPLETE, DRAFT}
