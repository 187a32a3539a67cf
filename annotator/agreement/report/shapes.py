"""The shapes of the report, as JSON has them."""

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


class Interval(TypedDict):
    level: float
    method: str
    over: str


class CannotTell(TypedDict):
    count: int
    share: float | None
    krippendorff_alpha_as_label: FigureShape


class LabelReport(TypedDict):
    count: int
    krippendorff_alpha: FigureShape
    specific_agreement: FigureShape


class LabelPrevalence(TypedDict):
    """The share of a label: among the final labels, and as Dawid and Skene's model estimates it."""

    final: FigureShape
    model: FigureShape


class PrevalenceReport(TypedDict):
    """`sentences` were annotated or adjudicated, `with_final_label` is how many of them have one.

    Final labels count tie-breaks, which agreement leaves out.
    """

    sentences: int
    with_final_label: int
    labels: dict[str, LabelPrevalence]


class PairReport(TypedDict):
    annotators: list[str]
    percent_agreement: FigureShape
    cohen_kappa: FigureShape


class Confusion(TypedDict):
    labels: list[str]
    counts: list[list[int]]


class Offers(TypedDict):
    """How many targets were chosen while candidates were offered, and how many were one of these,
    by its rank.
    """

    offered: int
    taken: dict[str, int]
    none_taken: int
    none_offered: int


class TargetReport(TypedDict):
    """`without_accepted_offers` is about pairs of which neither took an offered candidate."""

    percent_agreement: FigureShape
    without_accepted_offers: FigureShape
    offers: Offers


class RoundReport(TypedDict):
    articles: int
    sentences: int
    pairable: int
    percent_agreement: FigureShape
    krippendorff_alpha: FigureShape
    fleiss_kappa: FigureShape
    gwet_ac1: FigureShape


class OtherAnnotatorsReport(TypedDict):
    """Figures with intervals for other annotators like these; `annotators` share a sentence."""

    annotators: int
    percent_agreement: FigureShape
    krippendorff_alpha: FigureShape
    per_label: dict[str, FigureShape]


class LabelDistanceShape(TypedDict):
    """Two labels and how far they are from each other, from 0 to 1."""

    labels: list[str]
    distance: float


class WeightedAlpha(TypedDict):
    """Labels that aren't listed have the distance 1."""

    distances: list[LabelDistanceShape]
    krippendorff_alpha: FigureShape


class Report(TypedDict):
    """The report, key by key as the page, the command, the API and releases have it."""

    project: str
    articles: int
    sentences: int
    annotators: int
    annotations: int
    pairable: int
    percent_agreement: FigureShape
    krippendorff_alpha: FigureShape
    fleiss_kappa: FigureShape
    gwet_ac1: FigureShape
    labelled_or_skipped: dict[str, FigureShape]
    cannot_tell: CannotTell
    per_label: dict[str, LabelReport]
    pairs: list[PairReport]
    confusion: Confusion
    targets: TargetReport
    rounds: dict[str, RoundReport]
    retest: dict[str, FigureShape]
    interval: Interval
    pairable_articles: int
    other_annotators: OtherAnnotatorsReport
    prevalence: PrevalenceReport
    metric: str
    weighted: WeightedAlpha | None


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
