"""Rendering Markdown that people write as safe HTML."""

from itertools import pairwise

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a",
    "abbr",
    "blockquote",
    "br",
    "code",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "small",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}


def parse_markdown(text: str) -> list[Token]:
    """Parse CommonMark with tables. Raw HTML becomes text.

    Each cell of a table gets the heading of its column, for phones, where a row is a list.
    """
    tokens = _markdown().parse(text)
    headings: list[str] = []
    column = 0

    for token, following in pairwise(tokens):
        if token.type == "table_open":
            headings = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            headings.append("".join(child.content for child in following.children or []))
        elif token.type == "td_open":
            token.attrSet("data-head", headings[column])
            column += 1

    return tokens


def render_tokens(tokens: list[Token]) -> SafeString:
    """Render what `parse_markdown` returned as HTML, which is sanitised."""
    markdown = _markdown()
    html = markdown.renderer.render(tokens, markdown.options, {})
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}, "td": {"data-head"}},
        url_schemes={"http", "https", "mailto"},
    )
    # The line above makes it safe.
    return mark_safe(cleaned)  # noqa: S308


def render_markdown(text: str) -> SafeString:
    return render_tokens(parse_markdown(text))


def one_line(text: str) -> str:
    """Return the text on one line, with the characters of Markdown escaped."""
    # Names and definitions are anyone's text: they must not make headings or links.
    plain = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in plain)


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
