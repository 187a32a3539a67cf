"""Figures of a partitioned release by Spark: `python -m docs.analysis.with_spark FOLDER OUTPUT`.

A cluster of two workers with 1 GB each is started on this machine, and the statements are those of
DuckDB. With the address of a cluster in SPARK_MASTER, the workers are on other machines.
"""

import os
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from docs.analysis.figures import figures, read_labels, show
from docs.analysis.statements import article_sums, soft_labels, totals

LOCAL = "local-cluster[2,1,1024]"


def session() -> SparkSession:
    settings = {
        "spark.executor.memory": "1g",
        "spark.driver.memory": "1g",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "16",
        # "name" is a column then, as in standard SQL, and no text.
        "spark.sql.ansi.enabled": "true",
        "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    }
    master = os.environ.get("SPARK_MASTER", LOCAL)
    if master == LOCAL:
        # Nobody else can reach the workers then.
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = SparkSession.builder.master(master).appName("release")
    return builder.config(map=settings).getOrCreate()


def job(folder: Path, output: Path) -> dict[str, object]:
    labels = read_labels(folder)
    spark = session()
    try:
        spark.read.parquet(str(folder / "annotations")).createTempView("annotations")

        # Each step reads what the one before has written.
        for name, statement in (("soft_labels", soft_labels), ("article_sums", article_sums)):
            path = str(output / f"{name}.parquet")
            spark.sql(statement(labels)).write.mode("overwrite").parquet(path)
            spark.read.parquet(path).createTempView(name)

        found = spark.sql(totals(labels)).first()
        assert found is not None
        return figures(found.asDict(), labels)
    finally:
        spark.stop()


if __name__ == "__main__":
    show(job(Path(sys.argv[1]), Path(sys.argv[2])))
