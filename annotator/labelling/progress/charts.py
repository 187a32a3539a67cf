"""The chart of a person's days, which the templates draw as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format

from annotator.labelling.progress.working_time import Day
from annotator.lib.drawing import Axis, as_text, nice_ticks
from annotator.lib.translation import gettext as _
from annotator.lib.translation import ngettext

WIDTH, HEIGHT = 320, 150
# Room for the numbers of the axis, for the highest of them, and for the dates.
LEFT, TOP, BOTTOM = 38, 10, 22
GAP = 2
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


@dataclass(frozen=True)
class Bar:
    day: Day
    x: str
    y: str
    width: str
    height: str
    is_today: bool


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
        self.upwards = Axis(low=0, high=ticks[-1], start=self.floor, end=TOP)
        self.step = (WIDTH - LEFT) / len(days)
        self.ticks = self.upwards.ticks(*ticks)
        self.bars = [
            self._bar(index, day, is_today=index == len(days) - 1)
            for index, day in enumerate(days)
            if day.sentences
        ]
        # One date a week, counted back from today, whose mark says "today".
        self.dates = [
            DateMark(days[index], as_text(LEFT + (index + 0.5) * self.step))
            for index in range(len(days) - 1 - WEEK, -1, -WEEK)
        ]

    def _bar(self, index: int, day: Day, *, is_today: bool) -> Bar:
        top = self.upwards.number(day.sentences)
        return Bar(
            day,
            x=as_text(LEFT + index * self.step),
            y=as_text(top),
            width=as_text(self.step - GAP),
            height=as_text(self.floor - top),
            is_today=is_today,
        )
