"""What the measurements by simulation share: drawing labels, and how often intervals hold."""

import numpy as np

from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.intervals import Figure

# Of fewer projects, the share is mostly chance.
ENOUGH = 0.2


def unmarked_ends(figures: list[list[Figure]]) -> Floats:
    """Return the ends of the intervals that are neither marked nor withheld, nan for the others:
    (projects, figures, 2). `figures` has a row for each project.
    """
    return np.array(
        [
            [(np.nan, np.nan) if figure.reason else (figure.low, figure.high) for figure in row]
            for row in figures
        ],
        np.float64,
    )


def shares_held(figures: list[list[Figure]], true: Floats) -> Floats:
    """Return the share of the unmarked intervals that hold the true value, (figures,); nan where
    fewer projects than ENOUGH have one.
    """
    ends = unmarked_ends(figures)
    shown = np.isfinite(ends[..., 0])
    holds = (ends[..., 0] <= true) & (true <= ends[..., 1])
    return np.where(
        shown.mean(axis=0) >= ENOUGH, holds.sum(axis=0) / np.maximum(shown.sum(axis=0), 1), np.nan
    )


def drawn_labels(shares: Floats, chance: np.random.Generator) -> np.ndarray:
    """Return one label from each row of label shares."""
    return (chance.random((len(shares), 1)) > shares.cumsum(axis=1)[:, :-1]).sum(axis=1)
