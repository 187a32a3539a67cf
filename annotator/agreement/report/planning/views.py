from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.report.kept_figures import kept_plan
from annotator.agreement.report.planning.chart import ReliabilityChart
from annotator.agreement.report.planning.forms import PlanForm
from annotator.agreement.report.planning.plan import (
    AnnotatorsShape,
    Plan,
    PlannedShape,
)
from annotator.lib.database.replica import from_replica
from annotator.projects.access import enter
from annotator.projects.models import Label, Role


@from_replica
def plan(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show how much to label for a given precision; invalid values are ignored and marked."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    form = PlanForm(request.GET, project=access.project, viewer=access.membership)
    labels = list(access.project.labels.all())
    found = kept_plan(access.project, form.report_filter(), form.chosen_half_width())
    rows = _rows(found, labels)
    numbers = _numbers_of_annotators(rows)

    context = {
        "access": access,
        "form": form,
        "plan": found,
        "rows": rows,
        "numbers": numbers,
        "by_annotators": [
            (name, _cells(planned, numbers)) for name, planned in rows if planned["by_annotators"]
        ],
        "chart": ReliabilityChart(found["reliability"]),
    }
    return render(request, "agreement/plan.html", context)


@dataclass(frozen=True)
class Cell:
    """What a figure needs with one number of annotators. None: nothing is known."""

    annotators: int
    needed: AnnotatorsShape | None
    is_cheapest: bool


def _rows(plan: Plan, labels: Sequence[Label]) -> list[tuple[str, PlannedShape]]:
    return [
        (_("Krippendorff’s alpha"), plan["krippendorff_alpha"]),
        *(
            (_("Alpha of %(label)s") % {"label": label.listed_name}, plan["per_label"][label.key])
            for label in labels
        ),
        *(
            (
                _("Prevalence of %(label)s") % {"label": label.listed_name},
                plan["prevalence"][label.key],
            )
            for label in labels
        ),
    ]


def _numbers_of_annotators(rows: Sequence[tuple[str, PlannedShape]]) -> list[int]:
    """Return the numbers of annotators for which something is known."""
    return sorted(
        {needed["annotators"] for _name, planned in rows for needed in planned["by_annotators"]}
    )


def _cells(planned: PlannedShape, numbers: Sequence[int]) -> list[Cell]:
    """Return a cell for each number of annotators; the fewest readings are marked.

    What was extrapolated is too uncertain to be recommended.
    """
    needed = {row["annotators"]: row for row in planned["by_annotators"]}
    fewest = min(
        (row["readings"] for row in needed.values() if row["readings"] and row["measured"]),
        default=None,
    )
    return [
        Cell(
            number,
            needed.get(number),
            is_cheapest=number in needed
            and needed[number]["measured"]
            and needed[number]["readings"] == fewest
            and fewest is not None,
        )
        for number in numbers
    ]
