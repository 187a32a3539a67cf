"""How much time a label may claim, and how much one person may write. Pure.

Both are kept as a moment on the assignment. The time before `timed_until` has been claimed already:
a label claims time from there up to the moment of its key press. And each stored row moves
`written_until` forward, by more time than a person needs to make it: when that moment is ahead of
the clock, the person must wait.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from annotator.lib.translation import gettext as _

# Who presses no key for longer than this was not working.
MAX_SECONDS = 120.0
# Requests take a moment to arrive, one longer than the other: so much more may be claimed at first.
SLACK = timedelta(seconds=10)
# Less than this is cut off by slow requests too, and says nothing about a person.
MARKED_SECONDS = 5.0

# A program may send what a person has made offline in hours: so much writing is done at once.
WRITING_AHEAD = timedelta(seconds=1200)
NOTE_CHARACTERS_PER_SECOND = 1_000


class TooMuchWrittenError(Exception):
    """More was stored for this assignment than a person can write; try again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(_("You are sending labels faster than a person can label."))
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Credit:
    """The seconds that a label gets, whether it claimed more, and the new `timed_until`."""

    seconds: float | None
    is_capped: bool
    timed_until: datetime


def credit_seconds(
    claimed: float | None, *, at: datetime, began_at: datetime, timed_until: datetime | None
) -> Credit:
    """The working time of a label whose key was pressed `at`, of which its client claims `claimed`.

    No second is credited twice in an assignment, and none before it began; a pause can't be claimed
    later.
    """
    until = timed_until or began_at - SLACK
    if claimed is None:
        return Credit(None, False, until)

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
    """The new `written_until` after one more row with this note."""
    earliest = now - WRITING_AHEAD
    start = max(written_until, earliest) if written_until else earliest

    return start + timedelta(seconds=1 / rows_per_second + len(note) / NOTE_CHARACTERS_PER_SECOND)


def check_writing(*, now: datetime, written_until: datetime | None) -> None:
    """Raises TooMuchWrittenError.

    One request may go past the limit, or a long one could never be sent; the next one then waits.
    """
    if written_until is not None and written_until > now:
        raise TooMuchWrittenError((written_until - now).total_seconds())
