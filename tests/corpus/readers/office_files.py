"""Makes small documents and spreadsheets for the tests, as office programs write them."""

from collections.abc import Sequence
from html import escape

from tests.corpus.readers.support import zipped

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{WORD}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(*paragraphs: str, title: str = "", **parts: str) -> bytes:
    """Return a Word document. A paragraph is text, or XML if it begins with “<”."""
    body = "".join(
        each if each.startswith("<") else f"<w:p>{run(each)}</w:p>" for each in paragraphs
    )
    return zipped(
        **{
            "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
            "docProps/core.xml": (
                '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="http://purl.org/dc/elements/1.1/">'
                f"<dc:title>{escape(title)}</dc:title></cp:coreProperties>"
            ),
            **{f"word/{name}.xml": content for name, content in parts.items()},
        }
    )


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def odt(body: str, title: str = "", language: str = "en") -> bytes:
    return zipped(
        **{
            "content.xml": (
                '<o:document-content xmlns:o="urn:o" xmlns:text="urn:text" xmlns:draw="urn:draw" '
                f'xmlns:table="urn:table"><o:body><o:text>{body}</o:text></o:body>'
                "</o:document-content>"
            ),
            "meta.xml": (
                '<o:document-meta xmlns:o="urn:o" xmlns:dc="urn:dc"><o:meta>'
                f"<dc:title>{escape(title)}</dc:title></o:meta></o:document-meta>"
            ),
            "styles.xml": (
                '<o:document-styles xmlns:o="urn:o" xmlns:style="urn:style" xmlns:fo="urn:fo">'
                '<o:styles><style:default-style style:family="paragraph"><style:text-properties '
                f'fo:language="{language}" fo:country="none"/></style:default-style></o:styles>'
                "</o:document-styles>"
            ),
        }
    )


# A line of a page: its place from the left and from below, its size and its text.
Line = tuple[float, float, float, str]


def pdf(*pages: Sequence[Line], title: str = "", trailer: str = "") -> bytes:
    """Return a PDF file with these lines in Helvetica."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) >>" % title.encode("cp1252"),
    ]
    for number, lines in enumerate(pages):
        content = b"\n".join(
            b"BT /F1 %.1f Tf %.1f %.1f Td (%s) Tj ET"
            % (size, left, bottom, text.translate({40: r"\(", 41: r"\)"}).encode("cp1252"))
            for left, bottom, size, text in lines
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (6 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))

    data = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer << /Size %d /Root 1 0 R /Info 4 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer.encode(),
        start,
    )
    return data


def column(*texts: str, left: float = 70, top: float = 760, size: float = 10) -> list[Line]:
    """Return lines below each other. An empty text is a gap."""
    return [
        (left, top - 1.2 * size * number, size, text) for number, text in enumerate(texts) if text
    ]


def xlsx(**sheets: str) -> bytes:
    """Return a workbook whose sheets have these rows, as XML. A name with “hidden” is hidden."""
    names = list(sheets)
    entries = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="r{number}" '
        f'state="{"hidden" if "hidden" in name else "visible"}"/>'
        for number, name in enumerate(names, start=1)
    )
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/worksheet" '
        f'Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(names) + 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    return zipped(
        **{
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
            "_rels/.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="b" '
                f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ),
            "xl/workbook.xml": (
                f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets>'
                "</workbook>"
            ),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{package}/relationships">{relations}'
                f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
            ),
            # The second style is that of days.
            "xl/styles.xml": (
                f'<styleSheet xmlns="{SHEET}"><cellXfs count="2"><xf numFmtId="0"/>'
                '<xf numFmtId="14"/></cellXfs></styleSheet>'
            ),
            **{
                f"xl/worksheets/sheet{number}.xml": (
                    f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'
                    if "<mergeCells" not in rows
                    else f'<worksheet xmlns="{SHEET}"><sheetData>'
                    + rows.replace("<mergeCells", "</sheetData><mergeCells")
                    + "</worksheet>"
                )
                for number, rows in enumerate(sheets.values(), start=1)
            },
        }
    )


def sheet_rows(*rows: Sequence[str | float]) -> str:
    """Return rows of texts and numbers."""
    return "".join("<row>" + "".join(map(cell, values)) + "</row>" for values in rows)


def cell(value: str | float) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def ods(*rows: Sequence[str | float]) -> bytes:
    """Return an OpenDocument spreadsheet with one sheet."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p>'
            "</table:table-cell>"
            if isinstance(value, str)
            else f'<table:table-cell office:value-type="float" office:value="{value}"/>'
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return zipped(
        **{
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": (
                f'<office:document-content xmlns:office="{office}:office:1.0" '
                f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body>'
                f'<office:spreadsheet><table:table table:name="Data">{content}</table:table>'
                "</office:spreadsheet></office:body></office:document-content>"
            ),
            "META-INF/manifest.xml": (
                '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest'
                ':1.0"/>'
            ),
        }
    )
