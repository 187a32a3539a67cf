"""No template holds a bare string: what people read goes through translation.

Found are letters in text, and in attributes that people read, outside {% translate %} and
{% blocktranslate %}. Code, keys and the name of the program are the same in every language.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, Token, TokenType

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
READ_ATTRIBUTES = {"alt", "aria-label", "data-head", "placeholder", "title"}
ENGLISH_FILTERS = re.compile(r'\|(?:default|join|pluralize|yesno)(?::"([^"]*)")?')
PASSED_STRINGS = re.compile(r'\w="([^"]*)"')
UNTRANSLATED_ELEMENTS = {"code", "kbd", "pre", "script", "style"}
UNTRANSLATED_WORDS = {"Skepsis", "CSV", "JSON", "ZIP", "API", "UTC", "n", "s", "kB", "MB"}


class BareStrings(HTMLParser):
    """Collects the words that a page shows, from HTML whose template tags are gone."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNTRANSLATED_ELEMENTS:
            self.open.append(tag)
        for name, value in attrs:
            if name in READ_ATTRIBUTES:
                self.collect(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self.open:
            self.collect(data)

    def collect(self, text: str) -> None:
        words = re.findall(r"[^\W\d_]+", text)
        if any(word not in UNTRANSLATED_WORDS for word in words):
            self.found.append(" ".join(text.split()))


def bare_strings(source: str) -> list[str]:
    parser = BareStrings()
    parser.feed("".join(untranslated(Lexer(source).tokenize())))
    parser.close()
    return parser.found


def untranslated(tokens: list[Token]) -> Iterator[str]:
    """The text of the template, without its tags and without translated blocks."""
    is_block = False
    for token in tokens:
        name = token.contents.split()[0] if token.contents.split() else ""
        # This block holds the class of the page, which nobody reads.
        is_class = token.contents == "block page_class"
        if token.token_type == TokenType.BLOCK and (
            name in {"blocktranslate", "comment"} or is_class
        ):
            is_block = True
        elif token.token_type == TokenType.BLOCK and name in {
            "endblocktranslate",
            "endcomment",
            "endblock",
        }:
            is_block = False
        elif token.token_type == TokenType.TEXT and not is_block:
            yield token.contents
        elif token.token_type == TokenType.BLOCK and not is_block:
            # A tag may stand inside a word or between two: a space keeps them apart.
            yield f" {' '.join(literals(name, token.contents))} "
        elif token.token_type == TokenType.VAR and not is_block:
            yield " ".join(literals("", token.contents))


def literals(name: str, contents: str) -> Iterator[str]:
    """Strings that a tag or a variable shows, where a page would need a translation."""
    for match in ENGLISH_FILTERS.finditer(contents):
        yield "pluralize" if "pluralize" in match[0] else match[1] or ""

    if name in {"include", "with"}:
        yield from (string for string in PASSED_STRINGS.findall(contents) if " " in string)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_no_bare_string(path: Path) -> None:
    assert bare_strings(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p title="Hello">{{ name }}</p>', ["Hello"]),
        ('<p>{% translate "Hello" %}, {{ name }} · 5</p>', []),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", []),
        ("<kbd>Enter</kbd> <code>manage.py</code>", []),
        ("{% if a %}one{% else %}two{% endif %}", ["one two"]),
        ("{{ n }} {% translate 'article' %}{{ n|pluralize }}", ["pluralize"]),
        ('{{ name|default:"nobody" }}{{ name|default:"–" }}', ["nobody–"]),
        ('{% include "_field.html" with help="Leave it empty" %}', ["Leave it empty"]),
    ],
)
def test_bare_strings_are_found(source: str, found: list[str]) -> None:
    assert bare_strings(source) == found
