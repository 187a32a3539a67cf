"""Where things are in a chart. The templates draw it as SVG.

Places are text: a template would write 1.5 as 1,5 in some languages.
"""

from dataclasses import dataclass

MAX_STEPS = 4


@dataclass(frozen=True)
class Axis:
    """A straight scale: `low` is drawn at `start`, `high` at `end`, and what is beyond them there.

    >>> axis = Axis(low=0, high=10, start=100, end=0)
    >>> axis.place(2.5), axis.place(12)
    ('75.0', '0.0')
    """

    low: float
    high: float
    start: float
    end: float

    def number(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def place(self, value: float) -> str:
        return as_text(self.number(value))

    def ticks(self, *values: float) -> list["Tick"]:
        return [Tick(value, self.place(value)) for value in values]


@dataclass(frozen=True)
class Tick:
    """A number of an axis, and where it is."""

    value: float
    place: str


def as_text(number: float) -> str:
    return f"{number:.1f}"


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
