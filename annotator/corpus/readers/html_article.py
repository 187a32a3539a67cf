"""Chooses between the readings of a page, so that no notice is taken for the article."""

import re
from collections.abc import Callable
from typing import Any

from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction, baseline, extract_metadata
from trafilatura.settings import Document, use_config

from annotator.corpus.readers.html_json_ld import article_body
from annotator.corpus.readers.html_lead import find_lead
from annotator.corpus.readers.html_repair import repair_tree

FIELDS = ("title", "sitename", "hostname", "url", "date")
# Characters. Below its usual minimum of 250, trafilatura falls back to all text of the
# page in one piece. Short articles are articles too.
MIN_SIZE = 40
# A shorter text may be a notice, so the page is read a second time.
SHORT = 250
# A reading with so many times the text is the article, and the shorter one a notice or
# a teaser. One with less is often the article and the page around it.
MUCH_LONGER = 3
# Lines of menus and lists of links are shorter. At least half must be prose.
MIN_LINE = 40
# These keep the parser from reading what follows.
DOCTYPE = re.compile(r"\s*<!\s?doctype[^<>]{0,1000}>", re.IGNORECASE)
CLOSED_HTML = re.compile(r"(<html\b[^<>]{0,1000})/>", re.IGNORECASE)
# The usual parser drops the rest of a page that is nested more than 256 levels deep.
PARSER = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def read_article(html: str) -> dict[str, Any]:
    """Return the text and the other fields of the article in a page, or {} if it has none."""
    page = _attempt(_parse, html)
    if page is None:
        return {}

    _attempt(repair_tree, page)
    document = _attempt(_extract, page, MIN_SIZE) or _attempt(extract_metadata, page)
    first = (document and document.text) or ""
    text = _much_longer(first, page) or first
    if not text.strip():
        return {}

    lead = _attempt(find_lead, page, text) or ""
    fields = {name: getattr(document, name, None) for name in FIELDS}
    fields["text"] = f"{lead}\n{text}" if lead else text
    return {name: _whole(value) for name, value in fields.items()}


def _parse(html: str) -> HtmlElement:
    html = CLOSED_HTML.sub(r"\1>", DOCTYPE.sub("", html, count=1), count=1)
    return document_fromstring(html, parser=PARSER)


def _extract(page: HtmlElement, min_size: int, *, recall: bool = False) -> Document | None:
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(min_size))
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    return bare_extraction(
        page,
        with_metadata=not recall,
        include_comments=False,
        favor_recall=recall,
        config=config,
    )


def _much_longer(first: str, page: HtmlElement) -> str:
    """Return another reading that must be the article if `first` is one at all, or ""."""
    readings = [_attempt(article_body, page) or ""]
    if len(first) < SHORT:
        second = _attempt(_extract, page, SHORT, recall=True)
        readings.append((second and second.text) or "")
        # By tags alone, for articles in an element that is named as something else.
        readings.append(_attempt(_paragraphs, page) or "")

    longest = max(readings, key=_prose)
    is_page = 2 * _prose(longest) < len(longest)
    return longest if _prose(longest) >= MUCH_LONGER * len(first) and not is_page else ""


def _paragraphs(page: HtmlElement) -> str:
    return baseline(page)[1]


def _prose(text: str) -> int:
    """Return the number of characters in lines that are long enough for sentences."""
    return sum(len(line) + 1 for line in text.splitlines() if len(line) >= MIN_LINE)


def _attempt(read: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Return what `read` finds, or None if it fails: then the other readings count."""
    try:
        return read(*arguments, **options)
    # Parsers of pages fail in many ways, and a page is never worth more than itself.
    except Exception:
        return None


def _whole(value: Any) -> Any:
    """Return `value` without halves of characters, which JSON in a page may have."""
    return HALF_CHARACTER.sub("�", value) if isinstance(value, str) else value
