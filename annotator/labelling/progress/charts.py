"""The chart of a person's days, which the templates draw as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format

from annotator.labelling.progress.working_time import Day
from annotator.lib.translation import gettext as _
from annotator.lib.translation import ngettext

WIDTH, HEIGHT, GAP = 560, 64, 4


def duration_in_words(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("under a minute")
    if minutes < 120:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}

    return _("%(count)s hours") % {"count": number_format(round(minutes / 60, 1), 1)}


@dataclass(frozen=True)
class Bar:
    day: Day
    # Text, because a template would write 1.5 as 1,5 in some languages.
    x: str
    y: str
    width: str
    height: str


class DayChart:
    """A bar per day. Its height is the number of decided sentences; the highest fills the chart."""

    width, height = WIDTH, HEIGHT

    def __init__(self, days: Sequence[Day]) -> None:
        # The table below the chart leaves out days without work.
        self.days = [day for day in days if day.sentences]
        self.sentences = sum(day.sentences for day in days)
        self.spent = duration_in_words(sum(day.seconds for day in days))

        most = max((day.sentences for day in days), default=0)
        step = WIDTH / max(len(days), 1)
        self.bars = [
            Bar(
                day,
                f"{index * step:.1f}",
                f"{HEIGHT - height:.1f}",
                f"{step - GAP:.1f}",
                f"{height:.1f}",
            )
            for index, day in enumerate(days)
            if (height := HEIGHT * day.sentences / most if most else 0)
        ]
