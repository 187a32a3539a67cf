"""Reads, updates, checks and compiles the catalogues of a language."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser, write_po

from annotator.lib.languages import INCOMPLETE, LOCALE, NAMES
from tools.messages.scope import annotators_messages

HEADER = """\
# Texts of Skepsis: {name}.
# docs/translations.md says how to correct them."""
# The order of the forms as everywhere: zero, one, two, few, many, other. Babel has
# another one.
ARABIC_PLURAL = "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5"
TAG = re.compile(r"</?\w[^>]*>")


class StatedCatalog(Catalog):
    """A catalogue whose header says how far it is, and has no dates.

    A date would make any two branches that change a text conflict.
    """

    state = INCOMPLETE

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        if str(self.locale_identifier) == "ar":
            self._plural_expr = ARABIC_PLURAL

    def _write_headers(self) -> list[tuple[str, str]]:
        return [
            ("Project-Id-Version", "Skepsis"),
            ("Language", str(self.locale_identifier)),
            ("X-State", self.state),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]

    def _read_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        given = list(headers)
        self._set_mime_headers(given)
        self.state = {name.lower(): value for name, value in given}.get("x-state", INCOMPLETE)

    mime_headers = property(_write_headers, _read_headers)


def path_of(language: str, domain: str, folder: Path = LOCALE) -> Path:
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


def read_catalogue(language: str, domain: str, folder: Path = LOCALE) -> StatedCatalog:
    """Return the catalogue of this language, or an empty one if it has none yet."""
    catalogue = StatedCatalog(locale=language, domain=domain)
    path = path_of(language, domain, folder)
    if path.exists():
        PoFileParser(catalogue, abort_invalid=True).parse(BytesIO(path.read_bytes()))
    return catalogue


def update_catalogue(catalogue: StatedCatalog, template: Catalog) -> None:
    """Add new texts, and drop those that the program no longer has.

    A changed text keeps the translation of the one before, marked as fuzzy: it isn't used until
    somebody has looked at it.
    """
    catalogue.update(template)


def write_catalogue(catalogue: StatedCatalog, folder: Path = LOCALE) -> None:
    """Write the catalogue and its compiled form, which the program reads."""
    language = str(catalogue.locale_identifier)
    catalogue.header_comment = HEADER.format(name=NAMES.get(language, language))
    catalogue.fuzzy = False

    text = BytesIO()
    write_po(
        text, catalogue, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False
    )
    path = path_of(language, str(catalogue.domain), folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue())
    path.with_suffix(".mo").write_bytes(compiled(catalogue))


def compiled(catalogue: StatedCatalog) -> bytes:
    """Return what the program reads: the texts that are wholly translated.

    Babel would compile the English plural where a form is missing, and that would hide a
    translation that Django has.
    """
    translated = StatedCatalog(locale=catalogue.locale_identifier, domain=catalogue.domain)
    translated.mime_headers = catalogue.mime_headers
    for message in catalogue:
        if message.id and _is_translated(message):
            translated[message.id] = message

    binary = BytesIO()
    write_mo(binary, translated)
    return binary.getvalue()


def missing_messages(catalogue: StatedCatalog, template: Catalog) -> list[Message]:
    """Return the annotators' texts that the catalogue doesn't translate."""
    return [
        message
        for message in annotators_messages(template)
        if not _is_translated(catalogue.get(message.id, message.context))
    ]


def _is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def problems(catalogue: StatedCatalog) -> Iterator[str]:
    """Yield what would break a page: placeholders or HTML tags that differ."""
    for message in catalogue:
        if not message.id or not _is_translated(message):
            continue
        for error in message.check(catalogue):
            yield f"{message.id}: {error}"
        for text, translation in _pairs(message):
            if sorted(TAG.findall(text)) != sorted(TAG.findall(translation)):
                yield f"{text}: the HTML tags differ in “{translation}”"


def _pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each translation with the text that it translates. The last plural form stands for many."""
    if isinstance(message.id, tuple):
        yield from ((message.id[-1], translation) for translation in message.string)
    else:
        yield message.id, message.string
