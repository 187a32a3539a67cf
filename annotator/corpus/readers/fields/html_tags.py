"""Recognises text that is written in HTML, as the text of news APIs and of blogs often is."""

import re

# Tags that hardly anything but a text with markup has.
TAG = re.compile(
    r"</(?:p|div|span|a|b|i|em|strong|li|ul|ol|h[1-6]|blockquote|figure|td|tr|table)\s*>"
    r"|<(?:br|p)(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)


def find_tag(text: str) -> str:
    """Return the first tag of HTML in a text, "" if there is none."""
    # Most texts have no such sign.
    found = TAG.search(text) if "<" in text else None
    return found[0] if found else ""
