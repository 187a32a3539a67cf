"""Collects the texts of templates, Python modules, scripts and the default codebook.

It needs Babel and no system gettext, so that it runs wherever the app does.
"""

import io
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_javascript, extract_python
from django.utils.translation.template import templatize

from annotator.projects.default_codebook import CODEBOOK, CONTEXT, texts_to_translate

ROOT = Path(__file__).parents[2]
PYTHON, SCRIPTS = "django", "djangojs"
DOMAINS = (PYTHON, SCRIPTS)

# The functions that take a text, and which of their arguments is which: the text,
# the plural, or the context ("c").
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "pgettext_noop": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


# Texts of Django and allauth on our pages that their catalogues lack in some languages, or have in
# another voice than ours.
OF_OTHERS = (
    "Forgot your password?",
    "You must type the same password each time.",
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)


class Text(NamedTuple):
    """A text of the program, with the file that shows it."""

    file: str
    message: str | tuple[str, str]
    context: str | None = None


def template_of_catalogues(domain: str) -> Catalog:
    """Return a catalogue with all texts of this domain and no translations."""
    catalogue = Catalog(charset="utf-8")
    for text in sorted(texts_of(domain), key=lambda text: text.file):
        catalogue.add(text.message, context=text.context, locations=[(text.file, None)])
    return catalogue


@cache
def texts_of(domain: str) -> frozenset[Text]:
    """Return all texts of this domain. The files are read once."""
    return frozenset(_texts_of(domain))


def _texts_of(domain: str) -> Iterator[Text]:
    if domain == SCRIPTS:
        for path in files("static", ".js"):
            yield from texts_in(path, extract_javascript, path.read_bytes())
        return

    for path in files("annotator", ".py"):
        yield from texts_in(path, extract_python, path.read_bytes())
    for path in files("templates", ".html", ".txt"):
        yield from texts_in(path, extract_python, as_python(path.read_text()))
    for text in texts_to_translate(CODEBOOK.read_text()):
        yield Text(str(CODEBOOK.relative_to(ROOT)), text, CONTEXT)
    yield from (Text("django", message) for message in OF_OTHERS)


def files(folder: str, *suffixes: str) -> Iterable[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)


def as_python(template: str) -> bytes:
    # Django writes the texts of a template as calls. In brackets, the indentation of
    # what is between them doesn't matter.
    return f"(\n{templatize(template)}\n)".encode()


def texts_in(path: Path, extract: object, source: bytes) -> Iterator[Text]:
    name = str(path.relative_to(ROOT))
    found = extract(io.BytesIO(source), KEYWORDS, (), {})  # type: ignore[operator]

    for _line, function, messages, _comments in found:
        spec = KEYWORDS.get(function, "unknown")
        if spec == "unknown":
            continue
        arguments = messages if isinstance(messages, tuple) else (messages,)
        yield from as_text(name, spec, arguments)


def as_text(name: str, spec: object, arguments: tuple[str | None, ...]) -> Iterator[Text]:
    context, parts = None, []
    for part in spec or (1,):  # type: ignore[attr-defined]
        number, is_context = (part[0], True) if isinstance(part, tuple) else (part, False)
        value = arguments[number - 1] if number <= len(arguments) else None
        # A variable: its text is marked where it is written.
        if not value:
            return
        if is_context:
            context = value
        else:
            parts.append(value)

    yield Text(name, parts[0] if len(parts) == 1 else (parts[0], parts[1]), context)
