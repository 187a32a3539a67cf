"""The sizes of the tables of a release, as Hugging Face `datasets` counts them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet

from annotator.export.datasets.splits.shares import NAMES


@dataclass(frozen=True)
class TableSize:
    """The rows of a Parquet file, its bytes, and those of its rows in memory."""

    rows: int
    file_bytes: int
    memory_bytes: int


def table_sizes(folder: Path) -> Mapping[str, TableSize]:
    """Return the size of each file that the Hub reads, by its name in the release."""
    names = ["annotations", "sentences", "articles", *(f"splits/{name}" for name in NAMES)]
    files = [f"{name}.parquet" for name in names]
    return {name: _size(folder / name) for name in files if (folder / name).exists()}


def _size(path: Path) -> TableSize:
    file = pyarrow.parquet.ParquetFile(path)
    # One row group at a time, so that memory doesn't grow with the release.
    memory = sum(file.read_row_group(group).nbytes for group in range(file.num_row_groups))
    return TableSize(file.metadata.num_rows, path.stat().st_size, memory)
