"""Recognises files that are something else than the table their name says."""

from typing import BinaryIO

from annotator.corpus.readers.records import UnreadableError
from annotator.lib.translation import gettext as _

# Bytes at the beginning of a file.
HEAD = 1000
WEB_PAGES = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<style", b"<head")


def refuse_other_kinds(stream: BinaryIO) -> None:
    """Raise UnreadableError if this isn't text with rows, with a way to make it so.

    The position in the stream changes.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        raise UnreadableError(
            _("an Excel workbook or a ZIP file, not a table of text; rename it to .xlsx or .zip")
        )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(_("an old Excel workbook; rename it to .xls"))
    if head.startswith(b"\x1f\x8b"):
        raise UnreadableError(_("compressed with gzip; unpack it first"))
    if head.startswith(b"%PDF-"):
        raise UnreadableError(_("a PDF document, not a table; rename it to .pdf"))
    if head.startswith(b"PAR1"):
        raise UnreadableError(_("a Parquet file; save it as CSV or as JSON Lines"))

    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(WEB_PAGES):
        raise UnreadableError(
            _(
                "a web page, as some programs write tables for Excel; open it in Excel and save it "
                "as CSV UTF-8"
            )
        )
    if start.startswith(b"<?xml"):
        raise UnreadableError(_("an XML file; open it in Excel and save it as CSV UTF-8"))
