"""The kinds of files that can be read, by the ends of their names."""

from functools import lru_cache
from pathlib import PurePath

from annotator.corpus.readers.archives.compressed_files import COMPRESSED

TEXTS = (".txt", ".text")
SAVED_PAGES = (".mhtml", ".mht")
PAGES = (".html", ".htm", ".xhtml", *SAVED_PAGES)
TABLES = (".csv", ".tsv", ".tab", ".psv")
OBJECTS = (".jsonl", ".ndjson", ".json")
DOCUMENTS = (".docx", ".odt", ".pdf")
SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
ARCHIVES = (".zip",)
SUFFIXES = (
    *TEXTS, *PAGES, *DOCUMENTS, *TABLES, *SPREADSHEETS, *OBJECTS, *ARCHIVES, *COMPRESSED
)  # fmt: skip
# Each row of them is an article, or a sentence of one.
ROWS = (*TABLES, *SPREADSHEETS, *OBJECTS)


# Cached, because each reader asks again.
@lru_cache(maxsize=256)
def suffix_of(name: str) -> str:
    # In an archive, the last part of the name is that of the file: `a.zip › b.csv`.
    return PurePath(name.rpartition("› ")[2]).suffix.lower()
