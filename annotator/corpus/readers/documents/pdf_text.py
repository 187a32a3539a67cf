"""Reads the text of a PDF file: paragraphs, joined from the lines of its pages.

A PDF has letters at places, and no paragraphs. PDFium, the reader of Chromium, finds the lines;
`paragraphs_of` finds out from their places which belong together.
"""

import ctypes
from collections.abc import Iterator, Sequence
from statistics import median_low

import pypdfium2
from pypdfium2 import raw

from annotator.corpus.readers.documents.document_text import DocumentError, DocumentText
from annotator.corpus.readers.documents.page_lines import PageLine, paragraphs_of, without_margins

MAX_PAGES = 5_000
# Letters of all pages; more is refused anyway.
MAX_LETTERS = 4_000_000
# PDFium gives this for a hyphen at the end of a line and the newline after it; which of
# them depends on its version.
HYPHENS = {0x02: "-", 0xFFFE: "-"}
LINE_ENDS = frozenset(["\n", *map(chr, HYPHENS)])
SPACES = frozenset(map(ord, "\t\n\r"))
# Letters of a line that are measured.
SAMPLES = 8
# Stands for a letter that the file doesn't tell. A PDF with more of them is unreadable.
UNKNOWN = "�"
MAX_UNKNOWN = 0.2
FIRST_HALVES = range(0xD800, 0xDC00)
SECOND_HALVES = range(0xDC00, 0xE000)
SOFT_HYPHEN = "\u00ad"
# Programs put their name and that of the file where the title should be.
NO_TITLES = ("microsoft word", "microsoft powerpoint", "untitled", "unbenannt")
FILE_ENDINGS = (".doc", ".docx", ".odt", ".indd", ".qxd", ".qxp", ".pdf", ".tex", ".dvi", ".rtf")


def read_pdf(path: str) -> DocumentText:
    """Return the text of the file. Raises DocumentError."""
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        reason = "encrypted" if "password" in str(error).lower() else "damaged"
        raise DocumentError(reason) from None

    try:
        return _read_pages(pdf)
    except pypdfium2.PdfiumError:
        raise DocumentError("damaged") from None
    finally:
        pdf.close()


def _read_pages(pdf: pypdfium2.PdfDocument) -> DocumentText:
    if len(pdf) > MAX_PAGES:
        raise DocumentError("too_many_pages")

    document = DocumentText()
    pages: list[list[PageLine]] = []
    letters = 0
    for number in range(len(pdf)):
        lines = list(_lines(pdf, number))
        letters += sum(len(line.text) for line in lines)
        if letters > MAX_LETTERS:
            raise DocumentError("too_long")
        pages.append(lines)

    if not letters:
        raise DocumentError("no_text_in_pdf")
    unknown = sum(line.text.count(UNKNOWN) for lines in pages for line in lines)
    if unknown > MAX_UNKNOWN * letters:
        raise DocumentError("no_letters")
    document.left_out["letters"] = unknown

    # A picture on a page of its own is usual; the warning says so.
    document.left_out["pages"] = sum(not lines for lines in pages)
    kept, margins = without_margins(pages)
    document.left_out["margins"] = margins
    for paragraph in paragraphs_of(kept):
        document.add(paragraph)

    document.title = _title(pdf.get_metadata_value("Title"))
    return document


def _title(title: str) -> str:
    name = " ".join(title.split()).casefold()
    is_file = name.startswith(NO_TITLES) or name.endswith(FILE_ENDINGS)
    return "" if is_file else title


def _lines(pdf: pypdfium2.PdfDocument, number: int) -> Iterator[PageLine]:
    """Yield the lines of a page, in the order of the file, which is mostly that of reading."""
    page = pdf[number]
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        codes = [raw.FPDFText_GetUnicode(text_page, index) for index in range(count)]
        letters = _letters(codes)
        start = 0
        for index, letter in enumerate([*letters, "\n"]):
            if letter not in LINE_ENDS:
                continue
            line = _line(text_page, letters, start, min(index + 1, count))
            start = index + 1
            if line is not None:
                yield line
    finally:
        text_page.close()
        page.close()


def _letters(codes: list[int]) -> list[str]:
    """Return the letter of each code. PDFium gives UTF-16: a letter may be of two halves."""
    letters = []
    for code, following in zip(codes, [*codes[1:], 0], strict=False):
        if code in FIRST_HALVES and following in SECOND_HALVES:
            letters.append(chr(0x10000 + ((code - 0xD800) << 10) + (following - 0xDC00)))
        elif code in SECOND_HALVES and letters and letters[-1] > "\uffff":
            letters.append("")
        else:
            letters.append(_letter(code))
    return letters


def _letter(code: int) -> str:
    """Return the letter, or UNKNOWN for one that the file doesn't tell."""
    if code in HYPHENS or code in SPACES:
        return chr(code)
    # Control characters, halves of a letter, and the letters of a font of its own.
    is_unknown = code < 32 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xF900 or code > 0x10FFFF
    return UNKNOWN if is_unknown else chr(code)


def _line(
    text_page: pypdfium2.PdfTextPage, letters: list[str], start: int, end: int
) -> PageLine | None:
    """Return the line of these letters, or None if it is empty."""
    visible = [index for index in range(start, end) if not letters[index].isspace()]
    if not visible:
        return None

    # The hyphen at the end is there for the line only, or part of the word.
    text = "".join(letters[start:end]).strip()
    if text.endswith(SOFT_HYPHEN):
        text = f"{text[:-1]}-"
    text = text.replace(SOFT_HYPHEN, "").translate(HYPHENS)

    step = max(1, len(visible) // SAMPLES)
    boxes = [_box(text_page, index) for index in [*visible[::step], visible[-1]]]
    return PageLine(
        text=text,
        left=min(box.left for box in boxes),
        right=max(box.right for box in boxes),
        # The first letter may be raised, or an initial.
        bottom=median_low(box.bottom for box in boxes),
        size=_size(boxes),
    )


def _size(boxes: Sequence[raw.FS_RECTF]) -> float:
    """Return the usual size of letters: not that of an initial, nor of small capitals."""
    sizes = sorted(float(abs(box.top - box.bottom)) for box in boxes)
    return sizes[(len(sizes) - 1) * 2 // 3]


def _box(text_page: pypdfium2.PdfTextPage, index: int) -> raw.FS_RECTF:
    """Return the box of a letter, as high as its font is."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(box))
    return box
