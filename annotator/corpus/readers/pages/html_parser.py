"""Parses web pages within limits: in another process, and only pages of a usual shape."""

import atexit
import re
from typing import Any

from annotator.corpus.readers.limited_process import LimitedProcess
from annotator.corpus.readers.records import UnreadableError
from annotator.lib.translation import gettext as _

PAGE_SECONDS = 10.0
# The largest pages of newspapers are live blogs with hundreds of entries. They have
# some 30,000 elements, 60 levels and 50 attributes.
MAX_ELEMENTS = 100_000
MAX_DEPTH = 1_000
MAX_ATTRIBUTES = 1_000

# One class of characters up to the end of the tag, so that a missing end costs no
# backtracking.
TAG = re.compile(r"<(/?)([a-zA-Z][^<>]*)>")
NAME = re.compile(r"[a-zA-Z0-9]+")
# What looks like tags in these is text.
TEXT_ONLY = frozenset(["script", "style", "textarea", "title"])
# Elements that need no closing tag, so they don't count as levels.
UNCLOSED = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "param",
        "source",
        "td",
        "th",
        "tr",
        "track",
        "wbr",
    ]
)


class PageParser(LimitedProcess):
    """Sends pages to the process, one at a time, and waits for its answers."""

    def __init__(self, seconds: float = PAGE_SECONDS) -> None:
        super().__init__("annotator.corpus.readers.pages.html_process", seconds)

    def extract(self, html: str) -> dict[str, Any]:
        """Return what trafilatura finds in the page, or {} if it finds no article.

        Raises UnreadableError.
        """
        check_shape(html)

        answer = self.ask(html)
        if answer is None:
            raise UnreadableError(_("the page took too long to read"))
        return answer


def check_shape(html: str) -> None:
    """Raise UnreadableError for an unusual page, which would take long to parse."""
    depth = elements = 0
    text_only = ""

    for closing, content in TAG.findall(html):
        match = NAME.match(content)
        assert match is not None
        name = match[0].lower()
        if text_only and not (closing and name == text_only):
            continue
        is_open = not closing and not content.endswith("/")
        text_only = name if name in TEXT_ONLY and is_open else ""
        is_level = name not in UNCLOSED

        if closing:
            depth = max(0, depth - is_level)
            continue

        elements += 1
        depth += is_level and is_open
        if elements > MAX_ELEMENTS:
            raise UnreadableError(
                _("the page has more than %(limit)s elements") % {"limit": f"{MAX_ELEMENTS:,}"}
            )
        if depth > MAX_DEPTH:
            raise UnreadableError(
                _("the page is nested more than %(limit)s levels deep")
                % {"limit": f"{MAX_DEPTH:,}"}
            )
        # Neither number alone counts attributes: addresses have many "=", and texts
        # many words.
        if content.count("=") > MAX_ATTRIBUTES and len(content.split()) > MAX_ATTRIBUTES:
            raise UnreadableError(
                _("a tag has more than %(limit)s attributes") % {"limit": f"{MAX_ATTRIBUTES:,}"}
            )


page_parser = PageParser()
atexit.register(page_parser.close)
