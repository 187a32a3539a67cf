"""The plan as lines of text, for the command."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from annotator.agreement.report.planning.plan import Plan, PlannedShape
from annotator.agreement.report.text_lines import WIDTH, figure_line


def plan_lines(plan: Plan) -> Iterator[str]:
    """Yield a line for each figure, then one for each number of annotators."""
    yield _("Articles for ±%(half_width)s") % {"half_width": plan["half_width"]}
    rows = {
        _("Krippendorff’s alpha"): plan["krippendorff_alpha"],
        **{
            _("alpha of %(label)s") % {"label": key}: planned
            for key, planned in plan["per_label"].items()
        },
        **{
            _("prevalence of %(label)s") % {"label": key}: planned
            for key, planned in plan["prevalence"].items()
        },
    }
    for name, planned in rows.items():
        yield f"{name:<{WIDTH}}  {figure_line(planned['figure'])}"
        yield f"  {_needed(planned)}"
        for row in planned["by_annotators"]:
            articles = f"{row['articles']:,}" if row["articles"] else _("more than a million")
            extrapolated = "" if row["measured"] else ", " + _("extrapolated")
            yield (
                "  "
                + _("annotators of each article %(annotators)s: articles %(articles)s")
                % {"annotators": row["annotators"], "articles": articles}
                + extrapolated
            )

    yield ""
    yield _("Reliability of the majority: expected (Spearman–Brown); observed between two groups")
    for together in plan["reliability"]:
        observed = figure_line(together["observed"]) if together["observed"] else "–"
        yield f"{together['annotators']:>3}  {figure_line(together['expected'])}; {observed}"


def _needed(planned: PlannedShape) -> str:
    needed = planned["needed"]
    if needed is None:
        return _("articles needed: not known yet")
    if needed["articles"] is None:
        return _("articles needed: more than a million")

    high = _("more than a million") if needed["high"] is None else f"{needed['high']:,}"
    return _("articles needed: %(articles)s [%(low)s, %(high)s], now %(now)s") % {
        "articles": f"{needed['articles']:,}",
        "low": f"{needed['low']:,}" if needed["low"] is not None else _("more than a million"),
        "high": high,
        "now": f"{planned['articles']:,}",
    }
