"""Published reliability tables, restated as facts, and what their sources print of them."""

from dataclasses import dataclass

Unit = list[str | None]  # what each annotator said of one unit; None where nothing


@dataclass(frozen=True)
class Table:
    source: str
    units: list[Unit]
    alpha: float | None = None  # as printed
    percent: float | None = None  # as printed


def _annotators(*rows: str) -> list[Unit]:
    """One row per annotator, one character per unit, `*` for nothing."""
    return [[None if value == "*" else value for value in unit] for unit in zip(*rows, strict=True)]


def _contingency(*rows: list[int]) -> list[Unit]:
    """Two annotators: how often the first said the row and the second the column."""
    return [
        [str(first), str(second)]
        for first, row in enumerate(rows)
        for second, count in enumerate(row)
        for _ in range(count)
    ]


def _counts(*units: list[int]) -> list[Unit]:
    """How many annotators gave each unit each label."""
    return [[str(label) for label, count in enumerate(unit) for _ in range(count)] for unit in units]


TABLES = [
    Table(
        "Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C; percent agreement in Gwet (2014), "
        "Handbook of Inter-Rater Reliability",
        _annotators("123321412***", "1233224125**", "*33323422513", "12332441251*"),
        alpha=0.743,
        percent=0.818,
    ),
    Table(
        "The example with three coders and fifteen units in Wikipedia, Krippendorff's alpha",
        _annotators("*****34121133*3", "1*213343*******", "**21344*21133*4"),
        alpha=0.691,
    ),
    Table(
        "Fleiss (1971), as worked in Wikipedia, Fleiss' kappa: the mean of the units' agreement",
        _counts(
            [0, 0, 0, 0, 14],
            [0, 2, 6, 4, 2],
            [0, 0, 3, 5, 6],
            [0, 3, 9, 2, 0],
            [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2],
            [6, 5, 2, 1, 0],
            [0, 2, 2, 3, 7],
        ),
        percent=0.378,
    ),
    Table(
        "Gwet (2014), Handbook of Inter-Rater Reliability: two abstractors, one hundred pregnancies",
        _contingency([13, 0, 0], [0, 20, 7], [0, 4, 56]),
        alpha=0.797,
        percent=0.89,
    ),
    Table(
        "Fifty grant proposals, in Wikipedia, Cohen's kappa",
        _contingency([20, 5], [10, 15]),
        percent=0.7,
    ),
]
