"""Copies the tables of a release into partitions by article, for programs that read many files.

The release stays as it is. In the copy each article is whole in one partition of each table, so
that whatever is a sum over articles can be computed partition by partition.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from annotator.agreement.statistics.arrays import Ints
from annotator.lib.checksums import (
    MANIFEST,
    SUMS,
    Files,
    NoReleaseError,
    files_of,
    sha256_of,
    sums_text,
    verify,
)

PARTITIONS = "partitions.json"
TABLES = ("annotations", "sentences", "articles")
# What is copied as it is: the labels, the figures, and the small tables.
COPIED = (MANIFEST, "agreement.json", "annotators.csv", "adjudications.csv")
RULE = "the first 8 hexadecimal digits of the SHA-256 of article_id in UTF-8, modulo partitions"
# More would be too many files that are open at once.
MAX_PARTITIONS = 256
# Rows that are read at once, and bytes that wait for being written.
ROWS = 50_000
WAITING = 64 * 1024 * 1024


@dataclass(frozen=True)
class PartitionedRelease:
    """The rows of each table, by partition."""

    rows: dict[str, list[int]]


@lru_cache(maxsize=100_000)
def partition_of(article_id: str, partitions: int) -> int:
    """Return the number of the article's partition, by `RULE`.

    >>> partition_of("letter-1", 16)
    9
    """
    return int(hashlib.sha256(article_id.encode()).hexdigest()[:8], 16) % partitions


def partition_release(*, place: Path, folder: Path, partitions: int) -> PartitionedRelease:
    """Write the tables of the release at `place`, a folder or a ZIP, into the empty `folder`.

    Raises NoReleaseError.
    """
    wrong = verify(place)
    if wrong:
        raise NoReleaseError("; ".join(wrong))

    with files_of(place) as files:
        rows = {
            table: _partition_table(files, table, folder, partitions)
            for table in TABLES
            if f"{table}.parquet" in files.names
        }
        for name in COPIED:
            if name in files.names:
                with files.open(name) as source, (folder / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
        with files.open(SUMS) as sums:
            release = sha256_of(sums)

    described = {"partitions": partitions, "rule": RULE, "release": release, "rows": rows}
    (folder / PARTITIONS).write_text(json.dumps(described, indent=1) + "\n")
    # Last, because a folder without it isn't taken for a whole one.
    (folder / SUMS).write_text(sums_text(_checksums(folder)))
    return PartitionedRelease(rows)


def partition_file(folder: Path, table: str, partition: int) -> Path:
    """Return the path of one partition. Spark, Dask and DuckDB read `part` as a column."""
    return folder / table / f"part={partition:03}" / f"{table}.parquet"


def _partition_table(files: Files, table: str, folder: Path, partitions: int) -> list[int]:
    """Write the partitions of a table. Return the number of rows in each."""
    rows = [0] * partitions
    with ExitStack() as stack:
        source = pa.parquet.ParquetFile(stack.enter_context(files.open(f"{table}.parquet")))
        writers = []
        for partition in range(partitions):
            path = partition_file(folder, table, partition)
            path.parent.mkdir(parents=True)
            writers.append(
                stack.enter_context(
                    pa.parquet.ParquetWriter(path, source.schema_arrow, compression="zstd")
                )
            )

        for block in _blocks(source):
            partition_of_row = _partitions_of(block["article_id"], partitions)
            for partition in range(partitions):
                part = block.filter(pa.array(partition_of_row == partition))
                if part.num_rows:
                    writers[partition].write_table(part.combine_chunks())
                    rows[partition] += part.num_rows

    return rows


def _blocks(source: pa.parquet.ParquetFile) -> Iterator[pa.Table]:
    """Yield the rows in order, about `WAITING` bytes at once."""
    waiting: list[pa.RecordBatch] = []
    size = 0
    for batch in source.iter_batches(batch_size=ROWS):
        waiting.append(batch)
        size += batch.nbytes
        if size >= WAITING:
            yield pa.Table.from_batches(waiting)
            waiting, size = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting)


def _partitions_of(article_ids: pa.ChunkedArray, partitions: int) -> Ints:
    """Return the partition of each row: (rows,)."""
    encoded = article_ids.combine_chunks().dictionary_encode()
    names: Sequence[str] = encoded.dictionary.to_pylist()
    numbers = np.array([partition_of(name, partitions) for name in names], np.int64)
    found: Ints = numbers[encoded.indices.to_numpy()]
    return found


def _checksums(folder: Path) -> dict[str, str]:
    sums = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                sums[path.relative_to(folder).as_posix()] = sha256_of(file)
    return sums
