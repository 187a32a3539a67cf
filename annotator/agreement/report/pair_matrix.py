"""Cohen's kappa of each pair of annotators, as a square matrix for a page."""

from dataclasses import dataclass
from itertools import pairwise
from math import floor

from django.utils.translation import gettext as _

from annotator.agreement.report.shapes import FigureShape, Report

# Shades of the heat map.
STEPS = 5
# With more annotators there is no matrix; the table of pairs has all of them.
MAX_DRAWN = 60


@dataclass(frozen=True)
class Cell:
    """A pair of annotators; `shade` is from 0, low agreement, to STEPS, or None without a value."""

    figure: FigureShape | None
    shade: int | None


def pair_matrix(report: Report) -> list[tuple[str, list[Cell]]]:
    """Return a row of cells for each pseudonym.

    Empty if nobody shares a sentence, or if there are too many people.
    """
    names = sorted({name for pair in report["pairs"] for name in pair["annotators"]})
    if len(names) > MAX_DRAWN:
        return []

    kappas = {frozenset(pair["annotators"]): pair["cohen_kappa"] for pair in report["pairs"]}
    return [
        (name, [_cell(kappas.get(frozenset((name, other)))) for other in names]) for name in names
    ]


def legend() -> list[tuple[int, str]]:
    """Return each shade with the kappas that have it, in words."""
    ends = [f"{(shade + 0.5) / STEPS:.1f}" for shade in range(STEPS)]
    between = [
        _("%(low)s to %(high)s") % {"low": low, "high": high} for low, high in pairwise(ends)
    ]

    first = _("below %(high)s") % {"high": ends[0]}
    last = _("%(low)s and more") % {"low": ends[-1]}
    return list(enumerate([first, *between, last]))


def _cell(figure: FigureShape | None) -> Cell:
    if figure is None or figure["value"] is None:
        return Cell(figure, None)
    # Rounded to the nearest step; all kappas below 0.1 share the lowest shade.
    return Cell(figure, max(0, min(STEPS, floor(figure["value"] * STEPS + 0.5))))
