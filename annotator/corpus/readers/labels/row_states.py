"""Columns that say that the label of a row doesn't count: it was rejected, skipped, discarded."""

import re
from functools import lru_cache
from typing import Any

from annotator.corpus.readers.fields.columns import plain_name
from annotator.lib.translation import gettext as _

# Columns of the state of an annotation, as MTurk, Toloka (“ASSIGNMENT:status”), Argilla and others
# write it. The names of columns are compared without spaces and punctuation.
STATES = frozenset(["assignmentstatus", "annotationstatus", "reviewstatus", "answerstatus"])
REJECTED = frozenset(["rejected", "reject", "refused", "invalid"])
# “status” may also be that of the article, which can be rejected.
ANY_STATES = STATES | {"status"}
NOT_GIVEN = frozenset(
    ["discarded", "skipped", "skip", "cancelled", "canceled", "ignored", "ignore", "aborted"]
)
# Columns that are true if the label doesn't count, perhaps after “is” or “was”.
FLAGS = frozenset(
    ["cancelled", "canceled", "skipped", "discarded", "rejected", "ignored", "aborted", "timedout"]
)
FLAG_PREFIX = re.compile(r"^(?:is|was)(?=" + "|".join(sorted(FLAGS)) + ")")
# Columns that are false if the label doesn't count.
APPROVALS = frozenset(["isvalid", "isaccepted", "isapproved", "accepted", "approved"])
FALSE = frozenset(["false", "no", "0", "0.0"])
TRUE = frozenset(["true", "yes", "1", "1.0"])


def refusal(values: dict[str, Any]) -> str:
    """Return why the label of the row doesn't count, or ""."""
    for column in state_columns(tuple(values)):
        value = values[column]
        text = str(value).strip().casefold() if isinstance(value, str | int | float) else ""
        name = _name(column)
        if _is_no(name, text):
            return _("“%(column)s” is “%(value)s”, so the label doesn’t count") % {
                "column": column[:40],
                "value": text[:40],
            }
    return ""


def doubt(values: dict[str, Any]) -> str:
    """Return what makes it doubtful that the label of the row counts, or ""."""
    for column in state_columns(tuple(values)):
        text = str(values[column]).strip().casefold()
        if _name(column) == "status" and text in REJECTED:
            return _(
                "“%(column)s” is “%(value)s”, which may be said of the label or of the article; "
                "the label is imported"
            ) % {"column": column[:40], "value": text[:40]}
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
def state_columns(columns: tuple[str, ...]) -> tuple[str, ...]:
    known = FLAGS | APPROVALS | ANY_STATES
    return tuple(column for column in columns if _name(column) in known)


def _name(column: str) -> str:
    return FLAG_PREFIX.sub("", plain_name(column))
