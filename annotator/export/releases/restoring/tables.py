"""Writes the tables of a release again, with the text that was found."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from annotator.export.releases.restoring.matching import RestoredArticle
from annotator.export.releases.restoring.text_store import TextStore
from annotator.lib.checksums import Files

# A cell can be a whole article, which is longer than the csv module allows at first.
MAX_CELL = 2**31 - 1
# The value of a column from the article and the id of its sentence.
Filler = Callable[[RestoredArticle, str], str | None]
OF_SENTENCES: dict[str, Filler] = {
    "text": lambda article, sentence: article.sentences.get(sentence),
    "article_title": lambda article, sentence: article.title or None,
}
OF_ARTICLES: dict[str, Filler] = {
    "text": lambda article, sentence: article.text,
    "title": lambda article, sentence: article.title or None,
}


def write_tables(files: Files, texts: TextStore, folder: Path) -> list[str]:
    """Write each table of the release with text into the folder, and return their names."""
    names = ["annotations", "sentences", "articles"]
    names += sorted(name[:-8] for name in files.names if name.startswith("splits/"))
    written = []

    for name in names:
        fillers = OF_ARTICLES if name == "articles" else OF_SENTENCES
        for suffix, write in ((".csv", _write_csv), (".parquet", _write_parquet)):
            if name + suffix in files.names:
                path = folder / f"{name}{suffix}"
                path.parent.mkdir(exist_ok=True)
                write(files, name + suffix, path, texts, fillers)
                written.append(name + suffix)
    return written


def _write_parquet(
    files: Files, name: str, path: Path, texts: TextStore, fillers: dict[str, Filler]
) -> None:
    with files.open(name) as file:
        source = pa.parquet.ParquetFile(file)
        schema = source.schema_arrow
        with pa.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            # One row group at a time, so that memory doesn't grow with the release.
            for group in range(source.num_row_groups):
                table = source.read_row_group(group)
                keys = list(_keys(table))
                for column, fill in fillers.items():
                    values = [fill(texts.get(article), sentence) for article, sentence in keys]
                    index = schema.get_field_index(column)
                    filled = pa.array(values, pa.string())
                    table = table.set_column(index, schema.field(index), filled)
                writer.write_table(table)


def _keys(table: pa.Table) -> Iterator[tuple[str, str]]:
    articles = table["article_id"].to_pylist()
    if "sentence_id" not in table.column_names:
        return ((article, "") for article in articles)
    return zip(articles, table["sentence_id"].to_pylist(), strict=True)


def _write_csv(
    files: Files, name: str, path: Path, texts: TextStore, fillers: dict[str, Filler]
) -> None:
    usual = csv.field_size_limit(MAX_CELL)
    try:
        with (
            files.open(name) as file,
            io.TextIOWrapper(file, "utf-8", newline="") as source,
            path.open("w", encoding="utf-8", newline="") as target,
        ):
            rows = csv.reader(source)
            header = next(rows)
            target.write(cells_line(header))
            target.writelines(_lines(rows, header, texts, fillers))
    finally:
        csv.field_size_limit(usual)


def _lines(
    rows: Iterable[list[str]], header: Sequence[str], texts: TextStore, fillers: dict[str, Filler]
) -> Iterator[str]:
    places = {header.index(column): fill for column, fill in fillers.items()}
    article = header.index("article_id")
    # A table of articles has no sentences.
    sentence = header.index("sentence_id") if "sentence_id" in header else article

    for row in rows:
        restored, sentence_id = texts.get(row[article]), row[sentence]
        for place, fill in places.items():
            row[place] = fill(restored, sentence_id) or ""
        yield cells_line(row)


def cells_line(cells: Iterable[str]) -> str:
    return ",".join(map(_cell, cells)) + "\n"


def _cell(value: str) -> str:
    """Return the cell as the database writes it: with quotation marks only where they are needed.

    The csv module knows another rule.
    """
    if any(letter in value for letter in ',"\n\r'):
        return '"' + value.replace('"', '""') + '"'
    return value
