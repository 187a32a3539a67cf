"""Reads documents of offices and newsrooms: Word (.docx), OpenDocument (.odt) and PDF files.

They are parsed in another process within limits. Here is what a person reads about them.
"""

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.archives.zip_files import ZIP_ERRORS, read_zip
from annotator.corpus.readers.documents.document_messages import document_refusal, document_warning
from annotator.corpus.readers.encodings.encoding import is_encoding
from annotator.corpus.readers.limited_process import LimitedProcess
from annotator.corpus.readers.records import (
    LANGUAGE_TAG,
    LENGTHS,
    InputFile,
    ReadOptions,
    ReadWarning,
    Refused,
    UnreadableError,
    clean_text,
)
from annotator.lib.translation import gettext as _

# CPU time for a document: a PDF of a thousand pages needs ten seconds.
SECONDS = 30.0
MAX_PDF = 200_000_000
# Bytes of the parts of a document when unpacked. The longest articles need a tenth.
MAX_TOTAL = 40_000_000
# The parts of .docx and .odt files that are read.
PARTS = re.compile(
    r"word/\w+\.xml|docProps/core\.xml|_rels/\.rels"
    r"|(content|meta|styles)\.xml|META-INF/manifest\.xml"
)
MAX_PARTS = 500
# Old files of Office, and those with a password, begin with this.
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a document, its paragraphs separated by blank lines.

    `language` is the one that most of its letters are marked with, and `default_language` that
    of its other letters; both may be "".
    """

    text: str
    title: str
    language: str
    default_language: str
    warnings: tuple[ReadWarning, ...]


document_process = LimitedProcess("annotator.corpus.readers.documents.document_process", SECONDS)
atexit.register(document_process.close)


def read_document(stream: BinaryIO, file: InputFile, kind: str) -> Document:
    """Return the text of the document. `kind` is ".docx", ".odt" or ".pdf".

    Raises UnreadableError, also if it can't be read within the limits.
    """
    if kind == ".pdf":
        answer = _read_pdf(stream, file)
    else:
        request = {"kind": kind.removeprefix("."), "parts": _parts(stream, file, kind)}
        answer = ask(document_process, request)

    left_out = answer["left_out"]
    text = clean_text(answer["text"])
    title = answer["title"] if len(answer["title"]) <= LENGTHS["title"] else ""
    return Document(
        text=_without_title(text, title),
        title=title,
        language=_language_tag(answer["language"]),
        default_language=_language_tag(answer["default_language"]),
        warnings=tuple(
            ReadWarning(file.name, document_warning(key, count)) for key, count in left_out.items()
        ),
    )


def read_saved_page(data: bytes) -> tuple[bytes, str, str]:
    """Return the web page in a file of a browser, and its stated encoding and address.

    Both may be "". Raises UnreadableError.
    """
    answer = ask(document_process, {"kind": "mhtml", "data": data.decode("latin-1")})
    page = answer["html"].encode("latin-1")
    address = answer["url"] if answer["url"].startswith(("http://", "https://")) else ""
    return page, _fitting(page, answer["encoding"]), address[: LENGTHS["url"]]


def _fitting(page: bytes, encoding: str) -> str:
    """Return the encoding if the page is in it, else "": it must be detected."""
    try:
        is_fitting = is_encoding(encoding) and "<" in page.decode(encoding)
    except UnicodeError:
        return ""
    return encoding if is_fitting else ""


def ask(process: LimitedProcess, request: dict[str, Any]) -> dict[str, Any]:
    """Return the answer of the process. Raises UnreadableError if it couldn't read the file."""
    answer = process.ask(request)
    if answer is None:
        raise UnreadableError(_("takes too much time or memory to read"))
    if "refused" in answer:
        raise UnreadableError(document_refusal(answer["refused"]))
    return answer


@contextmanager
def temporary_copy(stream: BinaryIO) -> Iterator[str]:
    """Give the path of a file with the content of the stream, for the other process."""
    with tempfile.NamedTemporaryFile(prefix="skepsis-read-") as copy:
        stream.seek(0)
        shutil.copyfileobj(stream, copy)
        copy.flush()
        yield copy.name


def _read_pdf(stream: BinaryIO, file: InputFile) -> dict[str, Any]:
    if file.size > MAX_PDF:
        raise UnreadableError(_("larger than %(limit)s MB") % {"limit": MAX_PDF // 1_000_000})
    # PDFium allows other bytes before this mark.
    if b"%PDF-" not in stream.read(1024):
        raise UnreadableError(_("not a PDF file"))

    with temporary_copy(stream) as path:
        return ask(document_process, {"kind": "pdf", "path": path})


def _parts(stream: BinaryIO, file: InputFile, kind: str) -> dict[str, str]:
    """Return the parts of the document that are read, by name, as Latin-1."""
    if stream.read(len(OLD_OFFICE)) == OLD_OFFICE:
        raise UnreadableError(
            _("has a password, or is in the old format of Word; save it as %(kind)s without one")
            % {"kind": kind}
        )
    stream.seek(0)
    parts: dict[str, str] = {}
    total = 0

    for part in read_zip(stream, file.name, ReadOptions(), FileAccount()):
        name = _part_name(part, file)
        if not PARTS.fullmatch(name) or len(parts) >= MAX_PARTS:
            continue
        if isinstance(part, Refused):
            raise UnreadableError(f"{name}: {part.reason}")
        total += part.size
        if total > MAX_TOTAL:
            raise UnreadableError(_("larger than %(limit)s MB") % {"limit": MAX_TOTAL // 1_000_000})
        parts[name] = _read_part(part).decode("latin-1")
    return parts


def _part_name(part: InputFile | Refused, file: InputFile) -> str:
    source = part.source if isinstance(part, Refused) else part.name
    return source.removeprefix(f"{file.name} › ")


def _read_part(part: InputFile) -> bytes:
    try:
        with part.open() as member:
            return member.read(MAX_TOTAL)
    except (*ZIP_ERRORS, OSError) as error:
        raise UnreadableError(_("can’t be unpacked: %(error)s") % {"error": error}) from None


def _without_title(text: str, title: str) -> str:
    # The title is shown above the article and isn't labelled, so it must not be a
    # sentence too.
    first, _blank, rest = text.partition("\n\n")
    is_title = title and " ".join(first.split()).casefold() == title.casefold()
    return rest if is_title and rest else text


def _language_tag(language: str) -> str:
    tag = language.replace("_", "-")
    # Word writes x-none for text that isn't in a language.
    return tag if LANGUAGE_TAG.fullmatch(tag) and len(tag) <= 35 else ""
