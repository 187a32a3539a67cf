"""The figures of a project with the articles, and the annotators of each, that they need."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.intervals import Figure, Scale
from annotator.agreement.statistics.planning.figures import (
    alphas_of_columns,
    alphas_without_each,
    label_columns,
    prevalence_without_each,
    shares_without_each,
    telling,
)
from annotator.agreement.statistics.planning.thinning import (
    FEWEST,
    SpreadByAnnotators,
    spread_by_annotators,
)
from annotator.agreement.statistics.planning.widths import (
    ArticlesNeeded,
    Spread,
    articles_needed,
    articles_until_known,
    smallest_number,
    spreads,
)
from annotator.agreement.statistics.true_labels.prevalence import telling_articles

# How many annotators more than were measured are planned for: `python -m bench.planning`.
MORE_ANNOTATORS = 2


@dataclass(frozen=True)
class PlannedFigure:
    """A figure, and what it takes until its interval has the half-width that was asked for.

    `articles` have something to add to it now; `half_width` is what they give. `needed` is for as
    many annotators of each article as now, `by_annotators` has the number of articles for other
    numbers of annotators; None in it: more than anybody plans. Without an interval nothing can be
    planned: `until_known` is then the number of articles with which there would be one.
    """

    figure: Figure
    articles: int
    half_width: float | None
    needed: ArticlesNeeded | None
    by_annotators: dict[int, int | None]
    until_known: int | None


@dataclass(frozen=True)
class PlannedFigures:
    """The planned figures, in the order in which they were given. `measured` is the greatest number
    of annotators that was measured, by leaving some out; None where nobody can be left out.
    """

    figures: list[PlannedFigure]
    measured: int | None


def plan_alphas(
    annotations: Annotations, figures: Sequence[Figure], half_width: float
) -> PlannedFigures:
    """Plan alpha and the alpha of each label, (1 + q); `figures` are those of the annotations."""
    columns = label_columns(annotations)
    # Articles in which no sentence has two labels say nothing about agreement.
    columns = columns[:, columns[0] > 0]
    rests_on = telling(columns)

    return _planned(
        figures,
        spreads(*alphas_of_columns(columns), Scale.COEFFICIENT, rests_on),
        spread_by_annotators(annotations, alphas_without_each, Scale.COEFFICIENT),
        articles=columns.shape[1],
        rests_on=rests_on,
        half_width=half_width,
    )


def plan_prevalence(
    sums: Floats, annotations: Annotations, figures: Sequence[Figure], half_width: float
) -> PlannedFigures:
    """Plan the prevalence of each label, (q); `sums` (q, articles) are those of `prevalence`."""
    sums = sums[:, sums.any(axis=0)]
    rests_on = telling_articles(sums, np.ones(sums.shape[1])).astype(np.float64)

    return _planned(
        figures,
        spreads(*prevalence_without_each(sums), Scale.SHARE, rests_on),
        spread_by_annotators(annotations, shares_without_each, Scale.SHARE),
        articles=sums.shape[1],
        rests_on=rests_on,
        half_width=half_width,
    )


def _planned(
    figures: Sequence[Figure],
    found: Sequence[Spread | None],
    by_annotators: SpreadByAnnotators | None,
    *,
    articles: int,
    rests_on: Floats,
    half_width: float,
) -> PlannedFigures:
    planned = []
    for number, (figure, spread) in enumerate(zip(figures, found, strict=True)):
        until_known = articles_until_known(articles, float(rests_on[number]))
        if spread is None:
            planned.append(PlannedFigure(figure, articles, None, None, {}, until_known))
            continue

        planned.append(
            PlannedFigure(
                figure=figure,
                articles=articles,
                half_width=spread.half_width(articles),
                needed=articles_needed(spread, half_width),
                by_annotators=_by_annotators(spread, by_annotators, number, half_width),
                until_known=until_known,
            )
        )

    return PlannedFigures(planned, measured=by_annotators.measured if by_annotators else None)


def _by_annotators(
    spread: Spread, by_annotators: SpreadByAnnotators | None, number: int, half_width: float
) -> dict[int, int | None]:
    if by_annotators is None:
        return {}

    levels = range(FEWEST, by_annotators.measured + MORE_ANNOTATORS + 1)
    ratios = {level: float(by_annotators.ratio(level)[number]) for level in levels}
    return {
        level: smallest_number(replace(spread, squares=spread.squares * times), half_width)
        for level, times in ratios.items()
        if np.isfinite(times) and times > 0
    }
