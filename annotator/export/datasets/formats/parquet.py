"""Parquet files, from rows of CSV."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from annotator.export.datasets.columns import Column, Kind
from annotator.export.datasets.writers import Sink, collect

# The CSV of one row group, in bytes.
ROW_GROUP = 8 * 1024 * 1024
ARROW = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.timestamp("ms", tz="UTC"),
}


def parquet_file(columns: Sequence[Column], rows: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a Parquet file from rows of CSV. An empty cell is a missing value, \"\" is not."""
    schema = arrow_schema(columns)
    sink = Sink()
    with pa.parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        for block in collect(rows, ROW_GROUP):
            writer.write_table(_table(schema, block))
            yield sink.take()
    # The writer adds the footer when it is closed.
    yield sink.take()
    # Arrow keeps freed memory for itself until it is told to return it.
    pa.default_memory_pool().release_unused()


def arrow_schema(columns: Sequence[Column]) -> pa.Schema:
    """Return the columns with their types, and their meanings as descriptions."""
    return pa.schema(
        [
            pa.field(column.name, ARROW[column.kind], metadata={"description": column.meaning})
            for column in columns
        ]
    )


def _table(schema: pa.Schema, block: bytes) -> pa.Table:
    # Arrow fails if a row is longer than its block, and an article can be longer than
    # any size that we would choose. So the whole text is one block.
    return pa.csv.read_csv(
        BytesIO(block),
        read_options=pa.csv.ReadOptions(column_names=schema.names, block_size=len(block) + 1),
        parse_options=pa.csv.ParseOptions(newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["true"],
            false_values=["false"],
        ),
    ).cast(schema)
