"""What a client says of sentences: one entry per key press, checked for shape before any row is
looked at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from annotator.labelling.choices import SkipReason

MAX_ENTRIES = 1000  # in one request: an outbox of days, sent in a few
MAX_NOTE = 5000
LARGEST_ID = 2**63 - 1
OUTSIDE = "none"  # the target of a denial or doubt of something that is not in the article
FIELDS = frozenset(
    [
        "submission",
        "sentence",
        "label",
        "skip_reason",
        "target",
        "confidence",
        "note",
        "seconds",
        "age",
        "codebook_version",
    ]
)


class RefusedEntriesError(Exception):
    """Some entries can't be stored, so none was. `reasons` is by index in the list that was sent.

    Those in `for_now` can be stored later: a client keeps them and sends them again. The others are
    refused for good.
    """

    def __init__(
        self,
        reasons: Mapping[int, str],
        *,
        conflict: bool = False,
        for_now: Iterable[int] = (),
    ) -> None:
        super().__init__(f"{len(reasons)} of the annotations were refused, so none was stored.")
        self.reasons = dict(reasons)
        self.conflict = conflict
        self.for_now = frozenset(for_now)


@dataclass(frozen=True)
class Entry:
    """A label, a skip, or neither (a label taken back) for one sentence.

    `target` is a sentence id, `target_outside` says "not in this article". `age` is how many
    seconds ago the key was pressed, by the client's clock; `seconds` the active time that led to
    it.
    """

    submission: UUID
    sentence: int
    label: str | None = None
    skip_reason: str = ""
    target: int | None = None
    target_outside: bool = False
    confidence: int | None = None
    note: str = ""
    seconds: float | None = None
    age: float = 0
    codebook_version: int | None = None


def read_entries(payload: object) -> list[Entry]:
    """One entry or a list of them, as JSON brought them. Raises RefusedEntriesError, naming each
    bad one.
    """
    items = payload if isinstance(payload, list) else [payload]
    if len(items) > MAX_ENTRIES:
        beyond = range(MAX_ENTRIES, len(items))
        reason = f"a request takes at most {MAX_ENTRIES} annotations"
        raise RefusedEntriesError(dict.fromkeys(beyond, reason), for_now=beyond)

    entries: list[Entry] = []
    reasons: dict[int, str] = {}

    for index, item in enumerate(items):
        try:
            entries.append(_read_entry(item))
        except ValueError as error:
            reasons[index] = str(error)

    if reasons:
        raise RefusedEntriesError(reasons)

    return entries


def _read_entry(item: object) -> Entry:
    if not isinstance(item, dict):
        raise ValueError("an annotation is an object")

    unknown = sorted(map(ascii, item.keys() - FIELDS))
    if unknown:
        raise ValueError(f"unknown field: {', '.join(unknown)[:200]}")

    target = item.get("target")
    entry = Entry(
        submission=_read_uuid(item.get("submission")),
        sentence=_read_whole(item, "sentence", 1, LARGEST_ID, required=True) or 0,
        label=_read_string(item, "label", 40) or None,
        skip_reason=_read_string(item, "skip_reason", 20),
        target=None if target == OUTSIDE else _read_whole(item, "target", 1, LARGEST_ID),
        target_outside=target == OUTSIDE,
        confidence=_read_whole(item, "confidence", 1, 3),
        note=_read_string(item, "note", MAX_NOTE),
        seconds=_read_number(item, "seconds"),
        age=_read_number(item, "age") or 0,
        codebook_version=_read_whole(item, "codebook_version", 1, 2**31 - 1),
    )
    if entry.label and entry.skip_reason:
        raise ValueError("label and skip_reason: one or the other")
    if entry.skip_reason and entry.skip_reason not in SkipReason.values:
        raise ValueError(f"skip_reason: one of {', '.join(SkipReason.values)}")
    if target is not None and not entry.label:
        raise ValueError("target: only a label has one")
    if entry.target == entry.sentence:
        raise ValueError("target: a sentence is not about itself")

    return entry


def _read_uuid(value: object) -> UUID:
    try:
        return UUID(value) if isinstance(value, str) else UUID("")
    except ValueError:
        raise ValueError("submission: a UUID is required") from None


def _read_string(item: dict[str, Any], name: str, longest: int) -> str:
    value = item.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or "\0" in value or _has_surrogate(value):
        raise ValueError(f"{name}: a text of at most {longest} characters")
    return value


def _has_surrogate(text: str) -> bool:
    """Half a character, which JSON can write and UTF-8 can't."""
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _read_whole(
    item: dict[str, Any], name: str, low: int, high: int, *, required: bool = False
) -> int | None:
    value = item.get(name)
    if value is None and not required:
        return None
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{name}: a whole number from {low} to {high}")
    return value


def _read_number(item: dict[str, Any], name: str) -> float | None:
    value = item.get(name)
    if value is None:
        return None
    if (
        type(value) not in (int, float) or not 0 <= value < 1e9
    ):  # this also shuts out nan and infinity
        raise ValueError(f"{name}: a number of seconds, 0 or more")
    return float(value)
