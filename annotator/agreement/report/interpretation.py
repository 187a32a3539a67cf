"""What the figures allow to be said, in plain words: facts for everybody, advice for the project.

A verdict is by the lower end of alpha's interval, and there is none without an interval:
Krippendorff (2004), Content Analysis, chapter 11, judges by the smallest alpha that is still
likely.
"""

from collections.abc import Mapping

from annotator.agreement.report.report import FigureShape, Report
from annotator.agreement.statistics.intervals import FEWEST_ARTICLES, SAME_EACH_TIME

# Krippendorff (2004), Content Analysis, chapter 11: rely on 0.8 and more; draw tentative
# conclusions from 0.667.
RELIABLE, TENTATIVE = 0.8, 0.667
RULE = (
    "The rule: alpha of 0.8 or more to rely on labels, 0.667 or more for tentative conclusions "
    "(Krippendorff 2004, Content Analysis, chapter 11), here of the lower end of the interval."
)

# of all labels: from one label's share on, chance agreement is so high that kappas say little
SKEWED = 0.7
APART = 0.2  # between AC1, which skewed labels hardly touch, and alpha, which they do


def verdict_in_words(report: Report) -> str:
    """What alpha says of these labels. Facts alone, so that it can stand in a published card."""
    alpha = report["krippendorff_alpha"]
    if alpha["value"] is None:
        return f"Alpha is not defined: {alpha['reason']}."

    low, high = alpha["low"], alpha["high"]
    if low is None or high is None:
        return _without_interval(report, alpha)

    verdict = _by_the_lower_end(low, high)
    return f"{verdict} But it has {SAME_EACH_TIME}." if low == high else verdict


def _by_the_lower_end(low: float, high: float) -> str:
    ends = f"{_number(low)} to {_number(high)}"
    if low >= RELIABLE:
        return (
            f"All of alpha’s interval ({ends}) is at 0.8 or more: by Krippendorff’s rule, "
            "labels to rely on."
        )
    if low >= TENTATIVE:
        return (
            f"The lower end of alpha’s interval ({ends}) is between 0.667 and 0.8: by "
            "Krippendorff’s rule, labels for tentative conclusions only."
        )
    if low > 0:
        return (
            f"The lower end of alpha’s interval ({ends}) is below 0.667, the least that "
            "Krippendorff’s rule asks for tentative conclusions; the whole interval is above 0, "
            "the agreement to expect by chance."
        )
    if high >= 0:
        return f"Alpha’s interval ({ends}) includes 0, the agreement to expect by chance."
    return (
        f"All of alpha’s interval ({ends}) is below 0: the annotators agree less than is to be "
        "expected by chance."
    )


def next_step(report: Report) -> str:
    """What to do about it; empty where nothing is to be done, or where there is no verdict to act
    on.
    """
    low = report["krippendorff_alpha"]["low"]
    if low is None or low >= RELIABLE:
        return ""
    if low > 0:
        return (
            "Talk about the disagreements, make the codebook more precise, and decide the "
            "disputed sentences."
        )
    return "Look at the disagreements before anyone labels more."


def prevalence_in_words(report: Report, names: Mapping[str, str]) -> str:
    """Whether one label is nearly everywhere, which lowers alpha whatever the annotators do; empty
    if not.

    Feinstein and Cicchetti (1990), High agreement but low kappa: I. The problems of two paradoxes.
    """
    counts = {key: figures["count"] for key, figures in report["per_label"].items()}
    total = sum(counts.values())
    alpha, ac1 = report["krippendorff_alpha"]["value"], report["gwet_ac1"]["value"]
    if not total or alpha is None or ac1 is None:
        return ""
    key = max(counts, key=counts.__getitem__)
    share = counts[key] / total
    if share < SKEWED or ac1 - alpha < APART:
        return ""
    return (
        f"{share:.0%} of the labels are “{names[key]}”. Where one label is nearly everywhere, "
        "much agreement is expected by chance, and alpha and the kappas rest on the few other "
        "labels: read them beside Gwet’s AC1, percent agreement and the figures of each label."
    )


def _without_interval(report: Report, alpha: FigureShape) -> str:
    assert alpha["value"] is not None
    articles = report["pairable_articles"]
    on = (
        f"alpha is {_number(alpha['value'])} on {_many(alpha['n'], 'sentence')} of "
        f"{_many(articles, 'article')}"
    )
    if articles < FEWEST_ARTICLES:
        return f"Too few articles for a verdict: {on}."
    return f"No verdict without an interval: {on}; {alpha['reason']}."


def _number(value: float) -> str:
    """Three decimals, with a real minus sign."""
    return f"{value:.3f}".replace("-0.000", "0.000").replace("-", "−")


def _many(count: int, one: str) -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"
