"""The columns of sentences that Dawid and Skene's model fills: probabilities and expected gain.

They can't be computed in the database. The model is estimated once for each file, and its values
are added to the rows as these pass by.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from annotator.agreement.report.true_labels import estimate_true_labels
from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.dawid_skene import expected_gain
from annotator.export.datasets.columns import Column, Kind
from annotator.labelling.models import Annotation
from annotator.projects.models import Label

# The last value of a row before the model's are added: the id of the sentence in the
# database, which no file has. A key of a label can't have a space.
SENTENCE_KEY = Column("sentence key", Kind.WHOLE, "id of the sentence in the database")
# EM stops at differences of about 0.001: more digits would say nothing, and might
# differ from machine to machine.
DIGITS = 4


@dataclass(frozen=True)
class SentenceValues:
    """The values of the model's columns: a row of `values` for each sentence, by its id."""

    columns: Sequence[Column]
    rows: dict[int, int]
    values: Floats

    def of(self, key: int) -> list[float] | list[None]:
        """Return the values of a sentence, None where the model has none."""
        row = self.rows.get(key)
        return [None] * len(self.columns) if row is None else self.values[row].tolist()


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
        rows = {key: row for row, key in enumerate(found.sentences.tolist())}
        return SentenceValues(self.columns, rows, values)


def lines_with_model(lines: Iterable[bytes], values: SentenceValues) -> Iterator[bytes]:
    """Yield the lines of CSV with the model's cells in place of the last one, the sentence key."""
    for line in lines:
        cells, _, key = line.rpartition(b",")
        texts = ["" if value is None else repr(value) for value in values.of(int(key))]
        yield b"%b,%b\n" % (cells, ",".join(texts).encode())


def objects_with_model(lines: Iterable[bytes], values: SentenceValues) -> Iterator[bytes]:
    """Yield the JSON objects with the model's values in place of the last, the sentence key."""
    start = f",{json.dumps(SENTENCE_KEY.name)}:".encode()
    names = [json.dumps(column.name, ensure_ascii=False) for column in values.columns]

    for line in lines:
        fields, _, key = line.rpartition(start)
        found = values.of(int(key.rstrip(b"}\n")))
        texts = [f"{name}:{json.dumps(value)}" for name, value in zip(names, found, strict=True)]
        yield b"%b,%b}\n" % (fields, ",".join(texts).encode())
