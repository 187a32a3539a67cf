"""The sums of the articles in one partition of a release, from which its figures follow.

Pure, with numpy and pyarrow alone: a worker of Dask or Spark runs it as it is. What the partitions
return is joined by `ArticleSums.joined`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from annotator.agreement.statistics.annotations import (
    CANNOT_TELL,
    NOT_OFFERED,
    SKIPPED,
    UNANSWERED,
    Annotations,
)
from annotator.agreement.statistics.arrays import Ints, ratio
from annotator.agreement.statistics.sums import ArticleSums, article_sums

# What is read of annotations.parquet.
COLUMNS = (
    "article_id", "sentence_id", "annotator", "label", "skip_reason", "target_position",
    "target_rank", "counted",
)  # fmt: skip


@dataclass(frozen=True)
class CountedRows:
    """The rows that agreement counts. `articles` and `sentences` are the names of theirs."""

    annotations: Annotations
    articles: pa.Array
    sentences: pa.Array

    def soft_labels(self, labels: Sequence[str]) -> pa.Table:
        """Return for each sentence how many gave it each label, and the share of each."""
        counts = self.annotations.counts()
        shares = ratio(counts.astype(np.float64), counts.sum(axis=0).astype(np.float64))
        columns: dict[str, object] = {"sentence_id": self.sentences}
        for name, of_label in zip(labels, counts, strict=True):
            columns[f"n_{name}"] = of_label
        for name, of_label in zip(labels, shares, strict=True):
            columns[f"p_{name}"] = pa.array(of_label, from_pandas=True)
        return pa.table(columns)


def read_counted(file: Path | str, labels: Sequence[str]) -> CountedRows:
    """Read the rows that count of annotations.parquet, or of one partition of it.

    `labels` are the keys of the project's labels, in the order of release.json.
    """
    table = pa.parquet.ParquetFile(file).read(columns=list(COLUMNS))
    return counted_rows(table, labels)


def counted_rows(table: pa.Table, labels: Sequence[str]) -> CountedRows:
    """Return the rows that count. They may be in any order."""
    table = table.filter(table["counted"])
    articles, article = _encoded(table["article_id"])
    sentences, sentence = _encoded(table["sentence_id"])
    _, annotator = _encoded(table["annotator"])

    annotations = Annotations.from_codes(
        article=article,
        sentence=sentence,
        annotator=annotator,
        label=_label_numbers(table, labels),
        labels=len(labels),
        target=_targets(table["target_position"]),
        target_rank=_whole(pc.fill_null(table["target_rank"], NOT_OFFERED)),
    )
    return CountedRows(
        annotations,
        articles.take(pa.array(annotations.articles)),
        sentences.take(pa.array(annotations.sentences)),
    )


def partition_sums(
    file: Path | str, labels: Sequence[str], takes_target: Sequence[int] = ()
) -> ArticleSums:
    """Return the sums of the articles of one partition. `takes_target` has numbers of labels."""
    return article_sums(read_counted(file, labels).annotations, takes_target=takes_target)


def _label_numbers(table: pa.Table, labels: Sequence[str]) -> Ints:
    number = pc.index_in(table["label"], value_set=pa.array(labels, pa.string()))
    cannot_tell = pc.fill_null(pc.equal(table["skip_reason"], "cannot_tell"), False)
    return _whole(pc.coalesce(number, pc.if_else(cannot_tell, CANNOT_TELL, SKIPPED)))


def _targets(positions: pa.ChunkedArray) -> Ints:
    """Return the codes of targets. Only their equality within a sentence matters, so a position
    is good enough: 2 more than that, because the place of no sentence may be -1.
    """
    return _whole(pc.fill_null(pc.add(positions, 2), UNANSWERED))


def _encoded(column: pa.ChunkedArray) -> tuple[pa.Array, Ints]:
    """Return the distinct values, and for each row the index of its value."""
    encoded = pc.dictionary_encode(column.combine_chunks())
    return encoded.dictionary, encoded.indices.to_numpy()


def _whole(column: pa.ChunkedArray) -> Ints:
    whole: Ints = column.cast(pa.int64()).to_numpy()
    return whole
