"""What the figures mean in plain words: facts for everybody, advice only for the project.

The verdict depends on the lower end of alpha's interval; without an interval there is no verdict.
Krippendorff (2004), Content Analysis, chapter 11, judges by the smallest alpha that is still
likely.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.agreement.report.shapes import FigureShape, Report
from annotator.agreement.statistics.intervals import FEWEST_ARTICLES

# Krippendorff (2004), Content Analysis, chapter 11: rely on 0.8 and more; draw
# tentative conclusions from 0.667.
RELIABLE, TENTATIVE = 0.8, 0.667
RULE = (
    "The rule: alpha of 0.8 or more to rely on labels, 0.667 or more for tentative conclusions "
    "(Krippendorff 2004, Content Analysis, chapter 11), here of the lower end of the interval."
)

# When one label's share is this high, chance agreement is high and kappas are hard to
# interpret.
SKEWED = 0.7
# Skewed labels lower alpha but hardly AC1: this difference between them is a sign of
# skew.
APART = 0.2


def verdict_in_words(report: Report) -> str:
    """Return what alpha says about these labels. Only facts: a published card has it too."""
    alpha = report["krippendorff_alpha"]
    if alpha["value"] is None:
        return _("Alpha is not defined: %(reason)s.") % {"reason": _reason(alpha)}

    low, high = alpha["low"], alpha["high"]
    if low is None or high is None:
        return _without_interval(report, alpha)

    return _by_the_lower_end(low, high)


def _by_the_lower_end(low: float, high: float) -> str:
    """Return the verdict by the lower end of the interval, not by alpha itself.

    A high alpha with a wide interval is no ground to rely on labels.
    """
    ends = {"ends": f"[{_number(low)}, {_number(high)}]"}

    if low >= RELIABLE:
        return (
            _(
                "All of alpha’s interval %(ends)s is at 0.8 or more: by Krippendorff’s rule, "
                "labels to rely on."
            )
            % ends
        )
    if low >= TENTATIVE:
        return (
            _(
                "The lower end of alpha’s interval %(ends)s is between 0.667 and 0.8: by "
                "Krippendorff’s rule, labels for tentative conclusions only."
            )
            % ends
        )
    if low > 0:
        return (
            _(
                "The lower end of alpha’s interval %(ends)s is below 0.667, the minimum for "
                "tentative conclusions by Krippendorff’s rule; the whole interval is above 0, "
                "the agreement expected by chance."
            )
            % ends
        )
    if high >= 0:
        return _("Alpha’s interval %(ends)s includes 0, the agreement expected by chance.") % ends
    return (
        _(
            "All of alpha’s interval %(ends)s is below 0: the annotators agree less than "
            "expected by chance."
        )
        % ends
    )


def next_step(report: Report) -> str:
    """Return advice on what to do next; empty if there is nothing to do, or no verdict."""
    low = report["krippendorff_alpha"]["low"]
    if low is None or low >= RELIABLE:
        return ""

    if low > 0:
        return _(
            "Discuss the disagreements, make the codebook more precise, and adjudicate the "
            "disputed sentences."
        )
    return _("Review the disagreements before anyone labels more.")


def prevalence_in_words(report: Report, names: Mapping[str, str]) -> str:
    """Return a warning if one label is so frequent that this alone lowers alpha; empty if not.

    Feinstein and Cicchetti (1990), High agreement but low kappa: I. The problems of two
    paradoxes.
    """
    counts = {key: figures["count"] for key, figures in report["per_label"].items()}
    total = sum(counts.values())
    alpha, ac1 = report["krippendorff_alpha"]["value"], report["gwet_ac1"]["value"]
    if not total or alpha is None or ac1 is None:
        return ""

    key = max(counts, key=counts.__getitem__)
    share = counts[key] / total
    # Frequent alone is not enough: only if AC1 is far above alpha does the frequency
    # lower alpha here.
    if share < SKEWED or ac1 - alpha < APART:
        return ""

    return _(
        "%(share)s of the labels are “%(label)s”. Where one label is this frequent, much "
        "agreement is expected by chance, and alpha and the kappas depend on the few other "
        "labels: compare them with Gwet’s AC1, percent agreement and the figures of each label."
    ) % {"share": f"{share:.0%}", "label": names[key]}


def _reason(figure: FigureShape) -> str:
    """Return why the figure has no value or interval, in the reader's language."""
    # The translation of an empty text would be the header of the catalogue.
    return _(figure["reason"]) if figure["reason"] else ""


def _without_interval(report: Report, alpha: FigureShape) -> str:
    """Return alpha and what it rests on, without a verdict."""
    assert alpha["value"] is not None
    articles = report["pairable_articles"]
    values = {
        "alpha": _number(alpha["value"]),
        "sentences": ngettext("%(n)s sentence", "%(n)s sentences", alpha["n"])
        % {"n": f"{alpha['n']:,}"},
        "articles": ngettext("%(n)s article", "%(n)s articles", articles) % {"n": f"{articles:,}"},
        "reason": _reason(alpha),
    }

    if articles < FEWEST_ARTICLES:
        return (
            _(
                "Too few articles for a verdict: alpha is %(alpha)s on %(sentences)s of "
                "%(articles)s."
            )
            % values
        )
    return (
        _(
            "No verdict without an interval: alpha is %(alpha)s on %(sentences)s of "
            "%(articles)s; %(reason)s."
        )
        % values
    )


def _number(value: float) -> str:
    """Return the number with three decimals and a real minus sign."""
    return f"{value:.3f}".replace("-0.000", "0.000").replace("-", "−")
