"""The optional fields of an article. One that can't be read is left empty, with a warning."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypedDict, TypeVar

from annotator.corpus.readers.fields.dates import MAX_DATE, parse_date
from annotator.corpus.readers.fields.identifiers import is_no_identifier
from annotator.corpus.readers.fields.language_names import language_tag
from annotator.corpus.readers.fields.missing_values import EMPTY
from annotator.corpus.readers.records import (
    LENGTHS,
    SPLITS,
    ArticleRecord,
    ReadOptions,
    ReadWarning,
    UnreadableError,
    check_line,
)
from annotator.lib.translation import gettext as _

MAX_EMPTY = max(map(len, EMPTY))
# An address such as “www.news.example/1”: a name with a dot, and no scheme.
BARE_ADDRESS = re.compile(
    r"(?://)?(?:[^\W_][\w-]{0,62}\.)+[^\W\d_][\w-]{1,62}(?::\d{1,5})?(?:[/?#]\S*)?"
)
# The fields of an article that wasn't a row, each in a column of its own name.
OWN_NAMES = {field: field for field in LENGTHS}
NO_LANGUAGE = ReadOptions(language="")
SCHEMES = ("http://", "https://")
# Keys of objects that stand for one value: the publisher in news APIs, and values that MongoDB
# exports.
VALUE_KEYS = ("name", "$oid", "$date", "$numberLong", "$numberInt")
NO_VALUE = object()
T = TypeVar("T")


class ArticleFields(TypedDict):
    """The fields of ArticleRecord that an article can do without."""

    title: str
    source: str
    url: str
    published: date | None
    language: str
    rights: str
    group: str
    split: str


class FieldReader:
    """Reads the optional fields of one row, and collects what it left out or changed.

    `where` is the source of the row, for the warnings.
    """

    def __init__(self, values: Mapping[str, Any], fields: Mapping[str, str], where: str) -> None:
        self._values = values
        self._fields = fields
        self._where = where
        self.warnings: list[ReadWarning] = []

    def read(self, options: ReadOptions) -> ArticleFields:
        return ArticleFields(
            title=self.line("title"),
            source=self.line("source"),
            url=self._converted("url", self._address) or "",
            published=self._converted("published", lambda text: parse_date(text, options.dates)),
            language=self._converted("language", _language) or options.language,
            rights=self.line("rights"),
            group=self.line("group"),
            split=self._converted("split", _split) or "",
        )

    def identifier(self, given: str = "") -> str:
        """Return the identifier that was given, or that of the row; "" if there is none."""
        raw = given or self._values.get(self._fields.get("external_id", ""))
        try:
            text = _one_line(raw, "external_id")
        except UnreadableError as error:
            self._warn(
                _("%(reason)s; an identifier was made from the text instead") % {"reason": error}
            )
            return ""
        return "" if is_no_identifier(text) else text

    def line(self, field: str) -> str:
        """Return the value on one line, "" if there is none or it is left out."""
        return self._converted(field, str) or ""

    def _converted(self, field: str, convert: Callable[[str], T]) -> T | None:
        """Return the converted value, None if there is none or it is left out."""
        raw = self._values.get(self._fields.get(field, ""))
        if raw is None or raw == "":
            return None

        try:
            text = _one_line(raw, field)
            is_empty = len(text) <= MAX_EMPTY and text.casefold() in EMPTY
            return None if is_empty else convert(text)
        except UnreadableError as error:
            self._warn(_("%(field)s left empty: %(reason)s") % {"field": field, "reason": error})
            return None

    def _warn(self, reason: str) -> None:
        self.warnings.append(ReadWarning(self._where, reason))

    def _address(self, text: str) -> str:
        if text.lower().startswith(SCHEMES) and text.lower() not in SCHEMES:
            return text
        if not BARE_ADDRESS.fullmatch(text):
            raise UnreadableError(_bad_address(text))

        self._warn(_("the URL “%(url)s” has no https://, which was added") % {"url": text[:80]})
        return f"https://{text.removeprefix('//')}"


def keep_valid_fields(record: ArticleRecord, where: str) -> tuple[ArticleRecord, list[ReadWarning]]:
    """Return the article without optional fields that are invalid, and what was left out.

    It is for articles that weren't rows. A language that is invalid becomes "".
    """
    values = {field: getattr(record, field) for field in LENGTHS if field != "external_id"}
    reader = FieldReader(values, OWN_NAMES, where)
    read = reader.read(NO_LANGUAGE)
    kept = replace(
        record,
        title=read["title"],
        source=read["source"],
        url=read["url"],
        language=read["language"],
        rights=read["rights"],
        group=read["group"],
    )
    return kept, reader.warnings


def _one_line(value: Any, field: str) -> str:
    """Return the value as text on one line; raises UnreadableError if it can't be stored."""
    plain = value if isinstance(value, str) else _plain_text(value, field)
    text = " ".join(plain.split())
    check_line(text, field, LENGTHS.get(field, MAX_DATE))
    return text


def _plain_text(value: Any, field: str) -> str:
    while isinstance(value, dict):
        value = next((value[key] for key in VALUE_KEYS if value.get(key) is not None), NO_VALUE)
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    raise UnreadableError(_("%(field)s isn’t text") % {"field": field})


def _language(text: str) -> str:
    tag = language_tag(text)
    if tag is None:
        raise UnreadableError(
            _("unknown language tag “%(tag)s”; use one such as en, de or pt-BR")
            % {"tag": text[:40]}
        )
    return tag


def _split(text: str) -> str:
    split = SPLITS.get(text.casefold())
    if split is None:
        raise UnreadableError(
            _("unknown split “%(split)s”; must be train, validation or test") % {"split": text[:40]}
        )
    return split


def _bad_address(text: str) -> str:
    return _("the URL “%(url)s” doesn’t start with http:// or https://") % {"url": text[:80]}
