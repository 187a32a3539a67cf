"""Finds files that each have the labels of one person, by their names and their rows."""

from collections.abc import Sequence

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.archives.zip_files import ZIP_ERRORS
from annotator.corpus.readers.file_kinds import OBJECTS, TABLES, suffix_of
from annotator.corpus.readers.labels.annotator_files import annotator_of_file, share_articles
from annotator.corpus.readers.records import InputFile, ReadOptions, UnreadableError
from annotator.corpus.readers.row_files import open_rows
from annotator.corpus.readers.rows.row_fields import find_fields, take_sample

# More files than this are hardly one for each annotator.
MAX_FILES = 200
# Bytes of each file that are read to compare their rows.
HEAD = 200_000


def find_annotators(files: Sequence[InputFile], options: ReadOptions) -> dict[str, str]:
    """Return the annotator of each file that is named after one, by the name of the file.

    Empty unless the files have rows of the same articles, or if a person named the annotator.
    """
    candidates = [file for file in files if suffix_of(file.name) in TABLES + OBJECTS]
    if options.annotator or not 2 <= len(candidates) <= MAX_FILES:
        return {}

    names = [file.name for file in candidates]
    annotators = {name: annotator_of_file(name, names) for name in names}
    named = [file for file in candidates if annotators[file.name]]
    keys = [_keys(file, options) for file in named]
    if not share_articles(keys):
        return {}
    return {file.name: annotators[file.name] for file in named}


def _keys(file: InputFile, options: ReadOptions) -> set[str]:
    """Return the identifiers, or the texts, of the first rows."""
    try:
        with (
            file.open() as stream,
            open_rows(stream, file, options, FileAccount(), HEAD) as rows,
        ):
            sample = take_sample(rows)
    except (UnreadableError, UnicodeError, OSError, *ZIP_ERRORS):
        return set()

    fields = find_fields(sample, options)
    found = set()
    for row in sample:
        columns = fields.of(row)
        column = next(
            (columns[name] for name in ("sentence", "text", "external_id") if name in columns), ""
        )
        found.add(str(row.values.get(column, ""))[:500])
    return found - {""}
