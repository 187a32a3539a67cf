"""Reads the article of a file that holds one: a text, a web page or a document."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.documents.documents import read_document, read_saved_page
from annotator.corpus.readers.encodings.encoding import decode_bytes
from annotator.corpus.readers.file_kinds import DOCUMENTS, PAGES, SAVED_PAGES, suffix_of
from annotator.corpus.readers.pages.html_pages import WebPage, read_page
from annotator.corpus.readers.records import (
    MAX_CHARACTERS,
    ArticleRecord,
    InputFile,
    ReadArticle,
    ReadOptions,
    ReadWarning,
    UnreadableError,
    clean_text,
)
from annotator.corpus.readers.single_articles import finish_article
from annotator.lib.translation import gettext as _
from annotator.lib.translation import ngettext

# Texts about a data set that lie beside its articles.
ABOUT_OTHERS = frozenset(
    [
        "readme", "license", "licence", "copying", "citation", "changelog", "changes", "authors",
        "contributing", "requirements", "manifest", "md5sums", "sha256sums", "checksums",
    ]
)  # fmt: skip
# Bytes. UTF-8 needs at most four for a character.
MAX_TEXT = 4 * MAX_CHARACTERS
MAX_PAGE = 20_000_000
# Characters. A page with less text may have only a notice.
SHORT_PAGE = 250


def read_single(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: FileAccount
) -> ReadArticle:
    """Return the article of the file. Raises UnreadableError."""
    kind = suffix_of(file.name)
    account.rows = 1
    if kind in DOCUMENTS:
        account.kind = "document"
        found = _read_document(stream, file, kind, options)
    elif kind in PAGES:
        account.kind = "page"
        found = _read_page(stream, file, kind, options, account)
    else:
        account.kind = "text"
        found = _read_text(stream, file, options, account)

    record, warnings = finish_article(found.record, file.name, options, account)
    return ReadArticle(file.name, record, (*found.warnings, *warnings))


def _read_text(
    stream: BinaryIO, file: InputFile, options: ReadOptions, account: FileAccount
) -> ReadArticle:
    data = _read_at_most(stream, file, MAX_TEXT)
    text = decode_bytes(data, options.language, options.encoding, account).removeprefix("\ufeff")
    record = ArticleRecord(_identifier(file), clean_text(text), language="")
    if PurePath(file.stem).name.casefold() not in ABOUT_OTHERS:
        return ReadArticle(file.name, record)

    reason = _("by its name, the file is about others; if it isn’t an article, withdraw it")
    return ReadArticle(file.name, record, (ReadWarning(file.name, reason),))


def _read_page(
    stream: BinaryIO, file: InputFile, kind: str, options: ReadOptions, account: FileAccount
) -> ReadArticle:
    data = _read_at_most(stream, file, MAX_PAGE)
    stated = address = ""
    if kind in SAVED_PAGES:
        data, stated, address = read_saved_page(data)

    page = read_page(data, options.language, options.encoding or stated)
    # For the reader of the page, an encoding that the saved file states was chosen.
    is_stated = page.certainty == Certainty.CHOSEN and not options.encoding
    certainty = Certainty.STATED if is_stated else page.certainty
    account.note("encoding", page.encoding, certainty)
    record = ArticleRecord(
        _identifier(file),
        page.text,
        title=page.title,
        source=page.source,
        url=page.url or address,
        published=page.published,
        language=page.language,
    )
    return ReadArticle(file.name, record, tuple(_page_warnings(page, file.name)))


def _page_warnings(page: WebPage, source: str) -> Iterator[ReadWarning]:
    if page.replaced:
        yield ReadWarning(source, _replaced(page))
    if len(page.text) < SHORT_PAGE:
        yield ReadWarning(
            source,
            ngettext(
                "only %(count)s character of text found on this page; it may be a notice instead "
                "of the article",
                "only %(count)s characters of text found on this page; it may be a notice instead "
                "of the article",
                len(page.text),
            )
            % {"count": len(page.text)},
        )


def _replaced(page: WebPage) -> str:
    return ngettext(
        "%(count)s place isn’t valid in “%(encoding)s”; it was left out or replaced by “�”",
        "%(count)s places aren’t valid in “%(encoding)s”; they were left out or replaced by “�”",
        page.replaced,
    ) % {"count": f"{page.replaced:,}", "encoding": page.encoding}


def _read_document(
    stream: BinaryIO, file: InputFile, kind: str, options: ReadOptions
) -> ReadArticle:
    document = read_document(stream, file, kind)
    # Words of another language than the default one were marked by somebody, or by the
    # program that checked their spelling.
    default = "" if options.language else document.default_language
    language = document.language or default
    record = ArticleRecord(
        _identifier(file), document.text, title=document.title, language=language
    )
    return ReadArticle(file.name, record, document.warnings)


def _identifier(file: InputFile) -> str:
    return file.stem[-500:]


def _read_at_most(stream: BinaryIO, file: InputFile, limit: int) -> bytes:
    # The size of a compressed file isn't known before.
    data = stream.read(limit + 1) if file.size <= limit else b""
    if file.size > limit or len(data) > limit:
        raise UnreadableError(_("larger than %(limit)s MB") % {"limit": limit // 1_000_000})
    return data
