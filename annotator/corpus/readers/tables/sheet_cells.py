"""Writes the cells of a sheet as text, one row a line of JSON, in the process of documents."""

import datetime
import json
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

import python_calamine
from lxml import etree

from annotator.corpus.readers.documents.document_text import DocumentError, attribute, parse_xml
from annotator.corpus.readers.documents.open_document_text import ENCRYPTED
from annotator.corpus.readers.fields.columns import recognise_columns

# Bytes of all rows as text.
MAX_BYTES = 1_000_000_000
TEXT_FIELDS = frozenset(["text", "sentence", "sentences"])
# Whole numbers below are exact, and are written without “.0”.
MAX_WHOLE = 1e16
# Bytes of a part of the file that says how the sheets are named.
MAX_PART = 5_000_000
ERROR = re.compile(rb"""<c\b[^<>]{0,200}?\st=["']e["']""")
HIDDEN_ROW = re.compile(rb"""<row\b[^<>]{0,400}?\shidden=["'](?:1|true)["']""")
# A workbook with a password begins with this, and .xls files do.
OLE = b"\xd0\xcf\x11\xe0"
CHUNK = 1_000_000
# Bytes of a start tag, which may be cut by the end of a chunk.
OVERLAP = 500


def write_rows(path: str, rows_path: str, columns: dict[str, str]) -> dict[str, Any]:
    """Write the rows of the first sheet with a text column to a file, as `[number, cells]`.

    If none has one, it is the first sheet with cells. `columns` are those that a person chose.
    Return the name of the sheet, and what was left out. Raises DocumentError.
    """
    book = _open(path)
    visible, hidden = _sheet_names(book)
    name, sheet = _choose(book, visible, columns)

    with open(rows_path, "w", encoding="utf-8") as rows:
        _write(sheet, rows)

    errors, hidden_rows = _count_in_excel(path, name)
    return {
        "sheet": name,
        "others": [other for other in visible if other != name],
        "hidden": hidden,
        "merged": len(sheet.merged_cell_ranges or ()),
        "errors": errors,
        "hidden_rows": hidden_rows,
    }


def _open(path: str) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.load_workbook(path)
    except python_calamine.PasswordError:
        raise DocumentError("encrypted") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise DocumentError(_refusal(path)) from None


def _refusal(path: str) -> str:
    """Return why the file can't be read: those with a password look different."""
    with open(path, "rb") as file:
        if file.read(len(OLE)) == OLE:
            return "locked"
    try:
        with zipfile.ZipFile(path) as archive, archive.open("META-INF/manifest.xml") as manifest:
            return "encrypted" if ENCRYPTED in manifest.read(MAX_PART) else "damaged"
    except (zipfile.BadZipFile, KeyError):
        return "damaged"


def _sheet_names(book: python_calamine.CalamineWorkbook) -> tuple[list[str], list[str]]:
    """Return the names of the visible sheets with cells, and those of the hidden ones."""
    visible: list[str] = []
    hidden: list[str] = []
    for sheet in book.sheets_metadata:
        if sheet.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        is_visible = sheet.visible is python_calamine.SheetVisibleEnum.Visible
        (visible if is_visible else hidden).append(sheet.name)
    return visible, hidden


def _choose(
    book: python_calamine.CalamineWorkbook, names: list[str], chosen: dict[str, str]
) -> tuple[str, python_calamine.CalamineSheet]:
    first: tuple[str, python_calamine.CalamineSheet] | None = None
    for name in names:
        try:
            sheet = book.get_sheet_by_name(name)
        except python_calamine.CalamineError:
            raise DocumentError("damaged") from None
        if not sheet.height:
            continue

        header = next((row for row in sheet.iter_rows() if any(cell != "" for cell in row)), [])
        columns = tuple(_text(cell).strip() for cell in header)
        if TEXT_FIELDS & recognise_columns(columns, chosen).keys():
            return name, sheet
        first = first or (name, sheet)

    if first is None:
        raise DocumentError("empty_sheets")
    return first


def _write(sheet: python_calamine.CalamineSheet, rows: IO[str]) -> None:
    top = (sheet.start or (0, 0))[0]
    written = 0
    for number, row in enumerate(sheet.iter_rows(), start=top + 1):
        cells = [_text(cell) for cell in row]
        line = json.dumps([number, cells], ensure_ascii=False) + "\n"
        written += len(line)
        if written > MAX_BYTES:
            raise DocumentError("too_long")
        rows.write(line)


def _text(cell: Any) -> str:
    """Return the value of a cell as a person sees it: 1, not 1.0, and days as 2025-04-03."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < MAX_WHOLE:
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        is_day = cell.time() == datetime.time()
        return cell.date().isoformat() if is_day else cell.isoformat(" ", "seconds")
    return str(cell)


def _count_in_excel(path: str, name: str) -> tuple[int, int]:
    """Return the cells with an error and the hidden rows of the sheet: calamine doesn't tell."""
    if not zipfile.is_zipfile(path):
        return 0, 0

    errors = hidden = 0
    with zipfile.ZipFile(path) as archive:
        part = _part_of(archive, name)
        if part is None:
            return 0, 0
        for piece in _pieces(archive, part):
            errors += len(ERROR.findall(piece))
            hidden += len(HIDDEN_ROW.findall(piece))
    return errors, hidden


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield the part in pieces that end with the end of a tag."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            piece = rest + chunk
            end = piece.rfind(b">") + 1
            yield piece[:end]
            rest = piece[end:][-OVERLAP:]


def _part_of(archive: zipfile.ZipFile, name: str) -> str | None:
    """Return the part of an .xlsx file with this sheet, or None."""
    try:
        book = _part(archive, "xl/workbook.xml")
        relations = _part(archive, "xl/_rels/workbook.xml.rels")
        sheet = next(found for found in book.iter("{*}sheet") if attribute(found, "name") == name)
        key = attribute(sheet, "id")
        target = next(found for found in relations if attribute(found, "Id") == key)
        path = attribute(target, "Target")
        part = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
        archive.getinfo(part)
        return part
    except (KeyError, StopIteration, DocumentError):
        return None


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    with archive.open(name) as stream:
        return parse_xml(stream.read(MAX_PART))
