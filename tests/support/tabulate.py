"""Turns small tables, one row per unit and one column per annotator, into annotations."""

from collections.abc import Mapping, Sequence

import numpy as np

from annotator.agreement.statistics.annotations import CANNOT_TELL, SKIPPED, Annotations
from annotator.agreement.statistics.summary import Summary, summarise
from annotator.agreement.statistics.sums import article_sums
from tests.support.reliability_tables import Unit

SKIP, UNSURE = "skip", "cannot tell"
SKIPS = {SKIP: SKIPPED, UNSURE: CANNOT_TELL}


def annotations_of(
    units: Sequence[Unit],
    labels: Sequence[str] = "abcd",
    articles: Sequence[int] | None = None,
    targets: Mapping[tuple[int, int], int] | None = None,
    ranks: Mapping[tuple[int, int], int] | None = None,
) -> Annotations:
    """Units count from 0 and become sentences 1, 2, …

    All are in one article unless `articles` is given. `targets` and their `ranks` are by unit and
    annotator.
    """
    codes = {label: code for code, label in enumerate(labels)} | SKIPS
    entries = [
        (
            articles[u] if articles is not None else 0,
            u + 1,
            a,
            codes[label],
            (targets or {}).get((u, a), -1),
            (ranks or {}).get((u, a), -1),
        )
        for u, unit in enumerate(units)
        for a, label in enumerate(unit)
        if label is not None
    ]
    columns = np.array(entries, dtype=np.int64).reshape(-1, 6).T
    names = ("article", "sentence", "annotator", "label", "target", "target_rank")
    return Annotations.from_codes(labels=len(labels), **dict(zip(names, columns, strict=True)))


def summary_of(
    units: Sequence[Unit],
    labels: Sequence[str] = "abcd",
    articles: Sequence[int] | None = None,
) -> Summary:
    return summarise(article_sums(annotations_of(units, labels, articles)))
