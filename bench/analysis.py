"""Measures the jobs of docs/analysis on ten million labels, beside the app's own statistics.

`python -m bench.analysis PYTHON [LABELS]` writes annotations as a release has them, partitions
them, and runs each job by PYTHON, in which docs/analysis/requirements.txt is installed. Each runs
in a process of its own, whose memory, with that of its children, is sampled. The figures of all
must be equal to 1e-12.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from annotator.export.datasets.columns import ANNOTATIONS
from annotator.export.datasets.writers import arrow_schema
from annotator.lib.checksums import SUMS, sha256_of, sums_text
from bench.figures import Figure, tell

LABELS = ("claim", "denial", "doubt", "opinion", "other")
SENTENCES, ANNOTATORS, PARTITIONS = 10, 50, 16
TEXT = "The ministry of water said that no gate had failed. So the engineers were told to wait."
# Articles that are written at once.
BLOCK = 20_000
JOBS = ("with_duckdb", "with_dask", "with_spark")


def main() -> None:
    if sys.argv[1] == "--own":
        own(Path(sys.argv[2]))
        return
    python = sys.argv[1]
    labels = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000

    with tempfile.TemporaryDirectory(prefix="skepsis-analysis-") as scratch:
        release, parts = Path(scratch, "release"), Path(scratch, "parts")
        write_release(release, labels)
        command = "partition_release", str(release), "-o", str(parts), f"--partitions={PARTITIONS}"
        work = f"{labels:,} labels into {PARTITIONS} partitions"
        measured(work, [sys.executable, "manage.py", *command])
        base = measured(
            f"{labels:,} labels, the app's own functions",
            [sys.executable, "-m", "bench.analysis", "--own", str(release)],
        )
        for job in JOBS:
            output = str(Path(scratch, job))
            found = measured(
                f"{labels:,} labels, {job}",
                [python, "-m", f"docs.analysis.{job}", str(parts), output],
            )
            print(f"largest difference from the app: {difference(json.loads(base), found):.1e}")


def own(release: Path) -> None:
    """Print the figures by the app's functions, over the whole file in one process."""
    from annotator.agreement.statistics.summary import summarise
    from annotator.export.releases.partitions.sums import partition_sums
    from docs.analysis.figures import figures, show, totals_of

    sums = partition_sums(release / "annotations.parquet", LABELS)
    found = figures(totals_of(sums, LABELS), LABELS)
    # The report's own figure, with its interval.
    alpha = summarise(sums).krippendorff_alpha.value
    assert alpha == found["krippendorff_alpha"]
    show(found)


def difference(one: Any, other: str) -> float:
    """Return the largest difference of two sets of figures. Raises if it is above 1e-12."""
    first, second = (_numbers(figures) for figures in (one, json.loads(other)))
    largest = max(abs(first[name] - second[name]) for name in first.keys() | second.keys())
    assert largest <= 1e-12, largest
    return float(largest)


def _numbers(figures: dict[str, Any]) -> dict[str, float]:
    found = {}
    for name, value in figures.items():
        inner = value if isinstance(value, dict) else {"": value}
        found.update({f"{name} {key}": number for key, number in inner.items()})
    return found


def measured(work: str, command: list[str]) -> str:
    """Run the command, tell its time and its memory, and return what it printed."""
    began, most = time.monotonic(), 0.0
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, env=os.environ)
        while process.poll() is None:
            most = max(most, memory(process.pid))
            time.sleep(0.1)
        assert process.returncode == 0, command
        tell(Figure(work, time.monotonic() - began, "s"))
        tell(Figure("  its memory, at most", most / 1e6, "MB"))
        output.seek(0)
        return output.read()


def memory(pid: int) -> float:
    """Return the bytes of a process and its children; shared pages count once."""
    found = 0.0
    try:
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            found += process.memory_full_info().pss
    except psutil.Error:
        pass  # one ended meanwhile
    return found


def write_release(folder: Path, labels: int) -> None:
    """Write annotations.parquet as a release has it, by fifty annotators, three or four each."""
    folder.mkdir()
    schema = arrow_schema(ANNOTATIONS)
    path = folder / "annotations.parquet"
    # Ten sentences, three annotators and every third article a fourth.
    articles = labels * 3 // (SENTENCES * 10)
    random = np.random.default_rng(19)
    first = 0
    with pa.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for start in range(0, articles, BLOCK):
            table = _block(random, np.arange(start, min(start + BLOCK, articles)), first, schema)
            writer.write_table(table)
            first += table.num_rows

    manifest = {"format": 2, "labels": [{"key": key} for key in LABELS]}
    (folder / "release.json").write_text(json.dumps(manifest))
    sums = {}
    for file in folder.iterdir():
        with file.open("rb") as content:
            sums[file.name] = sha256_of(content)
    (folder / SUMS).write_text(sums_text(sums))


def _block(
    random: np.random.Generator, articles: np.ndarray, first: int, schema: pa.Schema
) -> pa.Table:
    people = np.where(articles % 3 == 0, 4, 3)
    per_sentence = np.repeat(people, SENTENCES)
    sentence = np.repeat(np.arange(len(articles) * SENTENCES), per_sentence)
    article = articles[sentence // SENTENCES]
    position = sentence % SENTENCES + 1
    rows = len(sentence)
    turn = np.arange(rows) - np.repeat(np.cumsum(per_sentence) - per_sentence, per_sentence)

    # Most give the sentence's own label, one in twenty skips.
    own = random.integers(0, len(LABELS), len(per_sentence))[sentence]
    given = np.where(random.random(rows) < 0.7, own, random.integers(0, len(LABELS), rows))
    skips = random.random(rows) < 0.05
    reason = np.where(random.random(rows) < 0.3, "cannot_tell", "question")
    names = pa.array([f"article-{number:08}" for number in articles])
    article_id = names.take(pa.array(article - articles[0]))
    columns: dict[str, Any] = {
        "annotation_id": np.arange(first + 1, first + rows + 1),
        "article_id": article_id,
        "sentence_id": pa.compute.binary_join_element_wise(
            article_id, pa.array(position).cast(pa.string()), ":"
        ),
        "position": position,
        "text": pa.array([TEXT]).take(pa.array(np.zeros(rows, np.int64))),
        "annotator": pa.array([f"bench{number}" for number in range(ANNOTATORS)]).take(
            pa.array((article * 7 + turn * 13) % ANNOTATORS)
        ),
        "label": pa.array(LABELS).take(pa.array(given, mask=skips)),
        "skip_reason": pa.array(reason, pa.string(), mask=~skips),
        "seconds": random.integers(1, 60, rows).astype(np.float64),
        "pass": np.ones(rows, np.int64),
        "counted": random.random(rows) < 0.99,
    }
    arrays = [
        pa.array(columns[field.name]).cast(field.type)
        if field.name in columns
        else pa.nulls(rows, field.type)
        for field in schema
    ]
    return pa.table(arrays, schema=schema)


if __name__ == "__main__":
    main()
