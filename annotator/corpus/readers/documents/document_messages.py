"""What a person reads about a document: why it was refused, and what was left out of it.

The process that reads documents answers with keys, because it can't translate.
"""

from annotator.lib.translation import gettext as _
from annotator.lib.translation import ngettext


def document_refusal(key: str) -> str:
    """Return why the document can't be read."""
    reasons = {
        "damaged": _("the file is damaged"),
        "doctype": _("contains a document type declaration, which no such document has"),
        "empty_sheets": _("no visible sheet has cells"),
        "encrypted": _("has a password; save it without one"),
        "locked": _("has a password, or is damaged; save it without one"),
        "no_document": _("has no text part; save it again with the program that made it"),
        "no_letters": _(
            "this PDF doesn’t say which letters it shows; run text recognition (OCR) first"
        ),
        "no_page": _("contains no web page; save the page as .html"),
        "no_text_in_pdf": _(
            "this PDF has no text, only pictures; run text recognition (OCR) first"
        ),
        "too_long": _("takes too much time or memory to read"),
        "too_many_pages": _("has too many pages; split it into several files"),
        "unreadable": _("can’t be read; save it again with the program that made it"),
    }
    return reasons.get(key) or key


def document_warning(key: str, count: int) -> str:
    """Return what was left out or changed, and how often."""
    phrases = {
        "boxes": ngettext(
            "%(count)s paragraph of text boxes left out",
            "%(count)s paragraphs of text boxes left out",
            count,
        ),
        "changes": ngettext(
            "%(count)s tracked change: inserted text was read, deleted text wasn’t",
            "%(count)s tracked changes: inserted text was read, deleted text wasn’t",
            count,
        ),
        "comments": ngettext("%(count)s comment left out", "%(count)s comments left out", count),
        "embedded": ngettext(
            "%(count)s embedded document left out", "%(count)s embedded documents left out", count
        ),
        "footnotes": ngettext("%(count)s footnote left out", "%(count)s footnotes left out", count),
        "formulas": ngettext("%(count)s formula left out", "%(count)s formulas left out", count),
        "headers": ngettext(
            "%(count)s page header or footer left out",
            "%(count)s page headers or footers left out",
            count,
        ),
        "hidden": ngettext(
            "%(count)s piece of hidden text left out",
            "%(count)s pieces of hidden text left out",
            count,
        ),
        "letters": ngettext(
            "%(count)s letter that the PDF doesn’t identify; it was read as “�”",
            "%(count)s letters that the PDF doesn’t identify; they were read as “�”",
            count,
        ),
        "margins": ngettext(
            "%(count)s running header or page number left out",
            "%(count)s running headers and page numbers left out",
            count,
        ),
        "pages": ngettext(
            "%(count)s page without text (a picture?)",
            "%(count)s pages without text (pictures?)",
            count,
        ),
        "symbols": ngettext("%(count)s symbol left out", "%(count)s symbols left out", count),
        "tables": ngettext(
            "%(count)s table: each cell was read as a paragraph",
            "%(count)s tables: each cell was read as a paragraph",
            count,
        ),
    }
    return phrases[key] % {"count": f"{count:,}"}
