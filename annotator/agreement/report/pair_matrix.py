"""Cohen's kappa of each two annotators, as the square that a page draws."""

from dataclasses import dataclass
from itertools import pairwise
from math import floor

from annotator.agreement.report.report import FigureShape, Report

STEPS = 5  # shades of the heat map
MAX_DRAWN = 60  # annotators that are drawn; the table of pairs has all


@dataclass(frozen=True)
class Cell:
    """`shade` is from 0, no more than chance, to STEPS, full agreement; None where there is no
    value.
    """

    figure: FigureShape | None
    shade: int | None


def pair_matrix(report: Report) -> list[tuple[str, list[Cell]]]:
    """Each annotator by pseudonym with a cell for each; empty where nobody shares a sentence, or
    there are too many.
    """
    names = sorted({name for pair in report["pairs"] for name in pair["annotators"]})
    if len(names) > MAX_DRAWN:
        return []
    kappas = {frozenset(pair["annotators"]): pair["cohen_kappa"] for pair in report["pairs"]}
    return [
        (name, [_cell(kappas.get(frozenset((name, other)))) for other in names]) for name in names
    ]


def legend() -> list[tuple[int, str]]:
    """Each shade with the kappas that have it, in words."""
    ends = [f"{(shade + 0.5) / STEPS:.1f}" for shade in range(STEPS)]
    between = [f"{low} to {high}" for low, high in pairwise(ends)]
    return list(enumerate([f"below {ends[0]}", *between, f"{ends[-1]} and more"]))


def _cell(figure: FigureShape | None) -> Cell:
    if figure is None or figure["value"] is None:
        return Cell(figure, None)
    return Cell(figure, max(0, min(STEPS, floor(figure["value"] * STEPS + 0.5))))
