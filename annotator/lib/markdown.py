"""Rendering Markdown that people write as safe HTML."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

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
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}


def render_markdown(text: str) -> SafeString:
    """Render CommonMark with tables. Raw HTML is shown as text.

    The HTML of the renderer is sanitised as well.
    """
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    cleaned = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}
    )
    # The line above makes it safe.
    return mark_safe(cleaned)  # noqa: S308
