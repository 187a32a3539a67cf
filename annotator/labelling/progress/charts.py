"""The chart of a person's days, which the templates draw as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format

from annotator.labelling.progress.working_time import Day
from annotator.lib.translation import gettext as _
from annotator.lib.translation import ngettext

WIDTH, HEIGHT = 320, 150
# Room for the numbers of the axis, for the highest of them, and for the dates.
LEFT, TOP, BOTTOM = 38, 10, 22
GAP = 2
MAX_STEPS = 4
WEEK = 7
# Below this, a pace would say more about a single sentence than about the person.
MIN_SECONDS_FOR_PACE = 60


def duration_in_words(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("under a minute")
    if minutes < 120:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}

    hours = ngettext("%(count)s hour", "%(count)s hours", round(minutes / 60))
    return hours % {"count": number_format(round(minutes / 60, 1), 1)}


def nice_ticks(most: int) -> list[int]:
    """Return whole numbers for an axis from 0 to `most` or a little more.

    They are 1, 2 or 5 apart, or that times 10, 100 and so on, in at most four steps.

    >>> nice_ticks(3), nice_ticks(7), nice_ticks(130)
    ([0, 1, 2, 3], [0, 2, 4, 6, 8], [0, 50, 100, 150])
    """
    power = 1
    while True:
        for factor in (1, 2, 5):
            step = factor * power
            if step * MAX_STEPS >= most:
                steps = max(-(-most // step), 1)
                return [step * number for number in range(steps + 1)]
        power *= 10


@dataclass(frozen=True)
class Bar:
    day: Day
    # Text, because a template would write 1.5 as 1,5 in some languages.
    x: str
    y: str
    width: str
    height: str
    is_today: bool


@dataclass(frozen=True)
class Tick:
    """A number of the axis, with the height of its line."""

    value: int
    y: str


@dataclass(frozen=True)
class DateMark:
    day: Day
    x: str


@dataclass(frozen=True)
class Work:
    """What was done in some days: labels and skips, and the time that they took."""

    sentences: int
    seconds: float

    @property
    def spent(self) -> str:
        return duration_in_words(self.seconds)

    @property
    def pace(self) -> int | None:
        """Labels and skips per hour. None if there was hardly any time."""
        if self.seconds < MIN_SECONDS_FOR_PACE:
            return None
        return round(self.sentences * 3600 / self.seconds)


class DayChart:
    """A bar per day, today last. Its height is the number of labelled and skipped sentences."""

    width, height = WIDTH, HEIGHT
    left, floor = LEFT, HEIGHT - BOTTOM

    def __init__(self, days: Sequence[Day]) -> None:
        # The table below the chart leaves out days without work.
        self.days = [day for day in days if day.sentences]
        self.total = Work(sum(day.sentences for day in days), sum(day.seconds for day in days))
        self.today = Work(days[-1].sentences, days[-1].seconds)

        ticks = nice_ticks(max(day.sentences for day in days))
        self.scale = (self.floor - TOP) / ticks[-1]
        self.step = (WIDTH - LEFT) / len(days)
        self.ticks = [Tick(value, f"{self.floor - value * self.scale:.1f}") for value in ticks]
        self.bars = [
            self._bar(index, day, is_today=index == len(days) - 1)
            for index, day in enumerate(days)
            if day.sentences
        ]
        # One date a week, counted back from today, whose mark says "today".
        self.dates = [
            DateMark(days[index], f"{LEFT + (index + 0.5) * self.step:.1f}")
            for index in range(len(days) - 1 - WEEK, -1, -WEEK)
        ]

    def _bar(self, index: int, day: Day, *, is_today: bool) -> Bar:
        height = day.sentences * self.scale
        return Bar(
            day,
            x=f"{LEFT + index * self.step:.1f}",
            y=f"{self.floor - height:.1f}",
            width=f"{self.step - GAP:.1f}",
            height=f"{height:.1f}",
            is_today=is_today,
        )
