"""Counts the files of a release for its texts. The files are counted, not the database, so that the
texts describe what is in the release.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from annotator.agreement.final_label import LABEL_ORIGINS, UNDECIDED
from annotator.agreement.report.shapes import Report
from annotator.export.datasets.dataset import Dataset
from annotator.export.datasets.splits.shares import NAMES
from annotator.export.releases.metadata.table_sizes import table_sizes
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.texts.facts import ReleaseFacts
from annotator.export.releases.texts.table_counts import count_rows, count_true, tally
from annotator.labelling.choices import Origin

SENTENCE_COLUMNS = (
    "article_id", "position", "label", "label_origin", "split", "excluded", "annotators",
    "n_skipped", "target_position",
)  # fmt: skip


def count_facts(
    folder: Path,
    *,
    manifest: Mapping[str, Any],
    parameters: ReleaseParameters,
    report: Report,
    tables: Sequence[Dataset],
    labelled: tuple[date | None, date | None],
    left_out: Mapping[str, int],
    overlaps: Mapping[str, Any],
) -> ReleaseFacts:
    """Return the facts of the release whose tables are in `folder`.

    `left_out` counts the work of suspended annotators that is not in it, and `overlaps` has what
    stands in two splits.
    """
    read = pa.parquet.read_table
    sentences = read(folder / "sentences.parquet", columns=list(SENTENCE_COLUMNS))
    articles = read(
        folder / "articles.parquet", columns=["language", "source", "published", "rights", "split"]
    )
    annotations = read(folder / "annotations.parquet", columns=["origin"])
    with (folder / "annotators.csv").open("rb") as file:
        # Without the header.
        people = sum(1 for _ in file) - 1

    labels = [label["key"] for label in manifest["labels"]]
    with_target = [label["key"] for label in manifest["labels"] if label["takes_target"]]
    splits = [*NAMES] if parameters.shares else []
    undecided = _undecided(sentences)
    counts = {
        "articles": articles.num_rows,
        "sentences": sentences.num_rows,
        "excluded": count_rows(sentences, excluded=True),
        "annotations": annotations.num_rows,
        "imported": count_rows(annotations, origin=Origin.IMPORT.value),
        "annotators": people,
        "labels": {key: count_rows(sentences, label=key) for key in labels},
        "origins": {origin: count_rows(sentences, label_origin=origin) for origin in LABEL_ORIGINS},
        "undecided": sum(undecided.values()),
        "undecided_by_reason": undecided,
        "unfit": count_rows(sentences, label=None, label_origin="adjudicated"),
        "targets": _targets(sentences, with_target),
        "splits": {
            name: {
                "articles": count_rows(articles, split=name),
                "sentences": count_rows(sentences, split=name, excluded=False),
                **{key: count_rows(sentences, split=name, label=key) for key in labels},
            }
            for name in splits
        },
        "without_rights": count_rows(articles, rights=None),
        "sentences_by_annotators": _by_annotators(sentences),
        "left_out": left_out,
        **overlaps,
    }
    published = pa.compute.min_max(articles["published"]).as_py()

    return ReleaseFacts(
        manifest=manifest,
        parameters=parameters,
        counts=counts,
        agreement=report,
        languages=tally(articles["language"]),
        sources=tally(articles["source"]),
        labelled=labelled,
        published=(published["min"], published["max"]),
        columns={table.name: table.columns for table in tables},
        sizes=table_sizes(folder),
    )


def _undecided(sentences: pa.Table) -> dict[str, int]:
    """Count the sentences to label that have no final label, by the first reason that holds."""
    rows = sentences.filter(pa.compute.equal(sentences["excluded"], False))
    cannot_tell = sum(count_rows(rows, label_origin=origin) for origin in UNDECIDED if origin)
    # An empty text is a missing value in the file.
    open_rows = rows.filter(pa.compute.is_null(rows["label_origin"]))
    people, skipped = open_rows["annotators"], open_rows["n_skipped"]
    mostly = pa.compute.greater_equal(
        pa.compute.multiply(skipped, 2), pa.compute.max_element_wise(people, 1)
    )

    not_labelled = count_rows(open_rows, annotators=0)
    mostly_skipped = count_true(mostly)
    return {
        "not_labelled": not_labelled,
        "mostly_skipped": mostly_skipped,
        "mostly_cannot_tell": cannot_tell,
        "no_majority": open_rows.num_rows - not_labelled - mostly_skipped,
    }


def _targets(sentences: pa.Table, labels: Sequence[str]) -> dict[str, int]:
    """Count the sentences whose final label takes a target: `of` those, the ones with a target
    in their article, those whose target is outside of it, and those whose target is open.
    """
    rows = sentences.filter(pa.compute.is_in(sentences["label"], pa.array(labels, pa.string())))
    # 0 is a sentence of the article if it has one with this number; then -1 is outside.
    zeros = sentences.filter(pa.compute.equal(sentences["position"], 0))["article_id"]
    has_zero = pa.compute.is_in(rows["article_id"], zeros.combine_chunks())
    number = pa.compute.if_else(has_zero, -1, 0)
    outside = count_true(pa.compute.equal(rows["target_position"], number))

    return {
        "of": rows.num_rows,
        "inside": rows.num_rows - rows["target_position"].null_count - outside,
        "outside": outside,
        "open": rows["target_position"].null_count,
    }


def _by_annotators(sentences: pa.Table) -> dict[str, int]:
    """Count the sentences to label by the number of annotators who labelled or skipped them."""
    to_label = sentences.filter(pa.compute.equal(sentences["excluded"], False))
    found = tally(to_label["annotators"])
    return {people: found[people] for people in sorted(found, key=int)}
