"""A language made of the English texts: accented, 40 % longer, and in brackets.

A text on a page that isn't accented doesn't go through gettext, or isn't in the catalogue. A box
that overflows would in German.
"""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import lxml.html
from babel.messages.pofile import read_po
from django.utils.translation import to_locale

from annotator.lib.languages import REVIEWED
from tools.messages.catalogues import StatedCatalog, write_catalogue
from tools.messages.extraction import DOMAINS, PYTHON, template_of_catalogues

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "àƀçđéƒĝĥîĵķļɱñôþǫŕšţûṽŵẋýžÀƁÇĐÉƑĜĤÎĴĶĻṀÑÔÞǪŔŠŢÛṼŴẊÝŽ"
ACCENTS = str.maketrans(PLAIN, ACCENTED)
# What a translation leaves as it is: placeholders, HTML, keys and code.
KEPT = re.compile(
    r"%(?:\(\w+\))?[\d.]*[sdf]|%%|\{\w*\}|<(?P<element>kbd|code)>.*?</(?P=element)>|<[^>]*>|&\w+;",
    re.DOTALL,
)
LONGER = 0.4
# Their texts are on our pages, too.
OTHERS = ("django/conf", "django/contrib/auth", "django/contrib/humanize", "allauth")

UNSEEN = ("script", "style", "kbd", "code")
READ_ATTRIBUTES = ("alt", "aria-label", "data-head", "placeholder", "title")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
# The same in every language.
NAMES = {"API", "CSV", "JSON", "Skepsis", "UTC"}


def pseudo(text: str) -> str:
    """Return the text as the pseudo-language has it.

    >>> pseudo("Sign in, %(name)s"), pseudo("Next")
    ('⟦Šîĝñ îñ, %(name)s ļôñĝ⟧', '⟦Ñéẋţ~~⟧')
    """
    parts, end = [], 0
    for kept in KEPT.finditer(text):
        parts += [text[end : kept.start()].translate(ACCENTS), kept[0]]
        end = kept.end()
    parts.append(text[end:].translate(ACCENTS))

    shown = KEPT.sub("", text).strip()
    more = round(LONGER * len(shown))
    # A long text gets words, which can wrap. A word gets longer.
    padding = " " + ("ļôñĝ " * (more // 5 + 1)).strip() if " " in shown else "~" * more
    return f"⟦{''.join(parts)}{padding}⟧"


def write_pseudo_language(folder: Path, language: str) -> None:
    """Write the catalogues of the pseudo-language under this code: "ar" is read from the right."""
    for domain in DOMAINS:
        catalogue = StatedCatalog(locale=to_locale(language), domain=domain)
        catalogue.state = REVIEWED
        for text, context in texts(domain):
            forms = text if isinstance(text, tuple) else (text,)
            translated = tuple(map(pseudo, forms))
            if isinstance(text, tuple):
                more = catalogue.num_plurals - 1
                catalogue.add(text, (translated[0], *[translated[1]] * more), context=context)
            else:
                catalogue.add(text, translated[0], context=context)
        write_catalogue(catalogue, folder)


def texts(domain: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    found = {(message.id, message.context): None for message in template_of_catalogues(domain)}
    if domain == PYTHON:
        for package in OTHERS:
            found |= dict.fromkeys(texts_of_others(package))
    yield from ((text, context) for text, context in found if text)


def texts_of_others(package: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    spec = find_spec(package.partition("/")[0])
    assert spec is not None
    assert spec.origin is not None
    root = Path(spec.origin).parents[1] / package
    english = root / "locale/en/LC_MESSAGES/django.po"
    for message in read_po(BytesIO(english.read_bytes())):
        yield message.id, message.context


def untranslated(page: str) -> list[str]:
    """Return the texts of the page that have plain letters.

    Data of a test must have none: names and articles can be Cyrillic.
    """
    return [text for text in visible_texts(page) if set(ENGLISH.findall(text)) - NAMES]


def visible_texts(page: str) -> Iterator[str]:
    for element in lxml.html.document_fromstring(page).iter():
        if not isinstance(element.tag, str):
            continue
        if not is_data(element):
            yield from (element.get(name, "") for name in READ_ATTRIBUTES)
            if element.tag not in UNSEEN:
                yield " ".join((element.text or "").split())
        if element.tail and not is_data(element.getparent()):
            yield " ".join(element.tail.split())


def is_data(element: lxml.html.HtmlElement) -> bool:
    return any(each.get("translate") == "no" for each in (element, *element.iterancestors()))
