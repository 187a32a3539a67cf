"""What a figure means, in plain words."""

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
