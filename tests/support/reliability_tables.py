"""Reliability tables with the figures that their sources print and independent programs compute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# Each annotator's label of one unit; None if there is none.
Unit = Sequence[str | None]


@dataclass(frozen=True)
class Table:
    """`printed` holds the source's own digits; `computed` values to 1e-9, by coefficient, by
    (coefficient, label) or by ("cohen_kappa", first, second) with the annotators' columns.
    """

    source: str
    units: Sequence[Unit]
    labels: Sequence[str]
    printed: Mapping[str, str] = field(default_factory=dict)
    computed: Mapping[str | tuple[str, str] | tuple[str, int, int], float] = field(
        default_factory=dict
    )

    def __str__(self) -> str:
        return self.source.split(",")[0].split(":")[0]


def _annotators(*rows: str) -> list[Unit]:
    """One row per annotator, one character per unit, `*` for a missing label."""
    return [[None if value == "*" else value for value in unit] for unit in zip(*rows, strict=True)]


def _contingency(*rows: list[int]) -> list[Unit]:
    """Two annotators: how often the first gave the row's label and the second the column's."""
    return [
        [str(first), str(second)]
        for first, row in enumerate(rows)
        for second, count in enumerate(row)
        for _ in range(count)
    ]


def _counts(*units: list[int]) -> list[Unit]:
    """How many annotators gave each unit each label."""
    return [
        [str(label) for label, count in enumerate(unit) for _ in range(count)] for unit in units
    ]


TABLES = [
    Table(
        "Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C; the other "
        "coefficients in Gwet (2014), Handbook of Inter-Rater Reliability",
        _annotators("123321412***", "1233224125**", "*33323422513", "12332441251*"),
        "12345",
        printed={
            "krippendorff_alpha": "0.743",
            "percent_agreement": "0.818",
            "gwet_ac1": "0.775",
            "fleiss_kappa": "0.761",
        },
        computed={
            "percent_agreement": 0.818181818182,
            "krippendorff_alpha": 0.743421052632,
            "fleiss_kappa": 0.761169275422,
            "gwet_ac1": 0.775444068127,
            ("cohen_kappa", 0, 1): 0.844827586207,
            ("cohen_kappa", 0, 2): 0.478260869565,
            ("cohen_kappa", 0, 3): 0.85,
            ("cohen_kappa", 1, 2): 0.542372881356,
            ("cohen_kappa", 1, 3): 0.87012987013,
            ("cohen_kappa", 2, 3): 0.615384615385,
            ("specific_agreement", "1"): 0.777777777778,
            ("specific_agreement", "2"): 0.769230769231,
            ("specific_agreement", "3"): 0.8,
            ("specific_agreement", "4"): 0.8,
            ("specific_agreement", "5"): 1.0,
            ("label_alpha", "1"): 0.720430107527,
            ("label_alpha", "2"): 0.666666666667,
            ("label_alpha", "3"): 0.74,
            ("label_alpha", "4"): 0.777142857143,
            ("label_alpha", "5"): 1.0,
        },
    ),
    Table(
        "Wikipedia, Krippendorff's alpha: three coders, fifteen units, of which three have fewer "
        "than two values",
        _annotators("*****34121133*3", "1*213343*******", "**21344*21133*4"),
        "1234",
        printed={"krippendorff_alpha": "0.691"},
        computed={
            "percent_agreement": 0.777777777778,
            "krippendorff_alpha": 0.691358024691,
            "fleiss_kappa": 0.686019507664,
            "gwet_ac1": 0.709163917969,
            ("cohen_kappa", 0, 1): 0.5,
            ("cohen_kappa", 0, 2): 0.666666666667,
            ("cohen_kappa", 1, 2): 0.736842105263,
            ("specific_agreement", "1"): 0.857142857143,
            ("specific_agreement", "2"): 1.0,
            ("specific_agreement", "3"): 0.7,
            ("specific_agreement", "4"): 0.6,
            ("label_alpha", "1"): 0.812030075188,
            ("label_alpha", "2"): 1.0,
            ("label_alpha", "3"): 0.53125,
            ("label_alpha", "4"): 0.52380952381,
        },
    ),
    Table(
        "Fleiss (1971), as worked in Wikipedia, Fleiss' kappa; in the tests of statsmodels too",
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
        "01234",
        printed={"fleiss_kappa": "0.21", "percent_agreement": "0.378"},
        computed={
            "percent_agreement": 0.378021978022,
            "krippendorff_alpha": 0.215574056533,
            "fleiss_kappa": 0.209930704422,
            "gwet_ac1": 0.225614150817,
            ("specific_agreement", "0"): 0.315384615385,
            ("specific_agreement", "1"): 0.263736263736,
            ("specific_agreement", "2"): 0.402366863905,
            ("specific_agreement", "3"): 0.175824175824,
            ("specific_agreement", "4"): 0.620192307692,
            ("label_alpha", "0"): 0.206987179487,
            ("label_alpha", "1"): 0.08624411303,
            ("label_alpha", "2"): 0.177514792899,
            ("label_alpha", "3"): 0.037307230585,
            ("label_alpha", "4"): 0.511173433048,
        },
    ),
    Table(
        "SAS, a printout of PROC FREQ with AGREE that the tests of statsmodels quote",
        _contingency([0, 4, 1], [0, 8, 0], [0, 1, 5]),
        "012",
        printed={"cohen_kappa": "0.4842"},
        computed={
            "percent_agreement": 0.684210526316,
            "krippendorff_alpha": 0.467625899281,
            "fleiss_kappa": 0.453237410072,
            "gwet_ac1": 0.555988315482,
            ("cohen_kappa", 0, 1): 0.484162895928,
            ("specific_agreement", "0"): 0.0,
            ("specific_agreement", "1"): 0.761904761905,
            ("specific_agreement", "2"): 0.833333333333,
            ("label_alpha", "0"): -0.121212121212,
            ("label_alpha", "1"): 0.481792717087,
            ("label_alpha", "2"): 0.762820512821,
        },
    ),
    Table(
        "Wikipedia, Cohen's kappa: fifty grant proposals",
        _contingency([20, 5], [10, 15]),
        "01",
        printed={"cohen_kappa": "0.40", "percent_agreement": "0.70"},
        computed={
            "percent_agreement": 0.7,
            "krippendorff_alpha": 0.4,
            "fleiss_kappa": 0.393939393939,
            "gwet_ac1": 0.405940594059,
            ("cohen_kappa", 0, 1): 0.4,
            ("specific_agreement", "0"): 0.727272727273,
            ("specific_agreement", "1"): 0.666666666667,
            ("label_alpha", "0"): 0.4,
            ("label_alpha", "1"): 0.4,
        },
    ),
    Table(
        "Gwet (2014), Handbook of Inter-Rater Reliability: two abstractors, one hundred "
        "pregnancies",
        _contingency([13, 0, 0], [0, 20, 7], [0, 4, 56]),
        "012",
        printed={
            "cohen_kappa": "0.796",
            "fleiss_kappa": "0.796",  # Scott's pi, the same for two annotators
            "gwet_ac1": "0.849",
            "percent_agreement": "0.89",
            "krippendorff_alpha": "0.797",
        },
        computed={
            "percent_agreement": 0.89,
            "krippendorff_alpha": 0.797258497731,
            "fleiss_kappa": 0.796239696212,
            "gwet_ac1": 0.849330548231,
            ("cohen_kappa", 0, 1): 0.796409402184,
            ("specific_agreement", "0"): 1.0,
            ("specific_agreement", "1"): 0.78431372549,
            ("specific_agreement", "2"): 0.910569105691,
            ("label_alpha", "0"): 1.0,
            ("label_alpha", "1"): 0.711935781024,
            ("label_alpha", "2"): 0.76887340302,
        },
    ),
    Table(
        "Balanced half of the kappa paradox, after Feinstein and Cicchetti (1990), High agreement "
        "but low kappa",
        _contingency([40, 9], [6, 45]),
        "01",
        computed={
            "percent_agreement": 0.85,
            "krippendorff_alpha": 0.700751879699,
            "fleiss_kappa": 0.699248120301,
            "gwet_ac1": 0.700748129676,
            ("cohen_kappa", 0, 1): 0.699519230769,
            ("specific_agreement", "0"): 0.842105263158,
            ("specific_agreement", "1"): 0.857142857143,
        },
    ),
    Table(
        "Skewed half of the kappa paradox, after the same: as much agreement, and kappa collapses",
        _contingency([80, 10], [5, 5]),
        "01",
        computed={
            "percent_agreement": 0.85,
            "krippendorff_alpha": 0.317714285714,
            "fleiss_kappa": 0.314285714286,
            "gwet_ac1": 0.808,
            ("cohen_kappa", 0, 1): 0.318181818182,
            ("specific_agreement", "0"): 0.914285714286,
            ("specific_agreement", "1"): 0.4,
        },
    ),
    Table(
        "Made for this project: eleven sentences, three annotators, two labels missing; c, d, r "
        "(doubt) and o",
        _annotators("ccccrccoocc", "ccdcrdcocco", "c*ccdccoc*c"),
        "cdro",
        computed={
            "percent_agreement": 0.69696969697,
            "krippendorff_alpha": 0.377593360996,
            "fleiss_kappa": 0.367816091954,
            "gwet_ac1": 0.639344262295,
            ("cohen_kappa", 0, 1): 0.352941176471,
            ("cohen_kappa", 0, 2): 0.513513513514,
            ("cohen_kappa", 1, 2): 0.265306122449,
            ("specific_agreement", "c"): 0.809523809524,
            ("specific_agreement", "d"): 0.0,
            ("specific_agreement", "r"): 0.5,
            ("specific_agreement", "o"): 0.6,
            ("label_alpha", "c"): 0.428571428571,
            ("label_alpha", "d"): -0.071428571429,
            ("label_alpha", "r"): 0.48275862069,
            ("label_alpha", "o"): 0.538461538462,
        },
    ),
]

# Dawid and Skene (1979), table 1: the classes 1 to 4 that five anaesthetists gave 45 patients, one
# word per patient. The first of them saw each patient three times and stands in the first three
# places.
ANAESTHETISTS = """
    1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444
    2223343 1111111 2223212 1211111 1112111 1111111 1111111 2222221 2221322 2222222 2222221
    2223222 2212222 1111111 1111111 2322222 1111111 1111111 1121121 1111111 3333233 1111111
    2222222 2223232 4334343 2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111
    2222222
"""
