"""Reading the entries that a client sends, one for each key press.

Their form is checked here, before any query. `saving.py` checks what they refer to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.labelling.choices import MAX_TARGET_RANK, SkipReason

# In one request. An outbox with days of work takes a few requests.
MAX_ENTRIES = 1000
MAX_NOTE = 5000
LARGEST_ID = 2**63 - 1
# The target of a denial or a doubt about something that isn't in the article.
OUTSIDE = "none"
FIELDS = frozenset(
    [
        "submission",
        "sentence",
        "label",
        "skip_reason",
        "target",
        "target_rank",
        "confidence",
        "note",
        "seconds",
        "age",
        "codebook_version",
    ]
)


class RefusedEntriesError(Exception):
    """Some entries can't be stored, so none was stored.

    `reasons` has the reason for each of them, by its index in the list that was sent. Entries in
    `for_now` may be accepted later, so a client keeps them and sends them again. The others will
    never be accepted.
    """

    def __init__(
        self,
        reasons: Mapping[int, str],
        *,
        conflict: bool = False,
        for_now: Iterable[int] = (),
    ) -> None:
        text = ngettext(
            "%(count)s annotation was rejected, so none was stored.",
            "%(count)s annotations were rejected, so none was stored.",
            len(reasons),
        )
        super().__init__(text % {"count": len(reasons)})
        self.reasons = dict(reasons)
        self.conflict = conflict
        self.for_now = frozenset(for_now)


@dataclass(frozen=True)
class Entry:
    """A label or a skip for one sentence. With neither, the label is taken back.

    `target` is the id of a sentence; `target_outside` means that the target isn't in the article.
    `target_rank` is the rank of the offered candidate that was taken as the target, from 1; 0 if
    another target was chosen, and None if no candidates were offered. `age` is the number of
    seconds since the key press, by the client's clock. `seconds` is the working time before the key
    press.
    """

    submission: UUID
    sentence: int
    label: str | None = None
    skip_reason: str = ""
    target: int | None = None
    target_outside: bool = False
    target_rank: int | None = None
    confidence: int | None = None
    note: str = ""
    seconds: float | None = None
    age: float = 0
    codebook_version: int | None = None


def read_entries(payload: object) -> list[Entry]:
    """Read one entry, or a list of entries, from decoded JSON.

    Raises RefusedEntriesError with a reason for each bad entry.
    """
    items = payload if isinstance(payload, list) else [payload]
    if len(items) > MAX_ENTRIES:
        # The client can send these again in another request.
        beyond = range(MAX_ENTRIES, len(items))
        reason = _("a request can have at most %(most)s annotations") % {"most": MAX_ENTRIES}
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
        raise ValueError(_("an annotation must be an object"))

    # The name of a field can be anything, so the message has only a printable and short
    # form of it.
    unknown = sorted(map(ascii, item.keys() - FIELDS))
    if unknown:
        raise ValueError(_("unknown field: %(names)s") % {"names": ", ".join(unknown)[:200]})

    target = item.get("target")
    entry = Entry(
        submission=_read_uuid(item.get("submission")),
        sentence=_read_whole(item, "sentence", 1, LARGEST_ID, required=True) or 0,
        label=_read_string(item, "label", 40) or None,
        skip_reason=_read_string(item, "skip_reason", 20),
        target=None if target == OUTSIDE else _read_whole(item, "target", 1, LARGEST_ID),
        target_outside=target == OUTSIDE,
        target_rank=_read_whole(item, "target_rank", 0, MAX_TARGET_RANK),
        confidence=_read_whole(item, "confidence", 1, 3),
        note=_read_string(item, "note", MAX_NOTE),
        seconds=_read_number(item, "seconds"),
        age=_read_number(item, "age") or 0,
        codebook_version=_read_whole(item, "codebook_version", 1, 2**31 - 1),
    )
    if entry.label and entry.skip_reason:
        raise ValueError(_("label and skip_reason: give only one of them"))
    if entry.skip_reason and entry.skip_reason not in SkipReason.values:
        raise ValueError(
            _("skip_reason: must be one of %(names)s") % {"names": ", ".join(SkipReason.values)}
        )
    if target is not None and not entry.label:
        raise ValueError(_("target: only a label can have a target"))
    if entry.target == entry.sentence:
        raise ValueError(_("target: a sentence can’t be its own target"))
    if entry.target_rank is not None and target is None:
        raise ValueError(_("target_rank: only a target can have a rank"))
    if entry.target_rank and entry.target_outside:
        raise ValueError(_("target_rank: must be 0 for a target that isn’t in the article"))

    return entry


def _read_uuid(value: object) -> UUID:
    try:
        return UUID(value) if isinstance(value, str) else UUID("")
    except ValueError:
        raise ValueError(_("submission: must be a UUID")) from None


def _read_string(item: dict[str, Any], name: str, longest: int) -> str:
    value = item.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or "\0" in value or _has_surrogate(value):
        raise ValueError(
            _("%(name)s: must be a text of at most %(longest)s characters")
            % {"name": name, "longest": longest}
        )
    return value


def _has_surrogate(text: str) -> bool:
    """Whether the text has half a character. JSON can contain one, but UTF-8 can't."""
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _read_whole(
    item: dict[str, Any], name: str, low: int, high: int, *, required: bool = False
) -> int | None:
    value = item.get(name)
    if value is None and not required:
        return None
    # Not isinstance, because True is an instance of int.
    if type(value) is not int or not low <= value <= high:
        raise ValueError(
            _("%(name)s: must be a whole number from %(low)s to %(high)s")
            % {"name": name, "low": low, "high": high}
        )
    return value


def _read_number(item: dict[str, Any], name: str) -> float | None:
    value = item.get(name)
    if value is None:
        return None
    # The comparison also rejects NaN and infinity.
    if type(value) not in (int, float) or not 0 <= value < 1e9:
        raise ValueError(_("%(name)s: must be a number of seconds, 0 or more") % {"name": name})
    return float(value)
