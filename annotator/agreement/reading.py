"""What a figure means, in plain words."""

from collections.abc import Mapping

from annotator.agreement.reports import Report

# Krippendorff (2004), Content Analysis, chapter 11: rely on 0.8 and more; draw tentative conclusions from 0.667.
RELIABLE, TENTATIVE = 0.8, 0.667


def alpha_in_words(report: Report) -> str:
    """One or two sentences on the project's alpha, for readers who don't live with it."""
    alpha = report["krippendorff_alpha"]["value"]
    if alpha is None:
        return f"Alpha is not defined yet: {report['krippendorff_alpha']['reason']}."
    if alpha >= RELIABLE:
        return "The annotators agree well: by Krippendorff’s rule, conclusions can rest on labels like these."
    if alpha >= TENTATIVE:
        return "The annotators agree fairly: Krippendorff would draw tentative conclusions from labels like these."
    if alpha > 0:
        return (
            "The annotators agree more than by chance, but less than the 0.667 that Krippendorff asks for tentative "
            "conclusions. First rounds of schemes like this one lie between 0.4 and 0.65: talk the disagreements "
            "through, sharpen the codebook, and settle the rest."
        )
    return "The annotators agree no more than by chance. Look at the disagreements before anyone labels on."


SKEWED = 0.7  # of all labels: from one label's share on, chance agreement is so high that kappas say little
APART = 0.2  # between AC1, which skewed labels hardly touch, and alpha, which they do


def prevalence_in_words(report: Report, names: Mapping[str, str]) -> str:
    """Whether a low alpha comes from one label being nearly everywhere, and not from people who differ; empty if not.

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
        f"{share:.0%} of the labels are “{names[key]}”. Where one label is nearly everywhere, much agreement is "
        "expected by chance, and alpha and the kappas are low although people agree: read them beside Gwet’s AC1, "
        "percent agreement and the figures of each label."
    )
