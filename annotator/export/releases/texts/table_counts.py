"""Counts rows and values of Arrow tables."""

from typing import Any

import pyarrow as pa
import pyarrow.compute


def count_rows(table: pa.Table, **values: Any) -> int:
    """Count the rows whose columns have these values."""
    chosen = None
    for name, value in values.items():
        column = table[name]
        same = pa.compute.is_null(column) if value is None else pa.compute.equal(column, value)
        chosen = same if chosen is None else pa.compute.and_kleene(chosen, same)
    return count_true(chosen)


def count_true(chosen: pa.ChunkedArray) -> int:
    """Count the rows for which the condition holds."""
    # The sum over no rows is null.
    return int(pa.compute.sum(chosen).as_py() or 0)


def tally(column: pa.ChunkedArray) -> dict[str, int]:
    """Count the values, the most frequent first."""
    # Equal counts are sorted by value, because the same data must give the same bytes.
    found = {item["values"]: item["counts"] for item in pa.compute.value_counts(column).to_pylist()}
    return dict(
        sorted(
            ((str(value), count) for value, count in found.items() if value is not None),
            key=lambda item: (-item[1], item[0]),
        )
    )
