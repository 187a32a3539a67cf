"""Says in words how a file was read: each fact of an account, and how sure it is."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from annotator.corpus.readers.account import Certainty
from annotator.lib.ways import way

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

# A sentence for each value that a reader notes.
VALUES = {
    "delimiter": {
        "comma": gettext_lazy("cells separated by commas"),
        "semicolon": gettext_lazy("cells separated by semicolons"),
        "tab": gettext_lazy("cells separated by tabs"),
        "bar": gettext_lazy("cells separated by vertical bars"),
        "space": gettext_lazy("cells separated by spaces"),
        "none": gettext_lazy("a single column"),
    },
    "quoting": {
        "doubled": gettext_lazy("doubled quotation marks"),
        "backslash": gettext_lazy("quotation marks after a backslash"),
        "none": gettext_lazy("quotation marks are part of the text"),
    },
    "header": {
        "yes": gettext_lazy("the first row is the header"),
        "no": gettext_lazy("no header; the columns are numbered"),
    },
    "rows": {
        "articles": gettext_lazy("each row is an article"),
        "sentences": gettext_lazy("each row is a sentence"),
    },
    "dates": {
        "day-first": gettext_lazy("dates such as 03/04/2025 begin with the day"),
        "month-first": gettext_lazy("dates such as 03/04/2025 begin with the month"),
        "ambiguous": gettext_lazy(
            "dates such as 03/04/2025 are left empty, because they could begin with the day or "
            "the month"
        ),
    },
    "first line": {
        "headline": gettext_lazy("the first line looks like a headline and stays in the text"),
        "title": gettext_lazy("the first line is the title"),
    },
    "layout": {
        "array": gettext_lazy("a JSON array"),
        "lines": gettext_lazy("an object per line"),
        "objects": gettext_lazy("objects one after another"),
        "object": gettext_lazy("a single object"),
        "columns": gettext_lazy("an object per column"),
        "by id": gettext_lazy("an object whose keys are IDs"),
    },
}
# The other facts have values of many kinds.
FACTS = {
    "encoding": gettext_lazy("encoding %(value)s"),
    "language": gettext_lazy("in %(value)s"),
    "unclear language": gettext_lazy("in %(value)s"),
    "annotator": gettext_lazy(
        "labels without an annotator belong to “%(value)s”, after the name of the file"
    ),
    "annotator columns": gettext_lazy("columns with one annotator’s labels each: %(value)s"),
    "layout": gettext_lazy("objects in “%(value)s”"),
    "paragraphs": gettext_lazy("the paragraphs in “%(value)s” are the text"),
    "sheet": gettext_lazy("sheet “%(value)s”"),
    "file names": gettext_lazy("file names in the encoding %(value)s"),
    "equal file names": gettext_lazy("several files with the same name: %(value)s"),
    "hidden characters": gettext_lazy("hidden characters in file names: %(value)s"),
    "rows above the header": gettext_lazy("rows above the header, not read: %(value)s"),
    "columns without a name": gettext_lazy("columns without a name, not read: %(value)s"),
    "label keys": gettext_lazy("the keys in “%(value)s” are annotators"),
    "columns of one name": gettext_lazy("columns with the same name, renamed: %(value)s"),
}
UNUSED_ANNOTATORS = gettext_lazy(
    "columns that may each have one annotator’s labels aren’t used unless they are chosen "
    "(%(way)s): %(value)s"
)
# The order in which facts are said; others come last.
ORDER = (
    "sheet", "encoding", "delimiter", "quoting", "header", "layout", "rows", "language",
    "unclear language", "dates",
)  # fmt: skip
# The facts that are languages.
LANGUAGES = ("language", "unclear language")
CERTAINTIES: dict[Certainty | None, "StrPromise"] = {
    Certainty.CHOSEN: gettext_lazy("chosen"),
    Certainty.STATED: gettext_lazy("stated in the file"),
    Certainty.DETECTED: gettext_lazy("detected"),
    Certainty.GUESSED: gettext_lazy("guessed"),
}


def fact_text(name: str, value: str) -> str:
    """Return the fact in words: “each row is a sentence”."""
    known = VALUES.get(name, {}).get(value)
    if known is not None:
        return str(known)
    if name in LANGUAGES:
        value = ", ".join(map(language_name, value.split(", ")))
    if name == "layout":
        value = value.removeprefix("list: ")
    return str(FACTS[name]) % {"value": value} if name in FACTS else f"{name}: {value}"


def ordered_facts(entry: Mapping[str, Any]) -> list[str]:
    """Return the names of the facts in the order in which they are said."""
    place = {name: index for index, name in enumerate(ORDER)}
    return sorted(entry["facts"], key=lambda name: place.get(name, len(ORDER)))


def facts_in_words(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the facts of an entry of the account, with how sure each is."""
    for text, certainty in sure_facts(entry):
        how = CERTAINTIES.get(certainty)
        yield _("%(fact)s (%(how)s)") % {"fact": text, "how": how} if how else text


def sure_facts(entry: Mapping[str, Any]) -> Iterator[tuple[str, Certainty | None]]:
    """Yield the facts of an entry in words, each with how sure it is: None if nothing was taken."""
    for name in ordered_facts(entry):
        value, stored = entry["facts"][name]
        certainty = Certainty(stored)
        if name == "annotator columns" and certainty != Certainty.CHOSEN:
            yield str(UNUSED_ANNOTATORS) % {"value": value, "way": way("annotator_columns")}, None
        elif (name, value) == ("dates", "ambiguous"):
            yield fact_text(name, value), None
        elif name in LANGUAGES and certainty == Certainty.GUESSED:
            # An import of an older version has no such number.
            articles = entry.get("unclear_languages", 0)
            yield _unclear_language(fact_text(name, value), articles), certainty
        else:
            yield fact_text(name, value), certainty


def _unclear_language(language: str, articles: int) -> str:
    if not articles:
        return _("%(language)s, because the language isn’t clear") % {"language": language}
    return ngettext(
        "%(language)s, because the language of %(count)s article isn’t clear",
        "%(language)s, because the language of %(count)s articles isn’t clear",
        articles,
    ) % {"language": language, "count": f"{articles:,}"}


def language_name(tag: str) -> str:
    """Return the name of the language in that of the page, or its tag."""
    try:
        shown_in = Locale.parse(get_language() or "en", sep="-")
        name = Locale.parse(tag, sep="-").get_display_name(shown_in)
    except (ValueError, UnknownLocaleError):
        name = None
    return name or tag
