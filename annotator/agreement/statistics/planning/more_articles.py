"""How many more articles the next narrower interval of each alpha takes, from the sums alone."""

from dataclasses import dataclass

from annotator.agreement.statistics.intervals import Scale
from annotator.agreement.statistics.planning.figures import alphas_of_columns, telling
from annotator.agreement.statistics.planning.widths import Spread, smallest_number, spreads
from annotator.agreement.statistics.sums import ArticleSums

# Half-widths that people aim at, the wider first. Who wants others plans them.
HALF_WIDTHS = (0.10, 0.05)


@dataclass(frozen=True)
class MoreArticles:
    """With `more` articles, the half-width would be at most this; None: nobody plans so many."""

    half_width: float
    more: int | None


def more_articles(sums: ArticleSums) -> list[MoreArticles | None]:
    """Return what alpha and the alpha of each label take, (1 + q).

    None: there is no interval to start from, or it is narrow already.
    """
    columns = sums.label_columns()
    # Articles in which no sentence has two labels say nothing about agreement.
    columns = columns[:, columns[0] > 0]
    found = spreads(*alphas_of_columns(columns), Scale.COEFFICIENT, telling(columns))
    return [_more(spread) if spread is not None else None for spread in found]


def _more(spread: Spread) -> MoreArticles | None:
    now = spread.half_width(spread.articles)
    for half_width in HALF_WIDTHS:
        needed = smallest_number(spread, half_width)
        # An interval on few articles is marked even where it is narrow.
        if now > half_width or needed is None or needed > spread.articles:
            return MoreArticles(half_width, None if needed is None else needed - spread.articles)
    return None
