"""Reads the text of an OpenDocument text (.odt), as LibreOffice writes it."""

from lxml import etree

from annotator.corpus.readers.documents.document_text import (
    DocumentError,
    DocumentText,
    attribute,
    local_name,
    parse_xml,
)

LEFT_OUT = {"note": "footnotes", "annotation": "comments"}
# Stands in the list of files of a document with a password.
ENCRYPTED = b"encryption-data"
PARAGRAPHS = frozenset(["p", "h"])
# The most spaces that one element stands for.
MAX_SPACES = 1_000


def read_open_document(parts: dict[str, bytes]) -> DocumentText:
    """Return the text of the document with these parts. Raises DocumentError."""
    if "content.xml" not in parts:
        raise DocumentError("no_document")
    if ENCRYPTED in parts.get("META-INF/manifest.xml", b""):
        raise DocumentError("encrypted")

    document = DocumentText()
    body = parse_xml(parts["content.xml"]).find("{*}body/{*}text")
    if body is None:
        raise DocumentError("no_document")

    _read_blocks(body, document, is_box=False)
    document.title = _find_text(parts, "meta.xml", "{*}meta/{*}title")
    document.default_language = _default_language(parts)
    document.left_out["headers"] = _count_headers(parts)
    return document


def _read_blocks(element: etree._Element, document: DocumentText, *, is_box: bool) -> None:
    for child in element:
        name = local_name(child)
        if name in PARAGRAPHS:
            pieces: list[str] = []
            _read_inline(child, pieces, document)
            document.add("".join(pieces), is_box=is_box)
        elif name == "tracked-changes":
            # It has the deleted text; what was inserted stands in the paragraphs.
            document.left_out["changes"] += len(child)
        elif name in LEFT_OUT:
            document.left_out[LEFT_OUT[name]] += 1
        else:
            document.left_out["tables"] += name == "table"
            _read_blocks(child, document, is_box=is_box or name == "text-box")


def _read_inline(element: etree._Element, pieces: list[str], document: DocumentText) -> None:
    pieces.append(_collapsed(element.text))
    for child in element:
        name = local_name(child)
        if name in LEFT_OUT:
            document.left_out[LEFT_OUT[name]] += 1
        elif name == "s":
            count = attribute(child, "c")
            pieces.append(" " * min(int(count) if count.isdecimal() else 1, MAX_SPACES))
        elif name == "tab":
            pieces.append(" ")
        elif name == "line-break":
            pieces.append("\n")
        elif name == "frame":
            _read_blocks(child, document, is_box=True)
        elif name != "ruby-text":
            _read_inline(child, pieces, document)
        pieces.append(_collapsed(child.tail))


def _collapsed(text: str | None) -> str:
    # Newlines of the XML are spaces; a new line of the text is an element.
    return (text or "").replace("\r", " ").replace("\n", " ")


def _find_text(parts: dict[str, bytes], part: str, path: str) -> str:
    found = parse_xml(parts[part]).find(path) if part in parts else None
    return "" if found is None else found.text or ""


def _default_language(parts: dict[str, bytes]) -> str:
    if "styles.xml" not in parts:
        return ""
    for style in parse_xml(parts["styles.xml"]).iterfind("{*}styles/{*}default-style"):
        properties = style.find("{*}text-properties")
        if attribute(style, "family") == "paragraph" and properties is not None:
            names = (attribute(properties, "language"), attribute(properties, "country"))
            return "-".join(name for name in names if name and name != "none")
    return ""


def _count_headers(parts: dict[str, bytes]) -> int:
    if "styles.xml" not in parts:
        return 0
    pages = parse_xml(parts["styles.xml"]).iterfind("{*}master-styles/{*}master-page")
    return sum(
        bool("".join(map(str, part.itertext())).strip())
        for page in pages
        for part in page
        if local_name(part).startswith(("header", "footer"))
    )
