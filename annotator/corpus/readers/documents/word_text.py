"""Reads the text of a Word document (.docx): what a person sees in it, without the layout.

python-docx leaves out text that was inserted while changes were tracked, and mammoth doesn't say
what it leaves out. So the elements are read here, as ECMA-376 defines them.
"""

import re

from lxml import etree

from annotator.corpus.readers.documents.document_text import (
    EAST_ASIAN,
    RIGHT_TO_LEFT,
    DocumentError,
    DocumentText,
    attribute,
    local_name,
    parse_xml,
)

MAIN = re.compile(r"word/document\d*\.xml")
# Elements whose content isn't the text of the paragraph around them, and what counts them.
LEFT_OUT = {
    "del": "changes",
    "moveFrom": "changes",
    "oMath": "formulas",
    "altChunk": "embedded",
    "footnoteReference": "footnotes",
    "endnoteReference": "footnotes",
    "commentReference": "comments",
}
# They have no text of their own, or text for programs, or the same text a second time.
PASSED_OVER = frozenset(
    ["Fallback", "instrText", "delText", "delInstrText", "pPr", "rPr", "tblPr", "tcPr", "trPr",
     "sectPr", "sdtPr", "rt", "rubyPr"]
)  # fmt: skip
INSERTED = frozenset(["ins", "moveTo"])
BREAKS = frozenset(["br", "cr"])
CHARACTERS = {"tab": " ", "ptab": " ", "noBreakHyphen": "\u2011"}


def read_word(parts: dict[str, bytes]) -> DocumentText:
    """Return the text of the document with these parts. Raises DocumentError."""
    main = _main_part(parts)
    if main is None:
        raise DocumentError("no_document")

    document = DocumentText()
    _Walk(document).read(parse_xml(parts[main]))
    document.title = _title(parts)
    document.default_language = _default_language(parts)
    document.left_out["headers"] = _count_headers(parts)
    return document


def _main_part(parts: dict[str, bytes]) -> str | None:
    """Return the part with the text. Nearly all documents call it word/document.xml."""
    named = next((name for name in sorted(parts) if MAIN.fullmatch(name)), None)
    if named is not None or "_rels/.rels" not in parts:
        return named

    targets = (
        attribute(relation, "Target").lstrip("/")
        for relation in parse_xml(parts["_rels/.rels"])
        if attribute(relation, "Type").endswith("/officeDocument")
    )
    return next((target for target in targets if target in parts), None)


class _Walk:
    """Walks through the elements of a document in their order."""

    def __init__(self, document: DocumentText) -> None:
        self._document = document
        # The paragraphs around the current element: a text box is inside of one.
        self._pieces: list[list[str]] = []
        self._boxes = self._inserted = 0

    def read(self, element: etree._Element) -> None:
        # lxml refuses elements that are nested more than 256 levels deep.
        name = local_name(element)
        if name in PASSED_OVER:
            return
        if name in LEFT_OUT:
            self._document.left_out[LEFT_OUT[name]] += 1
        elif name == "p" and _is_drawing(element):
            self._document.left_out["boxes"] += 1
        elif name == "p":
            self._read_paragraph(element)
        elif name == "r":
            self._read_run(element)
        elif name == "txbxContent":
            self._boxes += 1
            self._read_children(element)
            self._boxes -= 1
        else:
            # Only the outer one of nested insertions counts.
            self._inserted += name in INSERTED
            self._count(name, element)
            self._read_children(element)
            self._inserted -= name in INSERTED

    def _read_children(self, element: etree._Element) -> None:
        for child in element:
            self.read(child)

    def _read_paragraph(self, element: etree._Element) -> None:
        self._pieces.append([])
        self._read_children(element)
        self._document.add("".join(self._pieces.pop()), is_box=self._boxes > 0)

    def _read_run(self, element: etree._Element) -> None:
        properties = element.find("{*}rPr")
        if _is_hidden(properties):
            self._document.left_out["hidden"] += bool(_texts(element))
            return

        for child in element:
            name = local_name(child)
            if name == "t" and self._pieces:
                text = child.text or ""
                self._pieces[-1].append(text)
                self._count_language(text, properties)
            elif name in BREAKS and self._pieces:
                self._pieces[-1].append("\n")
            elif name in CHARACTERS and self._pieces:
                self._pieces[-1].append(CHARACTERS[name])
            elif name == "sym":
                self._read_symbol(child)
            else:
                self.read(child)

    def _read_symbol(self, element: etree._Element) -> None:
        """Read a letter that is given by its number."""
        code = attribute(element, "char")
        number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else 0
        # Numbers for private use are pictures of a font, such as arrows.
        if self._pieces and 32 < number < 0xD800:
            self._pieces[-1].append(chr(number))
        else:
            self._document.left_out["symbols"] += 1

    def _count_language(self, text: str, properties: etree._Element | None) -> None:
        language = None if properties is None else properties.find("{*}lang")
        if language is None:
            return
        name = "val"
        if RIGHT_TO_LEFT.search(text):
            name = "bidi"
        elif EAST_ASIAN.search(text):
            name = "eastAsia"
        stated = attribute(language, name)
        if stated:
            self._document.languages[stated] += sum(map(str.isalpha, text))

    def _count(self, name: str, element: etree._Element) -> None:
        if name == "tbl":
            self._document.left_out["tables"] += 1
        elif name in INSERTED and self._inserted == 1:
            self._document.left_out["changes"] += bool(_texts(element))


def _is_drawing(element: etree._Element) -> bool:
    return "drawingml" in str(element.tag)


def _is_hidden(properties: etree._Element | None) -> bool:
    vanish = None if properties is None else properties.find("{*}vanish")
    return vanish is not None and attribute(vanish, "val") not in ("0", "false", "off")


def _texts(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter("{*}t")).strip()


def _title(parts: dict[str, bytes]) -> str:
    properties = parts.get("docProps/core.xml")
    if properties is None:
        return ""
    found = parse_xml(properties).find("{*}title")
    return "" if found is None else found.text or ""


def _default_language(parts: dict[str, bytes]) -> str:
    styles = parts.get("word/styles.xml")
    if styles is None:
        return ""
    found = parse_xml(styles).find("{*}docDefaults/{*}rPrDefault/{*}rPr/{*}lang")
    return "" if found is None else attribute(found, "val")


def _count_headers(parts: dict[str, bytes]) -> int:
    """Return how many headers and footers have text."""
    names = [name for name in parts if re.fullmatch(r"word/(header|footer)\d*\.xml", name)]
    return sum(bool(_texts(parse_xml(parts[name]))) for name in names)
