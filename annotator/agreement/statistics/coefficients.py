"""The coefficients as functions of sums: (columns, …) in, (…) or one row per label (q, …) out.

A coefficient that is undefined is nan, so that one call computes a whole array in which some
are undefined.
"""

import numpy as np

from annotator.agreement.statistics.arrays import Floats, ratio
from annotator.agreement.statistics.sums import NominalSums, Sums


def percent_agreement(sums: NominalSums) -> Floats:
    """Return the mean over pairable units of each unit's own share of agreeing pairs.

    Undefined without a pairable unit. This is Fleiss' observed agreement, for unequal
    numbers of annotators: Fleiss (1971), Measuring nominal scale agreement among many raters,
    equations 1 to 3.
    """
    return ratio(sums.agreement, sums.pairable)


def krippendorff_alpha(sums: NominalSums) -> Floats:
    """Return Krippendorff's alpha for nominal labels: 1 - observed / expected disagreement.

    With the coincidences o_ck, their margins n_c and their total n, the number of pairable labels:
    alpha = 1 - (n - 1) * sum_{c != k} o_ck / sum_{c != k} n_c n_k. Undefined without a pairable
    unit and when only one label was used: then no disagreement is expected. Krippendorff
    (2011), Computing Krippendorff's Alpha-Reliability, section C.

    >>> from annotator.agreement.statistics.sums import nominal_sums
    >>> label_a, label_b = np.array([2.0, 2, 1, 0]), np.array([0.0, 0, 1, 2])
    >>> sums = NominalSums.from_columns(nominal_sums(np.stack([label_a, label_b])).sum(axis=1))
    >>> round(float(krippendorff_alpha(sums)), 4)
    0.5333
    """
    n = sums.margins.sum(axis=0)

    # Margins are sums of whole numbers, and so exact: with one label in use, n -
    # margins is exactly 0, and alpha is undefined instead of a quotient of rounding
    # errors.
    expected = (sums.margins * (n - sums.margins)).sum(axis=0)
    alpha: Floats = 1 - (n - 1) * ratio(n - sums.diagonal.sum(axis=0), expected)
    return alpha


def label_alpha(sums: NominalSums) -> Floats:
    """Return alpha of each label against the rest, as if there were only these two (k, …).

    Undefined where no pairable unit has the label, or where pairable units have no other label.
    Krippendorff (2011), section C, with two categories.
    """
    n = sums.margins.sum(axis=0)
    # With two categories both disagreements have a factor 2, which cancels out.
    alpha: Floats = 1 - (n - 1) * ratio(
        sums.margins - sums.diagonal, sums.margins * (n - sums.margins)
    )
    return alpha


def specific_agreement(sums: NominalSums) -> Floats:
    """Return for each label the probability that others give it where one annotator did (k, …).

    sum_u n_uk (n_uk - 1) / (n_u - 1) over sum_u n_uk, in pairable units: all annotations have the
    same weight. Undefined where no pairable unit has the label. Fleiss, Levin and Paik (2003),
    Statistical Methods for Rates and Proportions, chapter 18; for two annotators it is the
    proportion of Dice (1945).
    """
    return ratio(sums.diagonal, sums.margins)


def fleiss_kappa(sums: Sums) -> Floats:
    """Return Fleiss' kappa, generalised to unequal numbers of annotators.

    (P_o - P_e) / (1 - P_e) with P_e = sum_k pi_k^2. P_o is the percent agreement of the pairable
    units; pi_k the mean of n_uk / n_u over the units with at least one label. Undefined without a
    pairable unit and when only one label was used. Fleiss (1971); for missing labels Gwet (2014),
    Handbook of Inter-Rater Reliability, 4th edition, chapter 2.
    """
    pi = ratio(sums.shares, sums.labelled)
    return _above_chance(percent_agreement(sums.label), (pi**2).sum(axis=0))


def gwet_ac1(sums: Sums) -> Floats:
    """Return Gwet's AC1: (P_o - P_e) / (1 - P_e), P_e = sum_k pi_k (1 - pi_k) / (q - 1).

    P_o and pi_k are those of Fleiss' kappa. q is the number of the project's labels, used or not.
    Undefined without a pairable unit and for q < 2; 1 when only one label was used. Gwet (2008),
    Computing inter-rater reliability and its variance in the presence of high agreement, British
    Journal of Mathematical and Statistical Psychology 61.
    """
    if sums.q < 2:
        return np.full(np.shape(sums.labelled), np.nan)

    pi = ratio(sums.shares, sums.labelled)
    return _above_chance(percent_agreement(sums.label), (pi * (1 - pi)).sum(axis=0) / (sums.q - 1))


def target_agreement(sums: Sums) -> Floats:
    """Return the mean over sentences with two answered targets of the share of equal pairs.

    A sentence counts if it has at least two answered targets; "not in this article" is a target
    like any other. Undefined without such a sentence.
    """
    return ratio(sums.target_agreement, sums.targeted)


def own_target_agreement(sums: Sums) -> Floats:
    """Return the same over the targets that aren't offered candidates that were taken."""
    return ratio(sums.own_target_agreement, sums.own_targeted)


def _above_chance(observed: Floats, expected: Floats) -> Floats:
    return ratio(observed - expected, 1 - expected)
