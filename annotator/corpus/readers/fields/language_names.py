"""Turns names and codes of languages, as files have them, into language tags."""

import unicodedata
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from annotator.corpus.readers.fields.month_names import LANGUAGES
from annotator.corpus.readers.records import LANGUAGE_TAG

# Codes that say that the language isn't known, or is several, and those that Twitter
# made for posts without words.
UNKNOWN = frozenset(["und", "mul", "zxx", "mis", "qam", "qct", "qht", "qme", "qst"])
MAX_NAME = 80


# Cached, because the rows of a file have the same few languages.
@lru_cache(maxsize=1000)
def language_tag(text: str) -> str | None:
    """Return the tag of this language, "" if the text says that it is unknown.

    The text is a tag, an ISO 639 code of two or three letters, or a name of the language in its
    own language, in English or in another language of the readers. None if it is nothing of that.
    """
    text = text.strip().replace("_", "-")
    if text.casefold() in UNKNOWN:
        return ""
    if LANGUAGE_TAG.fullmatch(text):
        return _with_short_code(text)

    # “English (US)” is English.
    name = _plain(text[:MAX_NAME].partition("(")[0])
    return _names().get(name)


def _with_short_code(tag: str) -> str:
    code, hyphen, rest = tag.partition("-")
    # CLDR lists the codes of three letters, and the old ones of two, with the one that
    # is used today.
    current = get_global("language_aliases").get(code.lower(), code.lower())
    short = current.partition("_")[0]
    return f"{short}{hyphen}{rest}"


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return the code of each name of a language, in the languages of the readers."""
    found: dict[str, set[str]] = {}
    for locale in map(Locale.parse, LANGUAGES):
        for code, name in locale.languages.items():
            if len(code) == 2:
                found.setdefault(_plain(name), set()).add(code)

    names = {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}
    return names | {"farsi": "fa", "mandarin": "zh", "castellano": "es", "castilian": "es"}


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().replace("\u0307", "").strip()
