"""Measured figures: printed as lines, and collected for the table of `python -m bench`."""

import json
import os
from dataclasses import asdict, dataclass

# This environment variable names the file that collects the figures of a run.
KEPT = "SKEPSIS_BENCH"


@dataclass(frozen=True)
class Figure:
    """A value in a unit, perhaps with a reference in the same unit and from the same run."""

    work: str
    value: float
    unit: str
    reference: float | None = None
    reference_is: str = ""
    goal: str = ""
    is_met: bool | None = None
    command: str = ""

    @property
    def ratio(self) -> float | None:
        return None if not self.reference else self.value / self.reference

    def __str__(self) -> str:
        line = f"{self.work}: {number(self.value)} {self.unit}"
        if self.reference is not None:
            line += (
                f"; {self.reference_is} {number(self.reference)} {self.unit}, so {self.ratio:.2f}x"
            )
        if self.goal:
            line += f"; goal {self.goal}: {'met' if self.is_met else 'not met'}"
        return line


def tell(figure: Figure) -> None:
    print(figure, flush=True)
    if path := os.environ.get(KEPT):
        with open(path, "a") as file:
            file.write(json.dumps(asdict(figure)) + "\n")


def number(value: float) -> str:
    """The value with few digits, because the machine is shared."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
