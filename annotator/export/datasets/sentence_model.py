"""The columns of sentences that Dawid and Skene's model fills: probabilities and expected gain.

They can't be computed in the database. The model is estimated once for each file, and its values
are added to the rows as these pass by.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from annotator.agreement.report.true_labels.estimates import estimate_true_labels
from annotator.agreement.statistics.true_labels.dawid_skene import expected_gain
from annotator.export.datasets.columns import Column, Kind
from annotator.labelling.models import Annotation
from annotator.projects.models import Label

# The value in place of the model's before they are added: the id of the sentence in the
# database, which no file has. A key of a label can't have a space.
SENTENCE_KEY = Column("sentence key", Kind.WHOLE, "id of the sentence in the database")
# EM stops at differences of about 0.001: more digits would say nothing, and might
# differ from machine to machine.
DIGITS = 4


@dataclass(frozen=True)
class SentenceValues:
    """The values of the model's columns.

    `rows` has for each sentence, by its id, the number of its row in `values`. Many sentences share
    a row: those with the same labels of the same people.
    """

    columns: Sequence[Column]
    rows: dict[int, int]
    values: Sequence[Sequence[float | None]]

    def row_of(self, key: int) -> int:
        """Return the row of a sentence; the last one is empty, for sentences without a label."""
        return self.rows.get(key, -1)


@dataclass(frozen=True)
class SentenceModel:
    """The model of these annotations, for the columns that it fills."""

    annotations: QuerySet[Annotation]
    labels: Sequence[Label]
    columns: Sequence[Column]

    def estimate(self, *, using: BaseDatabaseWrapper | None = None) -> SentenceValues:
        """Return the values, from annotations read on this connection or on the usual one."""
        found = estimate_true_labels(self.annotations, self.labels, using=using)
        gain = expected_gain(found.probabilities, found.typical)
        values = np.column_stack([found.probabilities, gain]).round(DIGITS)

        distinct, row = np.unique(values, axis=0, return_inverse=True)
        rows = dict(zip(found.sentences.tolist(), row.ravel().tolist(), strict=True))
        return SentenceValues(self.columns, rows, [*distinct.tolist(), [None] * len(self.columns)])


def row_with_model(row: Sequence[Any], values: SentenceValues, after: int) -> tuple[Any, ...]:
    """Return the row with the model's values in place of the sentence key.

    `after` is the number of values after the key.
    """
    place = len(row) - after - 1
    return (*row[:place], *values.values[values.row_of(row[place])], *row[place + 1 :])


def lines_with_model(lines: Iterable[bytes], values: SentenceValues, after: int) -> Iterator[bytes]:
    """Yield the lines of CSV with the model's cells in place of the sentence key.

    `after` is the number of cells after the key. They have no commas.
    """
    texts = [
        ",".join("" if value is None else repr(value) for value in row).encode()
        for row in values.values
    ]
    for line in lines:
        cells, key, *rest = line.rstrip(b"\n").rsplit(b",", after + 1)
        yield b",".join((cells, texts[values.row_of(int(key))], *rest)) + b"\n"


def objects_with_model(lines: Iterable[bytes], values: SentenceValues) -> Iterator[bytes]:
    """Yield the JSON objects with the model's values in place of the sentence key."""
    start = f",{json.dumps(SENTENCE_KEY.name)}:".encode()
    names = [column.name for column in values.columns]
    # Without the braces.
    texts = [
        json.dumps(dict(zip(names, row, strict=True)), separators=(",", ":"))[1:-1].encode()
        for row in values.values
    ]
    for line in lines:
        fields, _, rest = line.rstrip(b"}\n").rpartition(start)
        key, comma, others = rest.partition(b",")
        yield b"%b,%b%b%b}\n" % (fields, texts[values.row_of(int(key))], comma, others)
