"""Limits on the working time that a label can claim, and on how much one person can write.

Clients report the working time, and people are paid by it, so the server checks it. Two times are
stored with the assignment. The time before `timed_until` is already credited: a label can claim
time only from there to its key press. Each stored row moves `written_until` forward by less time
than a person needs for it. If `written_until` is in the future, the person must wait.
This module uses no database.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from annotator.lib.translation import gettext as _

# A person who pressed no key for longer than this was not working.
MAX_SECONDS = 120.0
# Requests take different times to arrive, so a label may claim this much more at first.
SLACK = timedelta(seconds=10)
# A smaller difference can come from slow requests, so it isn't marked as capped.
MARKED_SECONDS = 5.0

# A client may send hours of offline work at once, so a burst of this much writing is
# accepted.
WRITING_AHEAD = timedelta(seconds=1200)
NOTE_CHARACTERS_PER_SECOND = 1_000


class TooMuchWrittenError(Exception):
    """The client stores more than a person can write. It can try again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(_("You are sending labels faster than a person can label."))
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Credit:
    """The seconds credited to a label, whether it claimed more, and the new `timed_until`."""

    seconds: float | None
    is_capped: bool
    timed_until: datetime


def credit_seconds(
    claimed: float | None, *, at: datetime, began_at: datetime, timed_until: datetime | None
) -> Credit:
    """Return the working time of a label, for which its client claims `claimed` seconds.

    The key was pressed `at`. No second of an assignment is credited twice, and none before it
    began.
    """
    until = timed_until or began_at - SLACK
    if claimed is None:
        return Credit(None, False, until)

    # The start moves to the key press, so a pause before it can't be claimed by a later
    # label.
    start = max(until, at - timedelta(seconds=MAX_SECONDS) - SLACK)
    free = max(0.0, (at - start).total_seconds())
    wanted = min(float(claimed), MAX_SECONDS)
    seconds = min(wanted, free)

    return Credit(
        seconds, wanted - seconds > MARKED_SECONDS, max(until, start + timedelta(seconds=seconds))
    )


def next_written_until(
    note: str, *, now: datetime, written_until: datetime | None, rows_per_second: float
) -> datetime:
    """Return the new `written_until` after one more row with this note."""
    # A pause doesn't save up more than one burst.
    earliest = now - WRITING_AHEAD
    start = max(written_until, earliest) if written_until else earliest

    return start + timedelta(seconds=1 / rows_per_second + len(note) / NOTE_CHARACTERS_PER_SECOND)


def check_writing(*, now: datetime, written_until: datetime | None) -> None:
    """Raise TooMuchWrittenError if this person must wait.

    A request is checked before its own rows are counted. Otherwise a long request could never be
    sent. The next one then has to wait.
    """
    if written_until is not None and written_until > now:
        raise TooMuchWrittenError((written_until - now).total_seconds())
