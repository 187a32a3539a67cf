"""The result of an import: its account, which the page, the command and the API show."""

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from annotator.corpus.readers.account import Account, reason_kind

# Different reasons, and names of labels, that a result keeps.
MAX_KINDS = 300
# Stands for the reasons beyond.
OTHERS = "…"


class LabelOutcome(StrEnum):
    """What became of a label in the files."""

    STORED = "stored"
    SUPERSEDED = "superseded"  # kept as history, because a later label of the person counts
    REPEATED = "repeated"  # the same person gave the sentence the same label twice
    IGNORED = "ignored"  # by the label mapping
    LEFT_OUT = "left_out"  # by a reader, with a warning
    KNOWN = "known"  # already in the project
    REFUSED = "refused"  # with its article, or by itself


@dataclass
class ImportResult:
    """The numbers of an import. A job keeps them as JSON.

    `read` counts all items of the files so far, and `rows` the rows that they were made of.
    `failed` includes `known`, the articles that were already in the project and brought no label
    for it; `extended` are those that did. `annotations` are the labels stored, once for each
    sentence. `labels` counts the labels in the files by LabelOutcome; nobody knows those of rows
    that couldn't be read. `label_names` has, for each name in the files, the label or skip reason
    that it stands for ("" if it is ignored, None if it is unknown), and how often it came.
    `retired_labels` are those of them that are retired.
    `reasons` counts the refused items by reason, `warnings` what else was left out. `people` are
    the pseudonyms of those who gave the labels. `near_duplicates` are sets of IDs of articles that
    are copies of each other with small changes, with at least one new article. `files` and
    `passed_over` are those of the readers' Account. `last_item` is the source of the last item of
    the files so far.
    """

    read: int = 0
    rows: int = 0
    articles: int = 0
    sentences: int = 0
    excluded: int = 0
    annotations: int = 0
    failed: int = 0
    known: int = 0
    extended: int = 0
    labels: dict[str, int] = field(default_factory=dict)
    label_names: dict[str, list[Any]] = field(default_factory=dict)
    retired_labels: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    near_duplicates: list[list[str]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    passed_over: dict[str, int] = field(default_factory=dict)
    last_item: str = ""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        # An import of an older version has fewer values.
        return cls(**stored)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def add(self, other: "ImportResult") -> None:
        """Add the numbers of another batch."""
        for name in (
            "read", "rows", "articles", "sentences", "excluded", "annotations", "failed", "known",
            "extended",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))

        self.labels = dict(Counter(self.labels) + Counter(other.labels))
        self.reasons = _together(self.reasons, other.reasons)
        self.warnings = _together(self.warnings, other.warnings)

        for label, (key, count) in other.label_names.items():
            before = self.label_names.get(label, [key, 0])[1]
            if before or len(self.label_names) < MAX_KINDS:
                self.label_names[label] = [key, before + count]

        self.retired_labels = sorted({*self.retired_labels, *other.retired_labels})
        self.last_item = other.last_item or self.last_item
        # The same person may have labels in several batches.
        self.people = sorted({*self.people, *other.people})

    def take_account(self, account: Account) -> None:
        """Take what the readers have noted so far."""
        self.files = account.so_far
        self.passed_over = account.passed_over

    @property
    def label_count(self) -> int:
        """The labels in the files."""
        return sum(self.labels.values())

    @property
    def warning_count(self) -> int:
        return sum(self.warnings.values())


def count_reasons(reasons: Iterable[str]) -> dict[str, int]:
    """Count reasons that differ only in the values that they name as one, without these."""
    return _together(Counter(reasons))


def _together(*counts: Mapping[str, int]) -> dict[str, int]:
    """Return the sums of the counts. Values stay in a reason that has only these."""
    reason_of: dict[str, str] = {}
    sums: Counter[str] = Counter()
    for reason, count in itertools.chain.from_iterable(each.items() for each in counts):
        kind = reason_kind(reason)
        sums[kind] += count
        if reason_of.setdefault(kind, reason) != reason:
            reason_of[kind] = kind

    kept = _most_common(sums)
    return {reason_of.get(kind, kind): count for kind, count in kept.items()}


def _most_common(counts: Counter[str]) -> dict[str, int]:
    if len(counts) <= MAX_KINDS:
        return dict(counts)

    kept = dict(counts.most_common(MAX_KINDS - 1))
    rest = counts.total() - sum(kept.values())
    return {**kept, OTHERS: kept.get(OTHERS, 0) + rest}
