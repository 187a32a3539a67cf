"""The changes between a release and the previous one, as counts and lists."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import reduce
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from annotator.export.releases.texts.table_counts import count_true

# Sentences of each kind that are listed; the rest are only counted.
LISTED = 1000
SENTENCES = ("sentence_id", "start", "end", "label")
# Which annotation it is, and what it says.
IDENTITY = ("sentence_id", "annotator", "pass")
ANSWER = ("label", "skip_reason", "target_position")


@dataclass(frozen=True)
class AnnotationChanges:
    """Numbers of annotations. A changed one has another label, reason of its skip, or target."""

    added: int
    removed: int
    changed: int


@dataclass(frozen=True)
class ComparedTables:
    """What is compared of a release: the columns SENTENCES, and IDENTITY and ANSWER."""

    sentences: pa.Table
    annotations: pa.Table


@dataclass(frozen=True)
class Changes:
    """The ids of the sentences that changed, in order. `relabelled` also has the final labels
    before and after, empty for none.
    """

    added: Sequence[str]
    removed: Sequence[str]
    relabelled: Sequence[tuple[str, str, str]]
    annotations: AnnotationChanges


def read_tables(open_file: Callable[[str], AbstractContextManager[BinaryIO]]) -> ComparedTables:
    """Read what is compared. `open_file` opens a file of the release by its name."""
    with open_file("sentences.parquet") as file:
        sentences = pa.parquet.read_table(file, columns=list(SENTENCES))
    with open_file("annotations.parquet") as file:
        annotations = pa.parquet.read_table(file, columns=[*IDENTITY, *ANSWER])
    return ComparedTables(sentences, annotations)


def changes_between(before: ComparedTables | None, after: ComparedTables) -> Changes | None:
    """Return the changes from one release to another, or None for a first release.

    A sentence with other offsets is another sentence.
    """
    if before is None:
        return None

    old, new = _labels(before.sentences), _labels(after.sentences)

    return Changes(
        added=[key[0] for key in new if key not in old],
        removed=[key[0] for key in old if key not in new],
        relabelled=[
            (key[0], old[key] or "", label or "")
            for key, label in new.items()
            if key in old and old[key] != label
        ],
        annotations=_annotation_changes(before.annotations, after.annotations),
    )


def _annotation_changes(before: pa.Table, after: pa.Table) -> AnnotationChanges:
    """Compare the annotations of the same person on the same sentence, in the same pass."""
    old = before.append_column("old", pa.repeat(1, before.num_rows))
    new = after.append_column("new", pa.repeat(1, after.num_rows))
    # Arrow joins millions of rows without an object for each.
    both = old.join(new, keys=list(IDENTITY), join_type="full outer", right_suffix="_new")
    is_added, is_removed = (pa.compute.is_null(both[name]) for name in ("old", "new"))

    differs = [
        pa.compute.not_equal(_as_text(both[name]), _as_text(both[f"{name}_new"])) for name in ANSWER
    ]
    is_other = reduce(pa.compute.or_, differs)
    in_both = pa.compute.invert(pa.compute.or_(is_added, is_removed))

    return AnnotationChanges(
        added=count_true(is_added),
        removed=count_true(is_removed),
        changed=count_true(pa.compute.and_(is_other, in_both)),
    )


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column in which missing values equal each other."""
    return pa.compute.fill_null(column.cast(pa.string()), "")


def _labels(table: pa.Table) -> dict[tuple[str, int, int], str | None]:
    columns = (table[name].to_pylist() for name in ("sentence_id", "start", "end", "label"))
    # The id alone isn't enough: it is a position, which another sentence has after a
    # new split.
    return {(name, start, end): label for name, start, end, label in zip(*columns, strict=True)}


def changes_text(changes: Changes | None, number: int, previous: int | None) -> str:
    """Return CHANGES.md."""
    if changes is None:
        return f"# Changes\n\nRelease {number} is the first release.\n"

    parts = [
        f"# Changes from release {previous} to release {number}",
        "| sentences | count |\n|---|---|\n"
        f"| added | {len(changes.added)} |\n"
        f"| removed | {len(changes.removed)} |\n"
        f"| final label changed | {len(changes.relabelled)} |",
        "| annotations | count |\n|---|---|\n"
        f"| added | {changes.annotations.added} |\n"
        f"| removed | {changes.annotations.removed} |\n"
        f"| changed | {changes.annotations.changed} |",
        *_listed("Added", [f"`{name}`" for name in changes.added]),
        *_listed("Removed", [f"`{name}`" for name in changes.removed]),
        *_listed(
            "Final label changed",
            [
                f"`{name}`: {before or 'none'} → {after or 'none'}"
                for name, before, after in changes.relabelled
            ],
        ),
    ]

    return "\n\n".join(parts) + "\n"


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    more = [f"- and {len(lines) - LISTED} more"] if len(lines) > LISTED else []
    return [f"## {title}", "\n".join([*(f"- {line}" for line in lines[:LISTED]), *more])]
