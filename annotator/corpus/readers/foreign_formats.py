"""Names the formats of other tools that can't be read, with a way to bring their texts in."""

from pathlib import PurePath
from typing import BinaryIO

from annotator.corpus.readers.records import UnreadableError
from annotator.lib.translation import gettext as _

WEBANNO = b"#FORMAT=WebAnno TSV"
CONLL = (".conll", ".conllu", ".iob", ".bio")
# Bytes of a file, after which its format is clear.
BEGINNING = 200


def foreign_hint(name: str) -> str:
    """Return what a file of another tool is, and what to do; "" if its kind isn't known."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".ann":
        return _(
            "brat labels can’t be imported, only the text in the .txt file; provide the labels "
            "as a table with a row for each sentence"
        )
    if suffix == ".xmi":
        return _("an INCEpTION or UIMA document; export it as plain text")
    if suffix in CONLL:
        return _("a table of words; export a table with a row for each sentence")
    return ""


def check_table(stream: BinaryIO) -> None:
    """Raise UnreadableError if this is no table, but INCEpTION's format of that ending."""
    stream.seek(0)
    head = stream.read(BEGINNING)
    stream.seek(0)
    if head.removeprefix(b"\xef\xbb\xbf").startswith(WEBANNO):
        raise UnreadableError(
            _("a WebAnno TSV of INCEpTION, which has a row for each word: export it as plain text")
        )
