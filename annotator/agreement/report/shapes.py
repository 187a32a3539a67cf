"""A figure as JSON has it: in the report, on pages, in the API and in releases."""

from typing import TypedDict

from annotator.agreement.statistics.intervals import Figure

# The digits after these depend on the order in which sums are added up: they are not
# facts about the data.
DIGITS = 12


class FigureShape(TypedDict):
    """A `Figure` as JSON has it."""

    value: float | None
    n: int
    low: float | None
    high: float | None
    reason: str | None


def figure_shape(figure: Figure, *, undefined: str = "") -> FigureShape:
    """Return the figure for JSON; `undefined` replaces its own reason."""
    return FigureShape(
        value=rounded(figure.value),
        n=figure.n,
        low=rounded(figure.low),
        high=rounded(figure.high),
        reason=undefined or figure.reason,
    )


def rounded(value: float | None) -> float | None:
    """Return the digits of a value that are facts about the data."""
    # Adding 0 makes 0.0 of −0.0.
    return None if value is None else round(value, DIGITS) + 0.0
