"""Figures as dots with their intervals, on one axis with the limits of Krippendorff's rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.agreement.report.interpretation import RELIABLE, TENTATIVE
from annotator.agreement.report.shapes import FigureShape
from annotator.lib.drawing import Axis, Tick, as_text

WIDTH, ROW, TOP, BOTTOM = 460, 26, 20, 22
# Room for the names at the start, and for the numbers at the end.
START, END = 135, 345
TICKS = (0.0, 0.2, 0.4, 1.0)
# With their digits, and the end of the number that stands at the line: they are close together.
LIMITS = ((TENTATIVE, 3, "end"), (RELIABLE, 1, "start"))
# Longer names are cut: the table beside the drawing has them whole.
MAX_NAME = 18
# Alpha can be below 0, which is drawn at the end of the axis.
ACROSS = Axis(low=-0.1, high=1, start=START, end=END)


@dataclass(frozen=True)
class DotRow:
    """What is drawn in a row; `colour` is that of a label, or empty."""

    name: str
    figure: FigureShape
    colour: str = ""


@dataclass(frozen=True)
class Dot:
    """A row with its places. Without a value there is no `x`, without an interval no `low`."""

    row: DotRow
    name: str
    y: str
    x: str | None
    low: str | None
    high: str | None


class DotChart:
    """Rows of dots and whiskers, from the top to the bottom. `name` is the file's and the id."""

    width, end, start, top = WIDTH, END, START, TOP

    def __init__(self, name: str, title: str, rows: Sequence[DotRow]) -> None:
        self.name = name
        self.title = title
        self.height = TOP + ROW * len(rows) + BOTTOM
        self.floor = TOP + ROW * len(rows)
        self.ticks: list[Tick] = ACROSS.ticks(*TICKS)
        self.limits = [
            (Tick(value, ACROSS.place(value)), digits, anchor) for value, digits, anchor in LIMITS
        ]
        self.dots = [self._dot(index, row) for index, row in enumerate(rows)]

    def _dot(self, index: int, row: DotRow) -> Dot:
        figure = row.figure
        value, low, high = figure["value"], figure["low"], figure["high"]
        short = row.name if len(row.name) <= MAX_NAME else f"{row.name[: MAX_NAME - 1]}…"
        return Dot(
            row,
            short,
            as_text(TOP + (index + 0.5) * ROW),
            None if value is None else ACROSS.place(value),
            None if low is None else ACROSS.place(low),
            None if high is None else ACROSS.place(high),
        )
