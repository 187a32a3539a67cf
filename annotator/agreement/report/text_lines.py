"""Figures as lines of text, for the command."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from annotator.agreement.report.comparisons.standings import StandingShape
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


def standing_lines(standings: Sequence[StandingShape]) -> Iterator[str]:
    """Yield a line for each annotator, worst first, and one for the oddest confusion."""
    for one in standings:
        mark = "  " + _("worth a talk") if one["is_worth_a_talk"] else ""
        yield f"{one['annotator']:<8}  {figure_line(one['agreement'])}{mark}"

        confusion = one["confusion"]
        if confusion:
            yield "          " + _(
                "takes %(others)s for %(label)s: %(share)s, team %(team)s (%(times)s of %(n)s)"
            ) % {
                "others": confusion["others"],
                "label": confusion["label"],
                "share": f"{confusion['share']:.0%}",
                "team": f"{confusion['team']:.0%}",
                "times": f"{confusion['times']:,}",
                "n": f"{confusion['n']:,}",
            }
        if one["is_fast"]:
            yield "          " + _("fast: %(seconds)s s, team %(team)s s") % {
                "seconds": f"{one['seconds']:.1f}",
                "team": f"{one['team_seconds']:.1f}",
            }


def _error_rate_line(row: ErrorRowShape) -> str:
    shares = ", ".join(f"{key} {share:.1%}" for key, share in row["shares"].items())
    few = "; " + _("few") if row["few"] else ""
    return f"  {row['true_label']}: {shares} (n {row['n']:,.0f}{few})"
