"""The pictures of the agreement page, by name. Each is a file, too, and so are its numbers."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from annotator.agreement.report.page_figures import PageFigures
from annotator.agreement.report.pictures.dots import DotChart, DotRow
from annotator.agreement.report.pictures.heat_maps import HeatMap, confusion_map
from annotator.agreement.report.pictures.pair_matrix import pair_matrix
from annotator.agreement.report.shapes import RoundReport
from annotator.projects.models import Label, Project

# Only managers compare annotators.
OF_MANAGERS = "annotators"


def dot_charts(
    labels: Sequence[Label], figures: PageFigures, *, may_manage: bool
) -> dict[str, DotChart]:
    """Return the charts that have more than one row: alpha on one axis for all of them."""
    report, over_time = figures.report, figures.over_time
    whole = DotRow(_("All"), report["krippendorff_alpha"])
    charts = [
        DotChart(
            "labels",
            _("Alpha of each label"),
            [
                *(
                    DotRow(
                        label.listed_name,
                        report["per_label"][label.key]["krippendorff_alpha"],
                        label.colour,
                    )
                    for label in labels
                ),
                whole,
            ],
        ),
        DotChart("rounds", _("Alpha by round"), _rows(figures.rounds)),
        DotChart("codebooks", _("Alpha by codebook version"), _rows(over_time.codebooks)),
        DotChart("months", _("Alpha by month"), _rows(over_time.months)),
    ]
    if may_manage:
        people = [DotRow(one["annotator"], one["krippendorff_alpha"]) for one in figures.annotators]
        charts.append(DotChart(OF_MANAGERS, _("Alpha of each annotator with the others"), people))
    return {chart.name: chart for chart in charts if len(chart.dots) > 1}


def heat_maps(
    project: Project, labels: Sequence[Label], figures: PageFigures, filters: QueryDict
) -> dict[str, HeatMap]:
    maps = (
        confusion_map(project, labels, figures.report, figures.disputes.label_pairs, filters),
        pair_matrix(project, figures.report, filters),
    )
    return {found.name: found for found in maps if found is not None}


def _rows(parts: Mapping[str, RoundReport]) -> list[DotRow]:
    return [DotRow(name, part["krippendorff_alpha"]) for name, part in parts.items()]
