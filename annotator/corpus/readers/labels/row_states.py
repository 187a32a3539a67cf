"""Columns that say that the label of a row doesn't count: it was rejected, skipped, discarded."""

from functools import lru_cache
from typing import Any

from annotator.lib.translation import gettext as _

# Columns of the state of an annotation, as MTurk, Argilla and others write it.
STATES = frozenset(
    ["assignmentstatus", "annotation_status", "annotationstatus", "review_status", "answer_status"]
)
REJECTED = frozenset(["rejected", "reject", "refused", "invalid"])
# “status” may also be that of the article, which can be rejected.
ANY_STATES = STATES | {"status"}
NOT_GIVEN = frozenset(
    ["discarded", "skipped", "skip", "cancelled", "canceled", "ignored", "ignore", "aborted"]
)
# Columns that are true if the label doesn't count.
FLAGS = frozenset(["was_cancelled", "cancelled", "canceled", "skipped", "discarded", "rejected"])
# Columns that are false if the label doesn't count.
APPROVALS = frozenset(["is_valid", "is_accepted", "is_approved", "accepted", "approved"])
FALSE = frozenset(["false", "no", "0", "0.0"])
TRUE = frozenset(["true", "yes", "1", "1.0"])


def refusal(values: dict[str, Any]) -> str:
    """Return why the label of the row doesn't count, or ""."""
    for column in _state_columns(tuple(values)):
        value = values[column]
        text = str(value).strip().casefold() if isinstance(value, str | int | float) else ""
        name = column.casefold()
        if _is_no(name, text):
            return _("“%(column)s” is “%(value)s”, so the label doesn’t count") % {
                "column": column[:40],
                "value": text[:40],
            }
    return ""


def _is_no(name: str, text: str) -> bool:
    return (
        (name in FLAGS and text in TRUE)
        or (name in APPROVALS and text in FALSE)
        or (name in STATES and text in REJECTED)
        or (name in ANY_STATES and text in NOT_GIVEN)
    )


# Cached, because nearly all rows of a file have the same columns.
@lru_cache(maxsize=256)
def _state_columns(columns: tuple[str, ...]) -> tuple[str, ...]:
    known = FLAGS | APPROVALS | ANY_STATES
    return tuple(column for column in columns if column.casefold() in known)
