"""The coefficients, as functions of sums (see `sums.py`): (…, labels * labels + 2) in, (…) out, nan where undefined."""

import numpy as np

from annotator.agreement.statistics.sums import Floats, split_sums


def percent_agreement(sums: Floats) -> Floats:
    """The mean over pairable units of each unit's own share of agreeing pairs.

    Undefined without a pairable unit. It is Fleiss' observed agreement, for unequal numbers of annotators: Fleiss
    (1971), Measuring nominal scale agreement among many raters, equations 1 to 3.
    """
    _, agreement, pairable = split_sums(sums)
    return _ratio(agreement, pairable)


def krippendorff_alpha(sums: Floats) -> Floats:
    """Krippendorff's alpha for nominal labels: 1 - observed / expected disagreement.

    With the coincidences o_ck, their margins n_c and their total n, the number of pairable labels:
    alpha = 1 - (n - 1) * sum_{c != k} o_ck / sum_{c != k} n_c n_k. Undefined without a pairable unit and when only one
    label was used, for then no disagreement is expected.
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C.

    >>> from annotator.agreement.statistics.sums import unit_sums
    >>> two_annotators = np.array([[2, 0], [2, 0], [1, 1], [0, 2]])
    >>> round(float(krippendorff_alpha(unit_sums(two_annotators).sum(axis=0))), 4)
    0.5333
    """
    coincidences, _, _ = split_sums(sums)
    margins = coincidences.sum(axis=-1)
    n = margins.sum(axis=-1)
    observed = n - np.trace(coincidences, axis1=-2, axis2=-1)
    expected = n**2 - (margins**2).sum(axis=-1)
    # With one label the margin is the total to the last bit, so that no rounding hides the zero.
    alpha: Floats = 1 - (n - 1) * _ratio(observed, expected)
    return alpha


def _ratio(above: Floats, below: Floats) -> Floats:
    result = np.full(np.shape(above), np.nan)
    np.divide(above, below, out=result, where=np.asarray(below) > 0)
    return result
