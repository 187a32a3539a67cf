"""A small line of somebody's agreement in the course of their work."""

from collections.abc import Sequence

from annotator.agreement.report.comparisons.standings import PartShape
from annotator.lib.drawing import Axis, as_text

WIDTH, HEIGHT, EDGE = 96, 24, 3


class Sparkline:
    """Points from the first tenth of the work to the last. The scale is that of all: 0 to 1."""

    width, height = WIDTH, HEIGHT

    def __init__(self, parts: Sequence[PartShape]) -> None:
        across = Axis(low=0, high=max(len(parts) - 1, 1), start=EDGE, end=WIDTH - EDGE)
        upwards = Axis(low=0, high=1, start=HEIGHT - EDGE, end=EDGE)
        places = [
            (across.place(number), upwards.place(part["share"]))
            for number, part in enumerate(parts)
        ]
        self.points = " ".join(f"{x},{y}" for x, y in places)
        self.last = places[-1] if places else ("", "")
        self.middle = as_text(upwards.number(0.5))
        # In words, for those who don't see it.
        self.shares = ", ".join(f"{part['share']:.0%}" for part in parts)
