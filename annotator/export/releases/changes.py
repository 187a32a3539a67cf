"""The changes between a release and the previous one, as counts and lists."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

# Sentences of each kind that are listed; the rest are only counted.
LISTED = 1000


@dataclass(frozen=True)
class Changes:
    """The ids of the sentences that changed, in order. `relabelled` also has the final labels
    before and after, empty for none.
    """

    added: Sequence[str]
    removed: Sequence[str]
    relabelled: Sequence[tuple[str, str, str]]


def changes_between(before: pa.Table | None, after: pa.Table) -> Changes | None:
    """Return the changes from one table of sentences to another, or None for a first release.

    The tables have `sentence_id`, `start`, `end` and `label`. A sentence with other offsets is
    another sentence.
    """
    if before is None:
        return None

    old, new = _labels(before), _labels(after)

    return Changes(
        added=[key[0] for key in new if key not in old],
        removed=[key[0] for key in old if key not in new],
        relabelled=[
            (key[0], old[key] or "", label or "")
            for key, label in new.items()
            if key in old and old[key] != label
        ],
    )


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
