"""Figures as lines of text, for the command."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from annotator.agreement.report.shapes import FigureShape
from annotator.agreement.report.true_labels.error_model import ErrorRates, ErrorRowShape

# Columns for the names before the figures.
WIDTH = 36


def figure_line(figure: FigureShape) -> str:
    """Return the value with its interval and n, or the reason why there is none."""
    reason = _(figure["reason"]) if figure["reason"] else ""
    if figure["value"] is None:
        return _("undefined: %(reason)s") % {"reason": reason}

    value, n = f"{figure['value']:.3f}", f"{figure['n']:,}"
    if figure["low"] is None:
        return f"{value}  (n {n}; {reason})"

    remark = f"; {reason}" if reason else ""
    return f"{value} [{figure['low']:.3f}, {figure['high']:.3f}]  (n {n}{remark})"


def error_rate_lines(rates: ErrorRates) -> Iterator[str]:
    """Yield a block for all annotators together and for each one: a line for each true label."""
    if not rates["converged"]:
        yield _("The model did not converge; interpret with care.")

    yield _("all annotators")
    yield from map(_error_rate_line, rates["typical"])

    for annotator in rates["annotators"]:
        yield annotator["annotator"]
        yield from map(_error_rate_line, annotator["rows"])


def _error_rate_line(row: ErrorRowShape) -> str:
    shares = ", ".join(f"{key} {share:.1%}" for key, share in row["shares"].items())
    few = "; " + _("few") if row["few"] else ""
    return f"  {row['true_label']}: {shares} (n {row['n']:,.0f}{few})"
