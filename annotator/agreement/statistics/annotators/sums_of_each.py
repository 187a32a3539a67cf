"""What each annotator adds to the sums of each article: the sums without somebody are the rest.

Only the articles that the annotator labelled change, so there are few rows.
"""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints, order_of, starts_of
from annotator.agreement.statistics.sums import nominal_sums

# Annotations taken at a time, to bound the memory.
AT_ONCE = 200_000


@dataclass(frozen=True)
class AnnotatorSums:
    """A row for each annotator and each article in which they gave a label, by annotator.

    `annotator` and `article` (rows,) are indices; the rows of an annotator begin at `starts`
    (annotators who gave a label,). `values` (2 + 2q, rows) has the columns of `NominalSums`.
    """

    annotator: Ints
    article: Ints
    starts: Ints
    values: Floats

    def of_each(self) -> list[slice]:
        """Return the rows of each annotator."""
        ends = [*self.starts[1:], len(self.annotator)] if len(self.starts) else []
        return [slice(start, end) for start, end in zip(self.starts, ends, strict=True)]


def annotator_sums(annotations: Annotations) -> AnnotatorSums:
    """Return what the labels of each annotator add to the sums of `article_sums`."""
    entries = np.flatnonzero(annotations.labelled())
    # Entries are in the order of articles, so that this sorts by annotator and article.
    entries = entries[order_of(annotations.annotator[entries])]
    # One number for annotator and article, to group by both. In 64 bits: it can be large.
    articles = len(annotations.articles)
    rows = annotations.annotator[entries].astype(np.int64) * articles
    rows += annotations.article_of[annotations.sentence[entries]]

    counts = annotations.counts()
    begins = starts_of(rows)
    values = np.zeros((2 + 2 * annotations.labels, len(begins)))
    row_of = np.repeat(np.arange(len(begins)), np.diff([*begins, len(rows)]))
    for start in range(0, len(entries), AT_ONCE):
        part, row = entries[start : start + AT_ONCE], row_of[start : start + AT_ONCE]
        runs = starts_of(row)
        added = _added(counts[:, annotations.sentence[part]], annotations.label[part])
        # The row of an annotator and article can begin in one part and end in the next.
        values[:, row[runs]] += np.add.reduceat(added, runs, axis=1)

    annotator, article = np.divmod(rows[begins], max(articles, 1))
    return AnnotatorSums(annotator, article, starts_of(annotator), values)


def _added(counts: Ints, label: Ints) -> Floats:
    """Return the sums of each unit minus those without one of its labels.

    `counts` (q, units), `label` (units,); (2 + 2q, units).
    """
    before = counts.astype(np.float64)
    after = before.copy()
    after[label, np.arange(len(label))] -= 1
    added: Floats = nominal_sums(before) - nominal_sums(after)
    return added
