"""The chart of reliability by number of annotators, which the template draws as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.agreement.report.planning.plan import TogetherShape
from annotator.agreement.report.shapes import FigureShape
from annotator.lib.drawing import Axis, Tick, as_text

WIDTH, HEIGHT = 480, 240
# Room for the numbers of both axes, and for the highest of them.
LEFT, TOP, BOTTOM = 34, 10, 24
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
# Alpha can be below 0, which is drawn as 0.
UPWARDS = Axis(low=0, high=1, start=HEIGHT - BOTTOM, end=TOP)


@dataclass(frozen=True)
class Observed:
    x: str
    y: str
    low: str | None
    high: str | None


class ReliabilityChart:
    """A line of what is expected, a band of its intervals, and points of what was observed."""

    width, height, left, floor = WIDTH, HEIGHT, LEFT, HEIGHT - BOTTOM

    def __init__(self, rows: Sequence[TogetherShape]) -> None:
        self.step = (WIDTH - LEFT) / len(rows)
        self.across = [Tick(row["annotators"], self._x(row["annotators"])) for row in rows]
        self.upwards = UPWARDS.ticks(*TICKS)

        expected = [(row["annotators"], row["expected"]) for row in rows]
        self.line = self._points([(k, figure["value"]) for k, figure in expected])
        # Along the upper ends, and back along the lower ones.
        self.band = self._points(
            [(k, figure["high"]) for k, figure in expected]
            + [(k, figure["low"]) for k, figure in reversed(expected)]
        )
        self.observed = [
            self._observed(row["annotators"], row["observed"])
            for row in rows
            if row["observed"] and row["observed"]["value"] is not None
        ]

    def _observed(self, annotators: int, figure: FigureShape) -> Observed:
        value, low, high = figure["value"], figure["low"], figure["high"]
        assert value is not None
        return Observed(
            self._x(annotators),
            UPWARDS.place(value),
            None if low is None else UPWARDS.place(low),
            None if high is None else UPWARDS.place(high),
        )

    def _points(self, points: Sequence[tuple[int, float | None]]) -> str:
        return " ".join(
            f"{self._x(k)},{UPWARDS.place(value)}" for k, value in points if value is not None
        )

    def _x(self, annotators: int) -> str:
        return as_text(LEFT + (annotators - 0.5) * self.step)
