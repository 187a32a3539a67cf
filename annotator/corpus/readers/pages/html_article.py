"""Chooses between the readings of a page, so that no notice is taken for the article."""

import re
from collections.abc import Callable
from configparser import ConfigParser
from functools import lru_cache
from typing import Any

from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction, baseline, extract_metadata
from trafilatura.settings import Document, set_date_params, use_config
from trafilatura.xml import xmltotxt

from annotator.corpus.readers.pages.html_encoding import NO_TEXT
from annotator.corpus.readers.pages.html_json_ld import article_body
from annotator.corpus.readers.pages.html_lead import with_lead
from annotator.corpus.readers.pages.html_repair import repair_tree

FIELDS = ("title", "sitename", "hostname", "url", "date")
# Characters. trafilatura takes a shorter text for none, and falls back to all text of the
# page. Short articles are articles too, so the page is read with the smaller size again.
SHORT = 250
MIN_SIZE = 40
# With so many times the text, the body in JSON-LD is the article, and the other reading
# the beginning of one behind a paywall. With less, it has captions and lists besides.
LONGER = 1.5
# With so many times the prose, a second reading of the page is the article. With less,
# it is often the article and the page around it.
MUCH_LONGER = 3
# Lines of menus and lists of links are shorter, so they are no prose.
MIN_LINE = 40
SENTENCE_END = re.compile(r"[.!?…。！？।؟۔]['\"”“’»)]?(?:\s|$)", re.MULTILINE)
HEAD = 2000
# These keep the parser from reading what follows.
DOCTYPE = re.compile(r"<!\s?doctype[^<>]{0,1000}>", re.IGNORECASE)
CLOSED_HTML = re.compile(r"(<html\b[^<>]{0,1000})/>", re.IGNORECASE)
# The usual parser drops the rest of a page that is nested more than 256 levels deep.
PARSER = HTMLParser(
    encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
)


def read_article(html: str) -> dict[str, Any]:
    """Return the text and the other fields of the article in a page, or {} if it has none."""
    page = _attempt(_parse, html)
    if page is None:
        return {}

    _attempt(repair_tree, page)
    document = _attempt(_extract, page, SHORT, metadata=True)
    text = _choose(document, page)
    if not text.strip():
        return {}

    document = document or _attempt(extract_metadata, page, date_config=_date_params())
    fields = {name: getattr(document, name, None) for name in FIELDS}
    fields["text"] = _attempt(with_lead, page, text) or text
    return _without_damage(fields)


def _parse(html: str) -> HtmlElement:
    head = CLOSED_HTML.sub(r"\1>", DOCTYPE.sub("", html[:HEAD], count=1), count=1)
    return document_fromstring(head + html[HEAD:], parser=PARSER)


def _extract(
    page: HtmlElement, min_size: int, *, metadata: bool = False, recall: bool = False
) -> Document | None:
    found = bare_extraction(
        page,
        with_metadata=metadata,
        include_comments=False,
        favor_recall=recall,
        date_extraction_params=_date_params(),
        config=_config(min_size),
    )
    if not isinstance(found, Document):
        return None
    _write_cells_as_paragraphs(found)
    return found


def _date_params() -> dict[str, Any]:
    # Otherwise a year in the text, such as that of a report, is taken for the date of the
    # page if it states none.
    return set_date_params(extensive=False)


# Cached, because trafilatura copies its settings each time.
@lru_cache(maxsize=2)
def _config(min_size: int) -> ConfigParser:
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(min_size))
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    return config


def _choose(document: Document | None, page: HtmlElement) -> str:
    """Return the reading that is the article; `document` is that of trafilatura's settings."""
    first = own = _text(document)
    if document and len(document.body) <= 1 and _prose(own) < MUCH_LONGER * SHORT:
        short = _text(_attempt(_extract, page, MIN_SIZE))
        first = short if len(short) < SHORT else own

    is_short = len(first) < SHORT
    body = str(_attempt(article_body, page) or "")
    # trafilatura joins the paragraphs of a body.
    is_same = body.split() == own.split()
    if is_same or _prose(body) > len(first) * (1 if is_short else LONGER):
        return body
    return _longer(first, own, page) if is_short else first


def _longer(first: str, own: str, page: HtmlElement) -> str:
    """Return the longest of all readings, if it must be the article, or else `first`."""
    recall = _text(_attempt(_extract, page, SHORT, recall=True))
    # By tags alone, for articles in an element that is named as something else.
    longest = max([own, recall, _attempt(_paragraphs, page) or ""], key=_prose)

    is_article = SENTENCE_END.search(longest) and 2 * _prose(longest) >= len(longest)
    # A menu has no sentence.
    least = MUCH_LONGER * len(first) if SENTENCE_END.search(first) else MIN_LINE
    return longest if is_article and _prose(longest) >= least else first


def _write_cells_as_paragraphs(document: Document) -> None:
    """Change the text, in which trafilatura writes the rows of tables as “| … |”.

    Old pages have all their text in tables.
    """
    cells = list(document.body.iter("cell"))
    for cell in cells:
        cell.tag = "p"
    if cells:
        document.text = xmltotxt(document.body, include_formatting=False)


def _text(document: Document | None) -> str:
    return (document and document.text) or ""


def _paragraphs(page: HtmlElement) -> str:
    return baseline(page)[1]


def _prose(text: str) -> int:
    """Return the number of characters in lines that are long enough for sentences."""
    return sum(len(line) + 1 for line in text.splitlines() if len(line) >= MIN_LINE)


def _attempt(read: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Return what `read` finds, or None if it fails: then the other readings count."""
    try:
        return read(*arguments, **options)
    except MemoryError:
        raise
    # Parsers of pages fail in many ways.
    except Exception:
        return None


def _without_damage(fields: dict[str, str | None]) -> dict[str, Any]:
    """Return the fields with “�” for what is no text, and `replaced`, the number of these.

    JSON in a page may have control characters and halves of characters, as escapes.
    """
    mended = {name: NO_TEXT.subn("�", value or "") for name, value in fields.items()}
    replaced = sum(count for _value, count in mended.values())
    return {name: value for name, (value, _count) in mended.items()} | {"replaced": replaced}
