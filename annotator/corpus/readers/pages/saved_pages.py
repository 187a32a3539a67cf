"""Finds the web page in a file that a browser saved as one (.mhtml, .mht)."""

import email
from email.message import Message
from typing import Any

from annotator.corpus.readers.documents.document_text import DocumentError

# A browser puts the page and its pictures in one level.
MAX_DEPTH = 20


def find_page(data: bytes) -> dict[str, Any]:
    """Return the page as Latin-1, with the encoding and the address that the file states.

    Both may be "". Raises DocumentError if there is no page.
    """
    try:
        message = email.message_from_bytes(data)
    except RecursionError:
        raise DocumentError("unreadable") from None

    page = _first_page(message, 0)
    content = None if page is None else page.get_payload(decode=True)
    if page is None or not isinstance(content, bytes):
        raise DocumentError("no_page")

    address = message.get("Snapshot-Content-Location") or page.get("Content-Location") or ""
    return {
        "html": content.decode("latin-1"),
        "encoding": str(page.get_content_charset("")),
        "url": str(address).strip(),
    }


def _first_page(message: Message, depth: int) -> Message | None:
    if message.get_content_type() in ("text/html", "application/xhtml+xml"):
        return message
    if not message.is_multipart() or depth > MAX_DEPTH:
        return None

    for part in message.get_payload():
        found = _first_page(part, depth + 1) if isinstance(part, Message) else None
        if found is not None:
            return found
    return None
