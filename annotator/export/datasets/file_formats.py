"""The file formats of a dataset."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from annotator.export.datasets.dataset import Dataset
from annotator.export.datasets.writers import csv_file, json_lines, parquet_file


@dataclass(frozen=True)
class Format:
    name: str
    content_type: str


FORMATS = {
    "csv": Format("CSV", "text/csv; charset=utf-8"),
    "jsonl": Format("JSON Lines", "application/jsonl; charset=utf-8"),
    "parquet": Format("Parquet", "application/vnd.apache.parquet"),
}


def file_pieces(
    dataset: Dataset,
    format: str,
    *,
    spreadsheet_safe: bool = False,
    mark: bool = False,
    using: BaseDatabaseWrapper | None = None,
) -> Iterator[bytes]:
    """Yield the dataset as a file of this format, in pieces."""
    if format == "jsonl":
        return json_lines(dataset.json_rows(using=using))

    rows = dataset.csv_rows(spreadsheet_safe=spreadsheet_safe, using=using)
    if format == "parquet":
        return parquet_file(dataset.columns, rows)
    return csv_file(dataset.columns, rows, mark=mark)
