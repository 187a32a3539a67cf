"""Figures of a partitioned release by DuckDB: `python -m docs.analysis.with_duckdb FOLDER OUTPUT`.

DuckDB reads the partitions as one table and writes soft labels and article sums into OUTPUT.
"""

import sys
from pathlib import Path

import duckdb

from docs.analysis.figures import figures, read_labels, show
from docs.analysis.statements import article_sums, soft_labels, totals

# Enough for ten million labels; what needs more goes to the disk.
MEMORY = "4GB"


def job(folder: Path, output: Path) -> dict[str, object]:
    labels = read_labels(folder)
    output.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as database:
        database.execute(f"SET memory_limit = '{MEMORY}'")
        database.execute("SET preserve_insertion_order = false")
        database.execute("SET temp_directory = ?", [str(output / "tmp")])
        database.read_parquet(f"{folder}/annotations/*/*.parquet").create_view("annotations")

        # Each step reads what the one before has written.
        for name, statement in (("soft_labels", soft_labels), ("article_sums", article_sums)):
            path = output / f"{name}.parquet"
            database.sql(statement(labels)).write_parquet(str(path), compression="zstd")
            database.read_parquet(str(path)).create_view(name)

        table = database.sql(totals(labels))
        [row] = table.fetchall()
        found = dict(zip(table.columns, row, strict=True))
    return figures(found, labels)


if __name__ == "__main__":
    show(job(Path(sys.argv[1]), Path(sys.argv[2])))
