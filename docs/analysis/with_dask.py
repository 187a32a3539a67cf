"""Figures of a partitioned release by Dask: `python -m docs.analysis.with_dask FOLDER OUTPUT`.

Two workers run the app's own functions, `article_sums` and `soft_labels`, on a partition each, as
they are. Only the sums of articles come back. With the address of a scheduler in DASK_SCHEDULER,
the workers are on other machines, which see the same folders.
"""

import os
import sys
from pathlib import Path

import pyarrow.parquet
from dask.distributed import Client, LocalCluster

from annotator.agreement.statistics.sums import ArticleSums, article_sums
from annotator.export.releases.partitions.sums import read_counted
from docs.analysis.figures import figures, read_labels, show, totals_of


def of_partition(file: Path, output: Path, labels: list[str]) -> ArticleSums:
    """Write the soft labels of a partition. Return the sums of its articles."""
    rows = read_counted(file, labels)
    target = output / "soft_labels" / f"{file.parent.name}.parquet"
    pyarrow.parquet.write_table(rows.soft_labels(labels), target, compression="zstd")
    return article_sums(rows.annotations)


def job(folder: Path, output: Path) -> dict[str, object]:
    labels = read_labels(folder)
    (output / "soft_labels").mkdir(parents=True, exist_ok=True)
    files = sorted((folder / "annotations").glob("part=*/*.parquet"))

    with connected() as client:
        parts = client.gather(client.map(of_partition, files, output=output, labels=labels))
    sums = ArticleSums.joined(parts)
    return figures(totals_of(sums, labels), labels)


def connected() -> Client:
    if address := os.environ.get("DASK_SCHEDULER"):
        return Client(address)
    workers = LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        memory_limit="2GB",
        host="127.0.0.1",
        dashboard_address=None,
    )
    return Client(workers)


if __name__ == "__main__":
    show(job(Path(sys.argv[1]), Path(sys.argv[2])))
