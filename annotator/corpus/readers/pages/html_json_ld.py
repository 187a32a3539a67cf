"""Finds the text of an article in the data that a page has for search engines: JSON-LD."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml.html import HtmlElement, HTMLParser, fragment_fromstring

from annotator.corpus.readers.pages.html_blocks import blocks

BODY = "articleBody"
# A string in JSON that is broken elsewhere.
BODY_STRING = re.compile(r'"articleBody"\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*")', re.DOTALL)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
PARSER = HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
NOT_SHOWN = frozenset(
    ["figure", "iframe", "script", "select", "style", "svg", "template", "video", "audio"]
)


def article_body(page: HtmlElement) -> str:
    """Return the longest `articleBody` in the JSON-LD of the page, or "".

    The entries of a live blog are one text.
    """
    bodies = (
        body
        for script in page.iter("script")
        if "json" in (script.get("type") or "").lower() and BODY in (script.text or "")
        for body in _bodies(script.text or "")
    )
    return max(map(_plain, bodies), key=len, default="")


def _bodies(source: str) -> Iterator[str]:
    """Yield the bodies of all articles in a piece of JSON, which may be invalid."""
    try:
        # Real pages have newlines within strings.
        data = json.loads(source, strict=False)
    except (ValueError, RecursionError):
        for match in BODY_STRING.finditer(source):
            try:
                yield str(json.loads(match[1], strict=False))
            except ValueError:
                continue
        return

    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            yield _join(item.get(BODY))
            updates = item.get("liveBlogUpdate")
            if isinstance(updates, list):
                yield "\n\n".join(_join(entry) for entry in updates)
            waiting.extend(reversed(list(item.values())))


def _join(value: Any) -> str:
    """Return the text of a body: a string, an entry with one, or a list of such."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n\n".join(filter(None, (_join(item) for item in value)))
    if isinstance(value, dict):
        headline = value.get("headline")
        return "\n\n".join(
            filter(None, [_join(headline), _join(value.get(BODY, value.get("text")))])
        )
    return ""


def _plain(body: str) -> str:
    """Return a body without its HTML, a paragraph a line. Some have it as `&lt;p&gt;`."""
    if "&" in body:
        body = unescape(unescape(body))
    if TAG.search(body):
        root = fragment_fromstring(body, create_parent="div", parser=PARSER)
        return "\n".join(block.text for block in blocks(root, NOT_SHOWN))
    return "\n".join(filter(None, (" ".join(line.split()) for line in body.splitlines())))
