"""Says what to do with files of kinds that aren't read."""

from typing import BinaryIO

from annotator.lib.translation import gettext as _

# Bytes from which the kind of a file without an ending is told.
HEAD = 4_000
# What files of a kind begin with, and the ending that they need.
BEGINNINGS = {
    b"%PDF-": ".pdf",
    b"PK\x03\x04": ".zip",
    b"\x1f\x8b": ".gz",
    b"BZh": ".bz2",
    b"\xfd7zXZ": ".xz",
    b"<!doctype html": ".html",
    b"<html": ".html",
    b"{": ".jsonl",
    b"[": ".json",
}
# Which kind a person can save the file as.
SAVE_AS = {
    ".doc": ".docx", ".dot": ".docx", ".rtf": ".docx", ".pages": ".docx", ".wpd": ".docx",
    ".epub": ".html", ".webarchive": ".html",
    ".eml": ".txt", ".msg": ".txt", ".numbers": ".xlsx", ".parquet": ".csv", ".sav": ".csv",
    ".dta": ".csv", ".rds": ".csv", ".sqlite": ".csv", ".xml": ".csv", ".yaml": ".json",
    ".yml": ".json", ".pkl": ".jsonl", ".ppt": ".pdf", ".pptx": ".pdf", ".odp": ".pdf",
}  # fmt: skip
# They say where the file is, and don't have its content.
LINKS = (".icloud", ".gdoc", ".gsheet", ".lnk", ".url", ".webloc", ".desktop")
PACKED = (".tar", ".tgz", ".tbz2", ".txz", ".rar", ".7z", ".zst", ".lz4", ".z")


def unsupported_reason(stream: BinaryIO, kind: str) -> str:
    """Return why a file with this ending can't be read, and the way round it.

    The reason is the same for all files of a kind.
    """
    if not kind:
        return _without_ending(stream)

    shown = kind[:20]
    if kind in SAVE_AS:
        return _("unsupported file type %(kind)s; save it as %(other)s") % {
            "kind": shown,
            "other": SAVE_AS[kind],
        }
    if kind in LINKS:
        return _("only a link to a file (%(kind)s); download the file itself") % {"kind": shown}
    if kind in PACKED:
        return _("unsupported file type %(kind)s; unpack it, or pack its files as .zip") % {
            "kind": shown
        }
    if kind in (".md", ".log", ".rst", ".asc", ".me"):
        return _(
            "unsupported file type %(kind)s; if it is plain text, rename it to end in .txt"
        ) % {"kind": shown}
    return _(
        "unsupported file type %(kind)s; use .txt, .html, .docx, .pdf, .csv, .xlsx, .jsonl or .zip"
    ) % {"kind": shown}


def unsupported_compressed_reason(kind: str) -> str:
    """Return why a compressed file with this ending inside can't be read."""
    if not kind:
        return _("unpack it, or say what is inside by its name, such as articles.csv.gz")
    return _("unsupported compressed file %(kind)s; unpack it, or pack its files as .zip") % {
        "kind": kind[:20]
    }


def _without_ending(stream: BinaryIO) -> str:
    head = stream.read(HEAD)
    if not head.strip():
        return _("is empty, and its name has no ending")

    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    suffix = next(
        (suffix for mark, suffix in BEGINNINGS.items() if start.startswith(mark.lower())), ""
    )
    if not suffix and _is_text(head):
        suffix = ".txt"
    if not suffix:
        return _("unsupported file: its name has no ending, and its content isn’t text")
    return _("its name has no ending; if it is a %(kind)s file, rename it to end in %(kind)s") % {
        "kind": suffix
    }


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    control = sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in head)
    text = head.decode("utf-8", errors="replace")
    # Text in an old encoding has a bad byte now and then; other files have many.
    return not control and text.count("�") <= len(text) // 4
